// What is in the panel's input, by session. The editor forgets what a page kept when its window is reloaded; this is not forgotten.
import type { Memento } from 'vscode';
import type { Draft } from '../../protocol/messages';
import { DRAFTS_KEY } from '../commandIds';

/** The oldest ones beyond this go. */
const MOST_DRAFTS = 20;

export class Drafts {
  readonly #memory: Pick<Memento, 'get' | 'update'>;

  constructor(memory: Pick<Memento, 'get' | 'update'>) {
    this.#memory = memory;
  }

  /** Oldest first. */
  get all(): readonly Draft[] {
    return this.#memory.get<readonly Draft[]>(DRAFTS_KEY) ?? [];
  }

  /** An empty draft is forgotten. */
  async save(draft: Draft): Promise<void> {
    const others = this.all.filter(({ sessionId }) => sessionId !== draft.sessionId);
    const isEmpty = draft.text === '' && draft.mentions.length === 0;
    await this.#memory.update(DRAFTS_KEY, isEmpty ? others : [...others, draft].slice(-MOST_DRAFTS));
  }
}
