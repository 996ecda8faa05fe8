import type { FileDiff } from '../../core/tools/toolDetails';

/** The two sides of the hunks, with a line that says where each hunk begins. */
export function textsOfDiff(diff: FileDiff): { readonly before: string; readonly after: string } {
  const side = (keep: '-' | '+'): string =>
    (diff.hunks ?? [])
      .map((hunk) => {
        const start = keep === '-' ? hunk.oldStart : hunk.newStart;
        const lines = hunk.lines.filter((line) => line.startsWith(' ') || line.startsWith(keep));
        return [`@@ line ${start} @@`, ...lines.map((line) => line.slice(1))].join('\n');
      })
      .join('\n');
  return { before: side('-'), after: side('+') };
}
