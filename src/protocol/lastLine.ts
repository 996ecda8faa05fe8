/** Characters of a line that are kept. */
const LINE_LIMIT = 200;

/**
 * The last line with words in it, once `delta` was added to `line`. It ends in a line break when the next text begins a new one.
 */
export function lineAfter(line: string, delta: string): string {
  const lines = (line + delta).split('\n');
  const open = lines.at(-1) ?? '';
  if (open.trim() !== '') return open.slice(0, LINE_LIMIT);
  const closed = lines.findLast((candidate) => candidate.trim() !== '') ?? '';
  return closed === '' ? '' : `${closed.slice(0, LINE_LIMIT)}\n`;
}
