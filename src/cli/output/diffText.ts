import type { FileDiff } from '../../core/tools/toolDetails';
import { printable } from './printable';
import type { Style } from './style';

/** Lines of a diff shown before the rest is cut. */
const MAX_LINES = 200;

/** A proposed or applied change of one file as lines of text. */
export function fileDiffLines(file: FileDiff, style: Style): readonly string[] {
  const lines = (file.hunks ?? []).flatMap((hunk) => [
    style.dim(`@@ line ${hunk.newStart} @@`),
    ...hunk.lines.map((line) => paint(line, style)),
  ]);
  const shown = lines.length > MAX_LINES ? lines.slice(0, MAX_LINES) : lines;
  return [
    style.bold(changeTitle(file)),
    ...(file.note ? [style.dim(printable(file.note))] : []),
    ...shown,
    ...(lines.length > MAX_LINES ? [style.dim(`... ${lines.length - MAX_LINES} more lines`)] : []),
  ];
}

/** Such as `edit src/cart.ts +1 -1`. */
export function changeTitle(file: FileDiff): string {
  const path = file.renamedTo ? `${file.path} -> ${file.renamedTo}` : file.path;
  return `${file.kind} ${printable(path)} +${file.added} -${file.removed}`;
}

function paint(line: string, style: Style): string {
  const text = printable(line);
  if (line.startsWith('+')) return style.added(text);
  return line.startsWith('-') ? style.removed(text) : text;
}
