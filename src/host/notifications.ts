// Calls a person back who has turned to another window: a question waits, or a run has ended. Never while the editor has the focus.
import type { AgentEvent } from '../core/events/agentEvent';
import type { LiveSession } from './sessions/liveSession';
import type { SessionEvent } from './sessions/sessionHub';
import type { NotificationSetting } from './settings';

export interface Notice {
  readonly text: string;
  /** Something went wrong. */
  readonly isWarning: boolean;
}

export interface NotificationsOptions {
  readonly onEvent: (listener: (event: SessionEvent) => void) => { dispose(): void };
  readonly setting: () => NotificationSetting;
  readonly isFocused: () => boolean;
  /** Shows the notice; true when the person wants to see the session. */
  readonly show: (notice: Notice) => Promise<boolean>;
  readonly open: (session: LiveSession) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** Begins to watch; `dispose` ends it. */
export function watchForNotices(options: NotificationsOptions): { dispose(): void } {
  return options.onEvent(({ session, event }) => {
    const notice = noticeOf(event, session.view.title, options.setting());
    if (notice === undefined || options.isFocused()) return;
    options
      .show(notice)
      .then((isWanted) => (isWanted ? options.open(session) : undefined))
      .catch(options.onError);
  });
}

/** What an event is worth saying; undefined for most, and for what the person did themselves. */
export function noticeOf(event: AgentEvent, title: string, setting: NotificationSetting): Notice | undefined {
  if (setting === 'none' || event.parentId !== undefined) return undefined;
  const name = title === '' ? '' : `: ${title.length > 60 ? `${title.slice(0, 59)}…` : title}`;
  switch (event.type) {
    case 'confirmation_required':
      return { text: `Planwright waits for you${name} (${event.details.title})`, isWarning: false };
    case 'end':
      if (setting === 'waiting' || event.stopReason === 'cancelled') return undefined;
      return { text: `Planwright is done${name}`, isWarning: false };
    case 'error':
      return setting === 'waiting' ? undefined : { text: `Planwright failed${name}`, isWarning: true };
    default:
      return undefined;
  }
}
