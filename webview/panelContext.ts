// What rows and cards need beside their item. One object per session shown; a new one when access or session changes.
import type { Mention } from '../src/protocol/mentions';
import type { HostLink } from './hostLink';
import type { ReviewSource } from './review/reviewSource';
import type { Expansion } from './transcript/expansion';

export interface PanelContext {
  readonly host: HostLink;
  readonly sessionId: string;
  /** Another window owns the session: nothing can be answered or changed here. */
  readonly isReadOnly: boolean;
  readonly expansion: Expansion;
  /** How the changes of each call stand. */
  readonly review: ReviewSource;
  /** Puts text and mentions into the input to be edited and sent again from the message of event `seq`. */
  readonly editPrompt: (seq: number, text: string, mentions: readonly Mention[]) => void;
  /** Asks what to take back to before the prompt of event `seq`. */
  readonly restoreTo: (seq: number) => void;
  /** Shows the plan in the place of the conversation. */
  readonly openPlan: () => void;
  /** Moves the focus on after a card was answered that had it. */
  readonly focusNext: () => void;
}
