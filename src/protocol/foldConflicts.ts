// Where an isolated step did not fit to what others did, as far as the panel draws it; the host has the rest.
import type { StepConflict, StepResult } from '../core/plan/plan';
import type { ConflictView } from './planMessages';

/** Characters of the texts of one step together; further places are only counted. */
const TEXT_BUDGET = 20_000;

/** Empty when the step fits. */
export function conflictsOf({ conflicts = [] }: Pick<StepResult, 'conflicts'>): readonly ConflictView[] {
  let left = TEXT_BUDGET;
  return conflicts.map(({ path, there, step, hunks = [] }): ConflictView => {
    const shown = hunks.filter((hunk) => {
      const length = lengthOf(hunk);
      if (length > left) return false;
      left -= length;
      return true;
    });
    return { path, there, step, hunks: shown, hunkCount: hunks.length };
  });
}

function lengthOf({ base, mine, theirs }: NonNullable<StepConflict['hunks']>[number]): number {
  return base.length + mine.length + theirs.length;
}
