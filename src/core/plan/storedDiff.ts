// Differences that a step was planned with: kept from a dry run, and applied only to exactly the content that they were made from.
import { applyPatch } from 'diff';
import type { Plan, PlanRunResult, PlanStep } from './plan';
import type { DiffMisfit } from '../words/errorCause';
import { effectOf } from './stepEffects';
import { textVersion } from './treeState';

/** `baseHash` of a difference that creates its file. */
export const NO_FILE = 'none';

/** `applies`: the text that the step writes, `null` where it deletes the file. `differs`: the file is not what it was made from. */
export type StoredDiff =
  | { readonly kind: 'applies'; readonly text: string | null }
  | { readonly kind: 'differs'; readonly misfit: DiffMisfit };

/** Undefined for a step without a difference that could be applied. `current`: the text of its file now, `null` where there is none. */
export function readStoredDiff(
  { diff, baseHash, file }: Pick<PlanStep, 'diff' | 'baseHash' | 'file'>,
  current: string | null,
): StoredDiff | undefined {
  if (diff === undefined || baseHash === undefined || file === undefined) return undefined;
  const hash = current === null ? NO_FILE : textVersion(current);
  if (hash !== baseHash) {
    const code = current === null ? 'gone' : baseHash === NO_FILE ? 'there_now' : 'changed';
    return { kind: 'differs', misfit: { file, code } };
  }
  const text = applyPatch(current ?? '', diff, { fuzzFactor: 0, autoConvertLineEndings: false });
  if (text === false) return { kind: 'differs', misfit: { file, code: 'other_content' } };
  return { kind: 'applies', text: /^\+\+\+ \/dev\/null$/m.test(diff) ? null : text };
}

/** The plan with what a dry run of it found: steps that change one file get the difference, and it is applied when they run. */
export function withDryRun(plan: Plan, { stepResults }: Pick<PlanRunResult, 'stepResults'>): Plan {
  const steps = plan.steps.map((step) => {
    const result = stepResults.find(({ stepId }) => stepId === step.id);
    const [changed, ...others] = result?.files ?? [];
    const isWhole =
      result?.success === true && others.length === 0 && (result.filesLeftOut ?? []).length === 0;
    if (step.status !== 'pending' || !isWhole || changed === undefined || result?.diff === undefined)
      return step;
    // A step that runs a command does more than its difference shows.
    if (effectOf(step) === 'command') return step;
    const { path: file, before } = changed;
    const baseHash = before === null ? NO_FILE : textVersion(before);
    return { ...step, file, diff: result.diff, baseHash };
  });
  return { ...plan, steps };
}
