// What each message about a plan does; the reply has what was asked for.
import type { ReplyContent, ToHostMessage } from '../../protocol/messages';
import { t } from '../l10n';
import { PersonError } from '../sessions/liveSession';
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
export function answerPlanRequest(_message: PlanRequest, _session: LiveSession): Promise<ReplyContent> {
  return Promise.reject(new PersonError(t('Plans can be run on the command line only.')));
}
