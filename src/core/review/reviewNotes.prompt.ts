// What the model is told about a person's decisions and edits.

/** Lines of one diff that are shown; the rest is counted. */
const DIFF_LINES = 60;
/** Notes of one message; the rest is counted. */
const NOTES = 20;

export interface UndoneChange {
  readonly display: string;
  /** What was done to the file as a whole. */
  readonly whole?: 'created' | 'deleted' | 'renamed' | 'changed';
  /** The lines that were proposed, as a diff. */
  readonly diff: readonly string[];
  /** In the person's words. */
  readonly reason?: string;
}

export function undoneNote({ display, whole, diff, reason }: UndoneChange): string {
  const what =
    whole === undefined
      ? `Taken back in ${display}:`
      : `Taken back: ${display} was ${whole} by you, and is again as it was before.`;
  const why = reason === undefined || reason.trim() === '' ? [] : [`The person's reason: ${reason.trim()}`];
  return [what, ...fenced(diff), ...why, 'Do not make this change again unless you are asked to.'].join('\n');
}

/** A text that the model proposed, and what it was changed to. */
export function editedNote(display: string, diff: readonly string[]): string {
  return [`What you proposed in ${display} was changed by the person. Keep it so:`, ...fenced(diff)].join(
    '\n',
  );
}

export function joinedNotes(notes: readonly string[]): string {
  if (notes.length === 0) return '';
  const shown = notes.slice(0, NOTES);
  const rest = notes.length - shown.length;
  const more = rest === 0 ? [] : [`And ${rest} more. Read the files before you rely on them.`];
  return ['The person has reviewed your changes.', ...shown, ...more].join('\n\n');
}

function fenced(diff: readonly string[]): readonly string[] {
  if (diff.length === 0) return [];
  const rest = diff.length - DIFF_LINES;
  const lines = rest > 0 ? [...diff.slice(0, DIFF_LINES), `(${rest} more lines)`] : diff;
  const longest = Math.max(0, ...lines.map((line) => /^.?(`+)/.exec(line)?.[1]?.length ?? 0));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return [`${fence}diff`, ...lines, fence];
}
