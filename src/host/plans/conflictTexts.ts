// The two sides of a conflict of a step, for the diff editor: what is there, and the same with what the step wrote in its place.
import type { StepConflict } from '../../core/plan/plan';
import { linesOf } from '../../core/workspace/textLines';

type Hunks = NonNullable<StepConflict['hunks']>;

export interface ConflictTexts {
  readonly before: string;
  readonly after: string;
}

/**
 * Undefined where the conflict is not about lines of text.
 *
 * @param now text of the file; undefined when there is none
 */
export function conflictTexts(
  { hunks = [] }: Pick<StepConflict, 'hunks'>,
  now: string | undefined,
): ConflictTexts | undefined {
  if (hunks.length === 0) return undefined;
  const lines = linesOf(now ?? '');
  const isAsItWas = hunks.every(
    ({ line, mine }) =>
      line - 1 <= lines.length && lines.slice(line - 1, line - 1 + linesOf(mine).length).join('') === mine,
  );
  return now !== undefined && isAsItWas
    ? { before: now, after: withTheirs(lines, hunks) }
    : { before: places(hunks, 'mine'), after: places(hunks, 'theirs') };
}

function withTheirs(lines: readonly string[], hunks: Hunks): string {
  const parts: string[] = [];
  let position = 0;
  for (const { line, mine, theirs } of hunks) {
    parts.push(...lines.slice(position, line - 1), theirs);
    position = line - 1 + linesOf(mine).length;
  }
  return [...parts, ...lines.slice(position)].join('');
}

/** The file changed since: only the places in question can be compared. */
function places(hunks: Hunks, side: 'mine' | 'theirs'): string {
  return hunks.map((hunk) => `@@ line ${hunk.line} @@\n${hunk[side].replace(/\n?$/, '\n')}`).join('');
}
