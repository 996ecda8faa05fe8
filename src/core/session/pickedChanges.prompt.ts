import type { PickedChanges, PickedFile } from '../review/proposedHunks';
import type { DiffHunk } from '../tools/toolDetails';

/** Lines of one diff; the rest is counted. */
const LINES = 120;

/** What the model is told when a person took only a part of its change, or made something else of it. */
export function pickedNote({ files }: PickedChanges): string {
  return [
    'The person looked at this change before it was applied and did not take it as it was:',
    ...files.map(lineFor),
    'Nothing else was written. Do not make again what was left out, and do not change back what the person wrote, unless you are asked to.',
  ].join('\n');
}

function lineFor({ path, taken, hunksTaken, hunks, leftOut, edit }: PickedFile): string {
  switch (taken) {
    case 'all':
      return `${path}: applied as proposed.`;
    case 'none':
      return `${path}: left out as a whole; the file is as it was.`;
    case 'some':
      return `${path}: applied ${hunksTaken} of ${hunks} hunks. Left out (- is what stays, + is what was not applied):\n${diff(leftOut)}`;
    case 'edited':
      return `${path}: applied as the person changed it. From your proposal (-) to what is in the file now (+):\n${diff(edit)}`;
  }
}

function diff(hunks: readonly DiffHunk[] = []): string {
  const lines = hunks.flatMap((hunk) => [`@@ -${hunk.oldStart} +${hunk.newStart} @@`, ...hunk.lines]);
  const shown = lines.slice(0, LINES);
  const rest = lines.length - shown.length;
  return [...shown, ...(rest > 0 ? [`(${rest} more lines; read the file)`] : [])].join('\n');
}
