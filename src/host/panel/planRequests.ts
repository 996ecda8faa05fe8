// What each message about a plan does; the reply has what was asked for.
import type { ReplyContent, ToHostMessage } from '../../protocol/messages';
import type { PlanActions } from '../plans/planActions';
import type { LiveSession } from '../sessions/liveSession';

/** A message about the plan of a session. */
export type PlanRequest = Extract<
  ToHostMessage,
  { readonly type: `plan/${string}` | `planning/${string}`; readonly requestId: string }
>;

export function isPlanRequest(message: ToHostMessage): message is PlanRequest {
  return message.type.startsWith('plan/') || message.type.startsWith('planning/');
}

/** Throws `PersonError` with why it can't be done. */
export async function answerPlanRequest(
  message: PlanRequest,
  session: LiveSession,
  plans: PlanActions,
): Promise<ReplyContent> {
  switch (message.type) {
    case 'plan/rollbackPreview':
      return { rollback: await plans.previewRollBack(session, message.stepId) };
    case 'plan/forecast':
      return { forecast: await plans.forecast(session) };
    default:
      await act(message, session, plans);
      return {};
  }
}

function act(
  message: Exclude<PlanRequest, { readonly type: 'plan/rollbackPreview' | 'plan/forecast' }>,
  session: LiveSession,
  plans: PlanActions,
): Promise<unknown> | void {
  switch (message.type) {
    case 'plan/create':
      return plans.create(session, message.goal);
    case 'plan/run':
      return plans.run(session, message.scope);
    case 'plan/dryRun':
      return plans.dryRun(session);
    case 'plan/keepDryRun':
      return plans.keepDryRun(session);
    case 'plan/pause':
      return plans.pause(session);
    case 'plan/resume':
      return plans.resume(session);
    case 'plan/skip':
      return plans.skip(session, message.stepId);
    case 'plan/retry':
      return plans.retry(session, message.stepId);
    case 'plan/replan':
      return plans.replan(session, message.stepId);
    case 'plan/rollback':
      return plans.rollBack(session, message.stepId);
    case 'plan/edit':
      return plans.edit(session, message.edit);
    case 'plan/save':
      return plans.save(session);
    case 'plan/openDocument':
      return plans.openDocument(session);
    case 'plan/discard':
      return plans.discard(session);
    case 'plan/openDiff':
      return plans.openDiff(session, message.stepId);
    case 'plan/openConflict':
      return plans.openConflict(session, message.stepId, message.path);
    case 'plan/decline':
      return plans.decline(session);
    case 'plan/answer':
      return plans.answer(session, message.stepId, message.answer);
    case 'plan/afterFailure':
      return plans.afterFailure(session, message.stepId, message.choice);
    case 'planning/set':
      return plans.setPlanning(session, message.planning);
  }
}
