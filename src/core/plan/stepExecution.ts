// One step from its start to its outcome: the work itself under its time limits, then validation, verification and tests.
import type { PlanRunOptions } from './planOptions';
import type { PlanPorts, StepOutcome, StepRequest } from './planPorts';
import type { StepResult } from './plan';
import { addUsage, NO_USAGE } from './planResult';

/** The time limits of one step. */
export interface StepLimits extends Pick<PlanRunOptions, 'stepTimeoutMs' | 'stepIdleTimeoutMs'> {
  /** Milliseconds left of the whole run; `null`: no limit. */
  readonly runLeftMs: number | null;
}

type StepWork = Omit<StepRequest, 'onActivity' | 'onWaiting'>;
type Checks = Pick<PlanRunOptions, 'validateEachStep' | 'verifySteps' | 'runTests'>;

/** Never rejects: whatever goes wrong is the step's failure, and the signal's reason is `cancelled`. */
export async function executeStep(
  request: StepWork,
  limits: StepLimits,
  checks: Checks,
  ports: PlanPorts,
  signal: AbortSignal,
): Promise<StepResult> {
  const startedAt = new Date(ports.now()).toISOString();
  const clock = createStepClock(limits, ports, signal);
  let outcome: StepOutcome;
  let verified: StepResult['verified'];
  try {
    const work = ports.runStep(
      { ...request, onActivity: clock.onActivity, onWaiting: clock.onWaiting },
      clock.signal,
    );
    outcome = await clock.race(work);
    if (outcome.success) ({ outcome, verified } = await check(request, outcome, checks, ports, clock.signal));
  } catch (error) {
    outcome = failureOf(error, clock, signal);
  } finally {
    clock.dispose();
  }
  const { step, order } = request;
  return {
    stepId: step.id,
    order,
    description: step.description,
    ...outcome,
    ...(verified === undefined ? {} : { verified }),
    startedAt,
    endedAt: new Date(ports.now()).toISOString(),
  };
}

async function check(
  { plan, step }: StepWork,
  outcome: StepOutcome & { readonly success: true },
  checks: Checks,
  ports: PlanPorts,
  signal: AbortSignal,
): Promise<{ readonly outcome: StepOutcome; readonly verified?: StepResult['verified'] }> {
  const fail = (error: string, errorCode: 'validation' | 'tests'): StepOutcome => ({
    ...outcome,
    success: false,
    error,
    errorCode,
  });
  if (checks.validateEachStep && outcome.files.length > 0) {
    const problems = await ports.validate?.(outcome.files, signal);
    if (problems !== undefined) return { outcome: fail(problems, 'validation') };
  }
  let verified: StepResult['verified'];
  let usage = outcome.usage;
  if (checks.verifySteps && step.successCriteria !== undefined && ports.verify !== undefined) {
    const verdict = await ports.verify({ plan, step, output: outcome.output }, signal);
    verified = { passed: verdict.passed, reason: verdict.reason };
    usage = addUsage(usage ?? NO_USAGE, verdict.usage);
    if (!verdict.passed)
      return { outcome: { ...fail(`Not verified: ${verdict.reason}`, 'validation'), usage }, verified };
  }
  if (checks.runTests === 'after_each' && ports.runTests !== undefined) {
    const { passed, output } = await ports.runTests(signal);
    if (!passed) return { outcome: fail(`The tests fail:\n${output}`, 'tests'), verified };
  }
  return { outcome: { ...outcome, ...(usage === undefined ? {} : { usage }) }, verified };
}

interface StepClock {
  readonly signal: AbortSignal;
  readonly onActivity: () => void;
  readonly onWaiting: (isWaiting: boolean) => void;
  /** Why the time was up, in words; undefined while it is not. */
  readonly expired: () => string | undefined;
  /** The work, or a rejection when the time is up or the run was cancelled: a step that ignores its signal is not waited for. */
  race<Value>(work: Promise<Value>): Promise<Value>;
  dispose(): void;
}

function createStepClock(
  limits: StepLimits,
  ports: Pick<PlanPorts, 'now' | 'sleep'>,
  parent: AbortSignal,
): StepClock {
  const timeUp = new AbortController();
  const over = new AbortController();
  const signal = AbortSignal.any([parent, timeUp.signal]);
  let expired: string | undefined;
  let idle: AbortController | undefined;
  const waiting = createWaitingTime(ports.now);
  const ringAfter = async (
    ms: number,
    words: string,
    { stop, countsWaiting = false }: { readonly stop?: AbortSignal; readonly countsWaiting?: boolean } = {},
  ): Promise<void> => {
    const ended = stop === undefined ? over.signal : AbortSignal.any([over.signal, stop]);
    let left = ms;
    let seen = waiting.total();
    do {
      try {
        await ports.sleep(left, ended);
      } catch {
        return; // stopped: the step ended or showed a sign of life
      }
      if (ended.aborted) return;
      const waited = waiting.total();
      left = countsWaiting ? 0 : Math.max(waited - seen, waiting.isWaiting() ? 1 : 0);
      seen = waited;
    } while (left > 0);
    expired ??= words;
    timeUp.abort();
  };
  const { stepTimeoutMs, stepIdleTimeoutMs, runLeftMs } = limits;
  if (stepTimeoutMs !== null)
    void ringAfter(stepTimeoutMs, `The step took longer than ${seconds(stepTimeoutMs)}.`);
  if (runLeftMs !== null)
    void ringAfter(Math.max(0, runLeftMs), 'The time for the whole plan was up.', { countsWaiting: true });
  const onActivity = (): void => {
    if (stepIdleTimeoutMs === null || signal.aborted) return;
    idle?.abort();
    idle = new AbortController();
    const words = `The step showed no sign of life for ${seconds(stepIdleTimeoutMs)}.`;
    void ringAfter(stepIdleTimeoutMs, words, { stop: idle.signal });
  };
  onActivity();
  return {
    signal,
    onActivity,
    onWaiting: waiting.set,
    expired: () => expired,
    async race(work) {
      const stopped = Promise.withResolvers<never>();
      const onAbort = (): void => stopped.reject(signal.reason as Error);
      if (signal.aborted) onAbort();
      else signal.addEventListener('abort', onAbort, { once: true });
      try {
        return await Promise.race([work, stopped.promise]);
      } finally {
        signal.removeEventListener('abort', onAbort);
        // The loser may still reject; nobody waits for it any more.
        work.catch(() => undefined);
        stopped.promise.catch(() => undefined);
      }
    },
    dispose() {
      over.abort();
      idle?.abort();
    },
  };
}

/** Adds up the time in which a person was waited for. */
function createWaitingTime(now: () => number) {
  let before = 0;
  let since: number | undefined;
  const total = (): number => before + (since === undefined ? 0 : now() - since);
  return {
    total,
    isWaiting: () => since !== undefined,
    set(isWaiting: boolean): void {
      if (isWaiting === (since !== undefined)) return;
      before = total();
      since = isWaiting ? now() : undefined;
    },
  };
}

function failureOf(error: unknown, clock: StepClock, signal: AbortSignal): StepOutcome {
  if (signal.aborted)
    return { success: false, error: 'It was cancelled.', errorCode: 'cancelled', files: [] };
  const expired = clock.expired();
  if (expired !== undefined) return { success: false, error: expired, errorCode: 'timeout', files: [] };
  const words = error instanceof Error ? error.message : String(error);
  return { success: false, error: words, errorCode: 'tool', files: [] };
}

function seconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(1))} s`;
}
