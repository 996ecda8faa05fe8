// An editor shows a file with mixed line endings as if they were all the same. This finds the file's own endings again.
import { lineChanges } from '../journal/lineDiff';

/** The shown text with the endings that its lines have in the file. Lines that were changed keep the shown ones. */
export function keepEndings(fileLines: readonly string[], shown: string): string {
  if (!isMixed(fileLines)) return shown;
  const own = splitAnyEnding(fileLines.join(''));
  const now = splitAnyEnding(shown);
  const alike = (lines: readonly string[]): readonly string[] =>
    lines.map((line) => line.replace(/\r\n?$/, '\n'));
  const parts: (readonly string[])[] = [];
  let position = 0;
  for (const { oldStart, oldEnd, newStart, newEnd } of lineChanges(alike(own), alike(now))) {
    parts.push(own.slice(position, oldStart), now.slice(newStart, newEnd));
    position = oldEnd;
  }
  return [...parts, own.slice(position)].flat().join('');
}

/** True when the lines end in different ways; a lone carriage return counts as one. */
export function isMixed(lines: readonly string[]): boolean {
  const [first = ''] = lines;
  const isCrlf = first.endsWith('\r\n');
  return lines.some((line) => {
    const end = line.indexOf('\r');
    if (end !== -1 && end !== line.length - 2) return true;
    return line.endsWith('\n') && line.endsWith('\r\n') !== isCrlf;
  });
}

/** Lines as an editor counts them, with their endings. */
function splitAnyEnding(text: string): readonly string[] {
  return text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? [];
}
