// What a person does with the plan, as requests to the host. Each resolves with the sentence that says why it was refused; undefined: done.
import type { PlanEdit, PlanForecast, RollbackPreview } from '../../src/protocol/planMessages';
import type { Outcome } from '../hostLink';
import type { PanelContext } from '../panelContext';
import type { PlanAction, StepAction } from './planActions';

/** Actions of the plan that need no answer of a person first. */
export type DirectPlanAction = Exclude<PlanAction, 'add' | 'rollback'>;
export type DirectStepAction = Exclude<StepAction, 'edit' | 'addAfter' | 'remove' | 'rollback'>;

type Refusal = string | undefined;

export async function planCommand(context: PanelContext, action: DirectPlanAction): Promise<Refusal> {
  const { host, sessionId } = context;
  switch (action) {
    case 'run':
      return refusal(await host.request({ type: 'plan/run', sessionId, scope: { kind: 'all' } }));
    case 'stop':
      host.post({ type: 'run/stop', sessionId });
      return undefined;
    default:
      return refusal(await host.request({ type: `plan/${action}`, sessionId }));
  }
}

export async function stepCommand(
  { host, sessionId }: PanelContext,
  action: DirectStepAction,
  stepId: string,
): Promise<Refusal> {
  switch (action) {
    case 'run':
      return refusal(await host.request({ type: 'plan/run', sessionId, scope: { kind: 'step', stepId } }));
    case 'until':
      return refusal(await host.request({ type: 'plan/run', sessionId, scope: { kind: 'until', stepId } }));
    default:
      return refusal(await host.request({ type: `plan/${action}`, sessionId, stepId }));
  }
}

/** Shows both versions of a file in the diff editor. */
export async function openConflict(
  { host, sessionId }: PanelContext,
  stepId: string,
  path: string,
): Promise<Refusal> {
  return refusal(await host.request({ type: 'plan/openConflict', sessionId, stepId, path }));
}

export async function editPlan({ host, sessionId }: PanelContext, edit: PlanEdit): Promise<Refusal> {
  return refusal(await host.request({ type: 'plan/edit', sessionId, edit }));
}

/** Without a step: all. */
export async function rollBackPlan(
  { host, sessionId }: PanelContext,
  stepId: string | undefined,
): Promise<Refusal> {
  const ofStep = stepId === undefined ? {} : { stepId };
  return refusal(await host.request({ type: 'plan/rollback', sessionId, ...ofStep }));
}

/** What a roll-back takes with it, or why it can't be. */
export async function rollbackPreview(
  { host, sessionId }: PanelContext,
  stepId: string | undefined,
): Promise<{ readonly preview: RollbackPreview } | { readonly refusal: string }> {
  const ofStep = stepId === undefined ? {} : { stepId };
  const outcome = await host.request({ type: 'plan/rollbackPreview', sessionId, ...ofStep });
  if (!outcome.ok) return { refusal: outcome.error };
  const none: RollbackPreview = {
    stepIds: stepId === undefined ? [] : [stepId],
    files: [],
    irreversible: [],
  };
  return { preview: outcome.rollback ?? none };
}

/** Undefined where nothing is known. */
export async function planForecast({ host, sessionId }: PanelContext): Promise<PlanForecast | undefined> {
  const outcome = await host.request({ type: 'plan/forecast', sessionId });
  return outcome.ok ? outcome.forecast : undefined;
}

function refusal(outcome: Outcome): Refusal {
  return outcome.ok ? undefined : outcome.error;
}
