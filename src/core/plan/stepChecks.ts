// What is looked at when a step says that it is done: its files, its acceptance command, its success criteria, the tests. The first that
// fails fails the step; what was seen is its evidence.
import { cutOutput, newErrors } from './evidence';
import type { CommandEvidence, FileProblem, StepEvidence } from './evidence';
import type { PlanRunOptions } from './planOptions';
import type { Plan, StepErrorCode, StepFile, StepResult } from './plan';
import type { PlanPorts, StepOutcome, StepRequest } from './planPorts';
import { addUsage, NO_USAGE } from './planResult';
import { stepOf } from './planViews';
import { treeState, versionsOf } from './treeState';
import type { ErrorCause } from '../words/errorCause';
import { failedBy, TESTS_FAILED } from './stepFailure';

export type StepCheckOptions = Pick<PlanRunOptions, 'validateEachStep' | 'verifySteps' | 'runTests'>;

export interface CheckedStep {
  readonly outcome: StepOutcome;
  readonly verified?: StepResult['verified'];
  readonly evidence?: StepEvidence;
}

/** @param before problems that were there when the step began; undefined where nobody knows */
export async function checkStep(
  request: StepRequest,
  outcome: StepOutcome & { readonly success: true },
  before: readonly FileProblem[] | undefined,
  checks: StepCheckOptions,
  ports: PlanPorts,
  signal: AbortSignal,
): Promise<CheckedStep> {
  const { plan, step } = request;
  const { files } = outcome;
  let usage = outcome.usage;
  let command: CommandEvidence | undefined;
  let problems: StepEvidence['problems'];
  let verified: StepResult['verified'];
  const ended = async (
    failure?: { readonly error: string; readonly cause?: ErrorCause },
    errorCode: StepErrorCode = 'validation',
  ): Promise<CheckedStep> => {
    const taken = files.length > 0 || command !== undefined || problems !== undefined;
    const base = { ...outcome, ...(usage === undefined ? {} : { usage }) };
    return {
      outcome: failure === undefined ? base : { ...base, success: false, ...failure, errorCode },
      ...(verified === undefined ? {} : { verified }),
      ...(taken
        ? {
            evidence: {
              takenAt: new Date(ports.now()).toISOString(),
              tree: await coveredTree(plan, step.dependsOn, files, ports),
              ...(command === undefined ? {} : { command }),
              ...(problems === undefined ? {} : { problems }),
            },
          }
        : {}),
    };
  };

  if (before !== undefined && files.length > 0 && ports.problems !== undefined) {
    const paths = files.map(({ path }) => path);
    const after = await ports.problems(paths, signal);
    problems = { before: shown(before, [], paths), after: shown(after, newErrors(before, after), paths) };
  }
  if (checks.validateEachStep && files.length > 0) {
    const parsed = (await ports.validate?.(files, signal)) ?? [];
    const fresh = newErrors(before ?? [], problems?.after ?? []).filter(({ path }) =>
      files.some((file) => file.path === path),
    );
    const found = parsed.length === 0 ? fresh : parsed;
    if (found.length > 0) return ended(failedBy({ about: 'step', code: 'file_problems', problems: found }));
  }
  if (step.acceptance !== undefined) {
    const accepted = await acceptWith(request, step.acceptance.command, ports, signal);
    command = { ...accepted.evidence, output: cutOutput(accepted.evidence.output) };
    if (!command.passed) return ended(acceptanceFailure(command), accepted.errorCode);
  }
  if (checks.verifySteps && step.successCriteria !== undefined && ports.verify !== undefined) {
    const verdict = await ports.verify({ plan, step, output: outcome.output }, signal);
    const { usage: spent, ...said } = verdict;
    verified = said;
    usage = addUsage(usage ?? NO_USAGE, spent);
    const { passed, reason, cause } = said;
    if (!passed) return ended(failedBy(cause ?? { about: 'step', code: 'not_verified', reason }));
  }
  if (checks.runTests === 'after_each' && ports.runTests !== undefined) {
    const { passed, output } = await ports.runTests(signal, step.id);
    if (!passed) return ended(failedBy(TESTS_FAILED, output), 'tests');
  }
  return ended();
}

async function acceptWith(
  { step, onActivity, onWaiting }: StepRequest,
  command: string,
  { accept }: PlanPorts,
  signal: AbortSignal,
): Promise<{ readonly evidence: CommandEvidence; readonly errorCode: StepErrorCode }> {
  if (accept === undefined)
    return {
      evidence: { command, passed: false, output: 'Commands can not run here.' },
      errorCode: 'validation',
    };
  const { needsConfirmation, ...evidence } = await accept({ step, command, onActivity, onWaiting }, signal);
  if (needsConfirmation === true) return { evidence, errorCode: 'confirmation_required' };
  return {
    evidence,
    errorCode: /\b(?:tests?|spec|vitest|jest|mocha|pytest)\b/i.test(command) ? 'tests' : 'validation',
  };
}

function acceptanceFailure({ command, exitCode, output }: CommandEvidence) {
  const ended = exitCode === undefined ? {} : { exitCode };
  return failedBy({ about: 'step', code: 'acceptance', command, ...ended }, output);
}

/** Most problems that are kept of one moment. */
const MAX_PROBLEMS = 50;

/** Those of the files, and the named ones elsewhere. */
function shown(
  problems: readonly FileProblem[],
  others: readonly FileProblem[],
  paths: readonly string[],
): readonly FileProblem[] {
  return problems
    .filter((problem) => paths.includes(problem.path) || others.includes(problem))
    .slice(0, MAX_PROBLEMS);
}

/** The files of the step as it left them, and those of what it builds on as they are now. */
async function coveredTree(
  plan: Plan,
  dependsOn: readonly string[],
  files: readonly StepFile[],
  ports: Pick<PlanPorts, 'versionOf'>,
): Promise<StepEvidence['tree']> {
  const own = versionsOf(files);
  const versions = new Map(own);
  for (const id of dependsOn) {
    for (const { path, version } of stepOf(plan, id)?.result?.evidence?.tree.files ?? []) {
      if (versions.has(path)) continue;
      const current = await ports.versionOf?.(path);
      versions.set(path, current === undefined ? version : current);
    }
  }
  return treeState(versions);
}
