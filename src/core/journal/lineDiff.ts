import { diffArrays } from 'diff';

/** Lines `[oldStart, oldEnd)` became lines `[newStart, newEnd)`; neighbouring changes have an equal line between them. */
export interface LineChange {
  readonly oldStart: number;
  readonly oldEnd: number;
  readonly newStart: number;
  readonly newEnd: number;
}

/** Above this the shortest difference takes too long to find, and the whole differing middle is one change. */
const MAX_EDIT_LENGTH = 1500;

/** The changes between two lists of lines, in order. Only what lies between equal beginnings and endings is compared in full. */
export function lineChanges(before: readonly string[], after: readonly string[]): readonly LineChange[] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  const oldEnd = before.length - end;
  const newEnd = after.length - end;
  if (start === oldEnd && start === newEnd) return [];
  const whole = { oldStart: start, oldEnd, newStart: start, newEnd };
  if (start === oldEnd || start === newEnd) return [whole];
  const parts = diffArrays(before.slice(start, oldEnd), after.slice(start, newEnd), {
    maxEditLength: MAX_EDIT_LENGTH,
  });
  if (parts === undefined) return [whole];
  const changes: LineChange[] = [];
  let oldLine = start;
  let newLine = start;
  let isOpen = false;
  for (const { added, removed, value } of parts) {
    if (!added && !removed) {
      oldLine += value.length;
      newLine += value.length;
      isOpen = false;
      continue;
    }
    const last = isOpen ? changes.pop() : undefined;
    const oldStart = last?.oldStart ?? oldLine;
    const newStart = last?.newStart ?? newLine;
    if (removed) oldLine += value.length;
    else newLine += value.length;
    changes.push({ oldStart, oldEnd: oldLine, newStart, newEnd: newLine });
    isOpen = true;
  }
  return changes;
}
