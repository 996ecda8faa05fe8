// Holds what the panel shows and applies the host's messages to it. Pure bookkeeping: it neither renders nor reads the DOM.
import { applyBatch } from '../src/protocol/batch';
import type { EventBatch, PanelSettings, SessionRow, ToViewMessage } from '../src/protocol/messages';
import type { SessionView } from '../src/protocol/viewState';

export interface PanelState {
  /** Absent until the first snapshot. */
  readonly session?: SessionView;
  readonly access: 'owner' | 'read_only';
  /** Absent until the host has sent them. */
  readonly settings?: PanelSettings;
  readonly sessions: readonly SessionRow[];
}

export class PanelStore {
  #state: PanelState = { access: 'owner', sessions: [] };
  #isSnapshotAsked = false;
  readonly #onChange: (state: PanelState, previous: PanelState) => void;
  readonly #askSnapshot: (reason: string) => void;

  constructor(
    onChange: (state: PanelState, previous: PanelState) => void,
    askSnapshot: (reason: string) => void,
  ) {
    this.#onChange = onChange;
    this.#askSnapshot = askSnapshot;
  }

  get state(): PanelState {
    return this.#state;
  }

  /** Applies a message; those that hold no state are left to the caller (`false`). */
  apply(message: ToViewMessage): boolean {
    switch (message.type) {
      case 'snapshot':
        this.#isSnapshotAsked = false;
        this.#set({ ...this.#state, session: message.state, access: message.access });
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
      case 'sessions':
        this.#set({ ...this.#state, sessions: message.sessions });
        return true;
      default:
        return false;
    }
  }

  #applyEvents(batch: EventBatch): void {
    const { session } = this.#state;
    // Until a snapshot comes there is nothing that a batch could fit to.
    if (session === undefined || this.#isSnapshotAsked) return;
    const result = applyBatch(session, batch);
    if (result.kind === 'applied') {
      this.#set({ ...this.#state, session: result.state });
    } else if (result.kind === 'gap' && batch.sessionId === session.sessionId) {
      this.#isSnapshotAsked = true;
      this.#askSnapshot(result.reason);
    }
  }

  #set(state: PanelState): void {
    const previous = this.#state;
    this.#state = state;
    this.#onChange(state, previous);
  }
}
