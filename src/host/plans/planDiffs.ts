// What a dry run found, in editors: each file before and after all steps, and what would run.
import type { Plan, PlanRunResult, StepFile } from '../../core/plan/plan';
import { effectOf } from '../../core/plan/stepEffects';
import { titleOf } from '../../core/plan/planViews';
import { failureWords } from '../../protocol/words/errorWords';
import { leftOutWords } from '../../protocol/words/fixedWords';
import { t } from '../l10n';

export interface DryRunFindings {
  /** Each file once: before the first step that changes it, and after the last. */
  readonly files: readonly StepFile[];
  /** What no file shows: commands that would run, and steps that failed. Empty when there is nothing. */
  readonly note: string;
}

export function dryRunFindings(plan: Pick<Plan, 'steps'>, result: PlanRunResult): DryRunFindings {
  const files = new Map<string, StepFile>();
  for (const step of result.stepResults) {
    for (const file of step.files)
      files.set(file.path, { ...file, before: files.get(file.path)?.before ?? firstBefore(files, file) });
  }
  const commands = plan.steps
    .filter((step) => step.status === 'pending' && effectOf(step) === 'command')
    .map((step) => `- ${step.command ?? titleOf(step)}`);
  const failures = result.failures.map(({ step, stepId, error }) => {
    const cause = result.stepResults.find((one) => one.stepId === stepId)?.cause;
    return `- ${t('Step {0}: {1}', step, failureWords({ error, cause }, t))}`;
  });
  const leftOut = result.stepResults.flatMap(({ filesLeftOut = [] }) =>
    filesLeftOut.map(({ path, reason }) => `- ${path}: ${leftOutWords(reason, t)}`),
  );
  const sections = [
    section(t('Would run:'), commands),
    section(t('Would fail, as far as a dry run can tell:'), failures),
    section(t('Would change as well, and is no text:'), leftOut),
  ];
  return {
    files: [...files.values()].filter(({ before, after }) => before !== after),
    note: sections.filter((text) => text !== '').join('\n\n'),
  };
}

/** A file that an earlier step made stays one that was not there. */
function firstBefore(files: ReadonlyMap<string, StepFile>, { path, before }: StepFile): string | null {
  return files.has(path) ? null : before;
}

function section(heading: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${heading}\n${lines.join('\n')}\n`;
}
