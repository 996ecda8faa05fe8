// Calls a person back who has turned to another window: a question waits, or a run has ended. Never while the editor has the focus.
import type { AgentEvent } from '../core/events/agentEvent';
import type { ConfirmationDetails } from '../core/permissions/confirmation';
import { t } from './l10n';
import type { LiveSession } from './sessions/liveSession';
import type { SessionEvent } from './sessions/sessionHub';
import type { NotificationSetting } from './settings';

export interface Notice {
  readonly text: string;
  /** Something went wrong. */
  readonly isWarning: boolean;
  /** The call that asks, where an answer needs no more than words. */
  readonly question?: string;
}

/** What the person wants: to see the session, or to answer at once. */
export type NoticeAnswer = 'show' | 'answer';

export interface NotificationsOptions {
  readonly onEvent: (listener: (event: SessionEvent) => void) => { dispose(): void };
  readonly setting: () => NotificationSetting;
  readonly isFocused: () => boolean;
  /** Shows the notice; undefined when the person let it be. */
  readonly show: (notice: Notice) => Promise<NoticeAnswer | undefined>;
  readonly open: (session: LiveSession) => Promise<void>;
  /** Puts the question of a call before the person. */
  readonly answer: (session: LiveSession, toolId: string) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** Begins to watch; `dispose` ends it. */
export function watchForNotices(options: NotificationsOptions): { dispose(): void } {
  return options.onEvent(({ session, event }) => {
    const notice = noticeOf(event, session.view.title, options.setting());
    if (notice === undefined || options.isFocused()) return;
    options
      .show(notice)
      .then((wanted) => {
        if (wanted === undefined) return undefined;
        const { question } = notice;
        return wanted === 'answer' && question !== undefined
          ? options.answer(session, question)
          : options.open(session);
      })
      .catch(options.onError);
  });
}

/** Longer command lines are judged in the panel. Characters. */
const SHOWN_COMMAND = 2_000;

/** True for a question that words can show whole: no changes of files, and no line that has to be scrolled. */
export function canAsk({ files = [], command = '' }: ConfirmationDetails): boolean {
  return files.length === 0 && command.length <= SHOWN_COMMAND && command.split('\n').length <= 20;
}

/** What an event is worth saying; undefined for most, and for what the person did themselves. */
export function noticeOf(event: AgentEvent, title: string, setting: NotificationSetting): Notice | undefined {
  if (setting === 'none' || event.parentId !== undefined) return undefined;
  const name = title.length > 60 ? `${title.slice(0, 59)}…` : title;
  switch (event.type) {
    case 'confirmation_required': {
      const what = event.details.title;
      if (event.details.cause?.code === 'refused_before')
        return { text: t('Planwright asks again about what you refused ({0})', what), isWarning: true };
      const text =
        name === ''
          ? t('Planwright waits for you ({0})', what)
          : t('Planwright waits for you: {0} ({1})', name, what);
      return { text, isWarning: false, ...(canAsk(event.details) ? { question: event.toolId } : {}) };
    }
    case 'plan_failure_question':
    case 'step_confirm': {
      const text =
        name === '' ? t('Planwright asks about a step') : t('Planwright asks about a step: {0}', name);
      return { text, isWarning: event.type === 'plan_failure_question' };
    }
    case 'end': {
      if (setting === 'waiting' || event.stopReason === 'cancelled') return undefined;
      const text = name === '' ? t('Planwright is done') : t('Planwright is done: {0}', name);
      return { text, isWarning: false };
    }
    case 'error': {
      if (setting === 'waiting') return undefined;
      const text = name === '' ? t('Planwright failed') : t('Planwright failed: {0}', name);
      return { text, isWarning: true };
    }
    default:
      return undefined;
  }
}
