// What the page keeps over a reload, by session: drafts with what goes along, where a person was reading, the input history. Changes are
// gathered; drafts go to the host as well, which keeps them longer than the editor keeps the state of a page.
import type { Mention } from '../src/protocol/mentions';
import type { Draft } from '../src/protocol/messages';
import { InputHistory } from './composer/inputHistory';
import type { HostLink } from './hostLink';
import { entryOf, readSavedState, withDrafts, withEntry } from './savedState';
import type { Place, SavedState } from './savedState';

/** Milliseconds between a change and its saving. */
const SAVE_DELAY_MS = 300;

export class SavedPage {
  readonly #host: Pick<HostLink, 'loadState' | 'saveState' | 'post'>;
  readonly history: InputHistory;
  #saved: SavedState;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Session whose draft the host does not have yet. */
  #unsavedDraft: string | undefined;

  constructor(host: Pick<HostLink, 'loadState' | 'saveState' | 'post'>) {
    this.#host = host;
    this.#saved = readSavedState(host.loadState());
    this.history = new InputHistory(this.#saved.history);
  }

  draftOf(sessionId: string): string {
    return entryOf(this.#saved.drafts, sessionId) ?? '';
  }

  mentionsOf(sessionId: string): readonly Mention[] {
    return entryOf(this.#saved.mentions, sessionId) ?? [];
  }

  /** Undefined where the end was followed. */
  placeOf(sessionId: string): Place | undefined {
    return entryOf(this.#saved.places, sessionId);
  }

  setDraft(sessionId: string, text: string): void {
    const kept = text === '' ? undefined : text;
    this.#saved = { ...this.#saved, drafts: withEntry(this.#saved.drafts, sessionId, kept) };
    this.#touchDraft(sessionId);
  }

  setMentions(sessionId: string, mentions: readonly Mention[]): void {
    const kept = mentions.length === 0 ? undefined : [...mentions];
    this.#saved = { ...this.#saved, mentions: withEntry(this.#saved.mentions, sessionId, kept) };
    this.#touchDraft(sessionId);
  }

  setPlace(sessionId: string, place: Place | undefined): void {
    this.#saved = { ...this.#saved, places: withEntry(this.#saved.places, sessionId, place) };
    this.saveSoon();
  }

  /** The drafts as the host has kept them. */
  recall(drafts: readonly Draft[]): void {
    this.#saved = withDrafts(this.#saved, drafts);
  }

  /** Also where only the history has grown. */
  saveSoon(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#sendDraft();
      this.#saved = { ...this.#saved, history: [...this.history.entries] };
      this.#host.saveState(this.#saved);
    }, SAVE_DELAY_MS);
  }

  #touchDraft(sessionId: string): void {
    // Of another session, before its turn came.
    if (this.#unsavedDraft !== sessionId) this.#sendDraft();
    this.#unsavedDraft = sessionId;
    this.saveSoon();
  }

  #sendDraft(): void {
    const sessionId = this.#unsavedDraft;
    this.#unsavedDraft = undefined;
    if (sessionId === undefined) return;
    const [text, mentions] = [this.draftOf(sessionId), [...this.mentionsOf(sessionId)]];
    this.#host.post({ type: 'draft/save', sessionId, text, mentions });
  }
}
