// A mark that stands in place of a secret is for who reads. Written into a file it would take the place of the secret itself.
import { markInChange, markInOldText } from '../security/redaction.prompt';
import { redactionMarks } from '../security/secretRedaction';
import type { FileChange } from '../workspace/workspace';

/** What to tell the model about the first change that brings a mark into a file; undefined where none does. */
export function markProblem(changes: readonly FileChange[]): string | undefined {
  for (const change of changes) {
    if (change.kind === 'delete' || change.after === undefined || !('text' in change.after)) continue;
    const before = change.kind === 'create' ? '' : (change.before.text ?? '');
    const mark = addedMark(before, change.after.text);
    if (mark !== undefined) return markInChange(mark, change.file.display);
  }
  return undefined;
}

/** The words about a failed change, with those about a mark in what was looked for. */
export function withMarkNote(failure: string, input: Readonly<Record<string, unknown>>): string {
  const [mark] = redactionMarks(JSON.stringify(input));
  return mark === undefined ? failure : `${failure}\n${markInOldText(mark)}`;
}

/** A file may be about marks: only those count that were not there before. */
function addedMark(before: string, after: string): string | undefined {
  const marks = redactionMarks(after);
  if (marks.length === 0) return undefined;
  const left = new Map<string, number>();
  for (const mark of redactionMarks(before)) left.set(mark, (left.get(mark) ?? 0) + 1);
  return marks.find((mark) => {
    const count = left.get(mark) ?? 0;
    left.set(mark, count - 1);
    return count <= 0;
  });
}
