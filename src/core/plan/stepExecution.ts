// One step from its start to its outcome: the work itself under its time limits, then validation, verification and tests.
import type { FileProblem } from './evidence';
import type { PlanRunOptions } from './planOptions';
import type { PlanPorts, StepOutcome, StepRequest } from './planPorts';
import type { Plan, PlanStep, StepResult } from './plan';
import { checkStep } from './stepChecks';
import type { CheckedStep, StepCheckOptions } from './stepChecks';
import { causeOf } from '../words/errorCause';
import type { StepCause } from '../words/errorCause';
import { failedBy } from './stepFailure';

/** The time limits of one step. */
export interface StepLimits extends Pick<PlanRunOptions, 'stepTimeoutMs' | 'stepIdleTimeoutMs'> {
  /** Milliseconds left of the whole run; `null`: no limit. */
  readonly runLeftMs: number | null;
}

type StepWork = Omit<StepRequest, 'onActivity' | 'onWaiting'>;

/** Never rejects: whatever goes wrong is the step's failure, and the signal's reason is `cancelled`. */
export async function executeStep(
  request: StepWork,
  limits: StepLimits,
  checks: StepCheckOptions,
  ports: PlanPorts,
  signal: AbortSignal,
): Promise<{ readonly result: StepResult; readonly isPutBack: boolean }> {
  const startedAt = new Date(ports.now()).toISOString();
  const clock = createStepClock(limits, ports, signal);
  const work: StepRequest = { ...request, onActivity: clock.onActivity, onWaiting: clock.onWaiting };
  let worked: StepOutcome | undefined;
  let checked: CheckedStep;
  try {
    const before = await clock.race(problemsNow(ports, clock.signal));
    const outcome = await clock.race(ports.runStep(work, clock.signal));
    worked = outcome;
    checked = outcome.success
      ? await clock.race(checkStep(work, outcome, before, checks, ports, clock.signal))
      : { outcome };
  } catch (error) {
    const kept = signal.aborted ? await ports.unwritten?.(request.step.id) : undefined;
    checked = { outcome: { ...worked, ...kept, ...failureOf(error, clock, signal, worked) } };
  } finally {
    clock.dispose();
  }
  const { step, order } = request;
  const { isPutBack = false, ...outcome } = { isPutBack: false, ...checked.outcome };
  const result = {
    stepId: step.id,
    order,
    description: step.description,
    ...outcome,
    ...(checked.verified === undefined ? {} : { verified: checked.verified }),
    ...(checked.evidence === undefined ? {} : { evidence: checked.evidence }),
    startedAt,
    endedAt: new Date(ports.now()).toISOString(),
  };
  return { result, isPutBack };
}

/** What the direct dependencies of a step hand on, in plan order. */
export function inputsOf({ steps }: Pick<Plan, 'steps'>, step: PlanStep): StepRequest['dependencies'] {
  return steps
    .filter(({ id }) => step.dependsOn.includes(id))
    .map(({ id, status, result }) => ({
      stepId: id,
      output: result?.output ?? '',
      ...(status === 'failed' ? { error: result?.error ?? 'it failed' } : {}),
    }));
}

/** Never fails: what an editor can't say is not known. */
async function problemsNow(
  { problems }: Pick<PlanPorts, 'problems'>,
  signal: AbortSignal,
): Promise<readonly FileProblem[] | undefined> {
  try {
    return await problems?.([], signal);
  } catch {
    return undefined;
  }
}

interface StepClock {
  readonly signal: AbortSignal;
  readonly onActivity: () => void;
  readonly onWaiting: (isWaiting: boolean) => void;
  /** Why the time was up; undefined while it is not. */
  readonly expired: () => StepCause | undefined;
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
  let expired: StepCause | undefined;
  let idle: AbortController | undefined;
  const waiting = createWaitingTime(ports.now);
  const ringAfter = async (
    ms: number,
    why: StepCause,
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
    expired ??= why;
    timeUp.abort();
  };
  const { stepTimeoutMs, stepIdleTimeoutMs, runLeftMs } = limits;
  if (stepTimeoutMs !== null)
    void ringAfter(stepTimeoutMs, { about: 'step', code: 'took_longer', seconds: seconds(stepTimeoutMs) });
  if (runLeftMs !== null)
    void ringAfter(Math.max(0, runLeftMs), { about: 'step', code: 'plan_time_up' }, { countsWaiting: true });
  const onActivity = (): void => {
    if (stepIdleTimeoutMs === null || signal.aborted) return;
    idle?.abort();
    idle = new AbortController();
    const why = { about: 'step', code: 'no_sign', seconds: seconds(stepIdleTimeoutMs) } as const;
    void ringAfter(stepIdleTimeoutMs, why, { stop: idle.signal });
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

/** Adds up the time in which a person or another step was waited for. */
function createWaitingTime(now: () => number) {
  let before = 0;
  let since: number | undefined;
  let waits = 0;
  const total = (): number => before + (since === undefined ? 0 : now() - since);
  return {
    total,
    isWaiting: () => since !== undefined,
    set(isWaiting: boolean): void {
      waits = Math.max(0, waits + (isWaiting ? 1 : -1));
      if (waits > 0 === (since !== undefined)) return;
      before = total();
      since = waits > 0 ? now() : undefined;
    },
  };
}

/** @param worked what the step did before its checks were cut off */
function failureOf(
  error: unknown,
  clock: StepClock,
  signal: AbortSignal,
  worked: StepOutcome | undefined,
): StepOutcome & { readonly success: false } {
  const failed = { success: false, files: worked?.files ?? [] } as const;
  if (signal.aborted)
    return { ...failed, ...failedBy({ about: 'step', code: 'cancelled' }), errorCode: 'cancelled' };
  const expired = clock.expired();
  if (expired !== undefined) return { ...failed, ...failedBy(expired), errorCode: 'timeout' };
  const said = error instanceof Error ? error.message : String(error);
  return {
    ...failed,
    error: said,
    cause: causeOf(error),
    errorCode: worked === undefined ? 'tool' : 'validation',
  };
}

function seconds(ms: number): number {
  return Number((ms / 1000).toFixed(1));
}
