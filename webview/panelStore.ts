// Holds what the panel shows and applies the host's messages to it. Pure bookkeeping: it neither renders nor reads the DOM.
import { applyBatch } from '../src/protocol/batch';
import type { EventBatch, PanelSettings, SessionRow, ToViewMessage } from '../src/protocol/messages';
import type { Page, Position } from '../src/protocol/pages';
import { applyPage, dropFar, openView } from '../src/protocol/partialView';
import { NO_REVIEW } from '../src/protocol/reviewList';
import type { ReviewList } from '../src/protocol/reviewList';
import type { SessionView } from '../src/protocol/viewState';

export interface PanelState {
  /** Absent until the first snapshot. */
  readonly session?: SessionView;
  readonly access: 'owner' | 'read_only';
  /** Absent until the host has sent them. */
  readonly settings?: PanelSettings;
  readonly sessions: readonly SessionRow[];
  /** What is under review in the window. */
  readonly review: ReviewList;
}

/** Characters of loaded items, as JSON, from which on those far away are dropped. */
export const LOADED_LIMIT = 4 * 1024 * 1024;

export interface PanelStoreOptions {
  readonly onChange: (state: PanelState, previous: PanelState) => void;
  readonly askSnapshot: (reason: string) => void;
  /** The part of the session that is in the document; undefined while there is none. */
  readonly shown: () => { readonly from: Position; readonly to: Position } | undefined;
  /** Default {@link LOADED_LIMIT}. */
  readonly loadedLimit?: number;
}

export class PanelStore {
  #state: PanelState = { access: 'owner', sessions: [], review: NO_REVIEW };
  #isSnapshotAsked = false;
  readonly #options: PanelStoreOptions;

  constructor(options: PanelStoreOptions) {
    this.#options = options;
  }

  get state(): PanelState {
    return this.#state;
  }

  /** Applies a message; those that hold no state are left to the caller (`false`). */
  apply(message: ToViewMessage): boolean {
    switch (message.type) {
      case 'snapshot':
        this.#isSnapshotAsked = false;
        this.#set({
          ...this.#state,
          session: openView(message, this.#state.session),
          access: message.access,
        });
        return true;
      case 'events':
        this.#applyEvents(message);
        return true;
      case 'access':
        if (message.sessionId === this.#state.session?.sessionId) {
          this.#set({ ...this.#state, access: message.access });
        }
        return true;
      case 'settings':
        this.#set({ ...this.#state, settings: message.settings });
        return true;
      case 'review':
        this.#set({ ...this.#state, review: message.list });
        return true;
      case 'sessions':
        this.#set({ ...this.#state, sessions: message.sessions });
        return true;
      default:
        return false;
    }
  }

  /** Takes older items that were asked for. False when they are of another session or another moment: ask again. */
  applyPage(page: Page): boolean {
    const { session } = this.#state;
    const loaded = session === undefined ? undefined : applyPage(session, page);
    if (loaded === undefined) return false;
    this.#set({ ...this.#state, session: this.#dropFar(loaded) });
    return true;
  }

  #applyEvents(batch: EventBatch): void {
    const { session } = this.#state;
    // Until a snapshot comes there is nothing that a batch could fit to.
    if (session === undefined || this.#isSnapshotAsked) return;
    const result = applyBatch(session, batch);
    if (result.kind === 'applied') {
      const isTurnOver = batch.events.some((event) => event.type === 'turn_end');
      this.#set({ ...this.#state, session: isTurnOver ? this.#dropFar(result.state) : result.state });
    } else if (result.kind === 'gap' && batch.sessionId === session.sessionId) {
      this.#isSnapshotAsked = true;
      this.#options.askSnapshot(result.reason);
    }
  }

  #dropFar(session: SessionView): SessionView {
    const shown = this.#options.shown();
    return shown === undefined
      ? session
      : dropFar(session, shown.from, shown.to, this.#options.loadedLimit ?? LOADED_LIMIT);
  }

  #set(state: PanelState): void {
    const previous = this.#state;
    this.#state = state;
    this.#options.onChange(state, previous);
  }
}
