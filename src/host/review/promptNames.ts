// The words of the prompts that made the changes under review: from open sessions at once, from stored ones after they were read.
import { EventEmitter } from 'vscode';
import type { Disposable, Event } from 'vscode';
import type { ReviewSource } from '../../core/review/review';
import type { SessionStore } from '../../core/session/sessionStore';
import { splitPrompt } from '../../protocol/mentionedText';
import type { SessionView } from '../../protocol/viewState';

export interface PromptNamesOptions {
  /** A session of this window. */
  readonly openView: (sessionId: string) => SessionView | undefined;
  readonly store: Pick<SessionStore, 'load'>;
  readonly onError: (error: unknown) => void;
}

export class PromptNames implements Disposable {
  readonly #options: PromptNamesOptions;
  /** By session, then by run; a session is in here from the moment its reading begins. */
  readonly #stored = new Map<string, ReadonlyMap<string, string>>();
  readonly #changed = new EventEmitter<void>();

  /** Words that were not known before are known now. */
  readonly onDidChange: Event<void> = this.#changed.event;

  constructor(options: PromptNamesOptions) {
    this.#options = options;
  }

  readonly promptOf = ({ sessionId, runId }: ReviewSource): string | undefined => {
    if (runId === undefined) return undefined;
    const open = this.#options.openView(sessionId)?.runs.find(({ id }) => id === runId);
    const prompt = open?.items.find((item) => item.kind === 'prompt');
    if (prompt !== undefined) return prompt.text;
    const stored = this.#stored.get(sessionId);
    if (stored === undefined) void this.#read(sessionId);
    return stored?.get(runId);
  };

  dispose(): void {
    this.#changed.dispose();
  }

  async #read(sessionId: string): Promise<void> {
    this.#stored.set(sessionId, new Map());
    try {
      const session = await this.#options.store.load(sessionId);
      const prompts = new Map<string, string>();
      for (const event of session?.events ?? []) {
        if (event.type === 'start' && event.prompt !== '')
          prompts.set(event.runId, splitPrompt(event.prompt).text);
      }
      if (prompts.size === 0) return;
      this.#stored.set(sessionId, prompts);
      this.#changed.fire();
    } catch (error) {
      this.#options.onError(error);
    }
  }
}
