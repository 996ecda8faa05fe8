// The models that the editor offers, and the one place where the person is asked for consent to use one.
import { CancellationTokenSource, EventEmitter, LanguageModelChatMessage, lm } from 'vscode';
import type { Disposable, Event, LanguageModelAccessInformation, LanguageModelChat } from 'vscode';
import { consentJustification, EditorModel } from './editorModel';

export class EditorModels implements Disposable {
  readonly #access: LanguageModelAccessInformation;
  readonly #changed = new EventEmitter<void>();
  readonly #subscription: Disposable;
  #chats: readonly LanguageModelChat[] = [];

  /** Fires when the editor offers other models. */
  readonly onDidChange: Event<void> = this.#changed.event;

  constructor(access: LanguageModelAccessInformation) {
    this.#access = access;
    this.#subscription = lm.onDidChangeChatModels(() => void this.refresh());
  }

  /** Asks the editor which models there are; asks no person. */
  async refresh(): Promise<void> {
    this.#chats = await lm.selectChatModels();
    this.#changed.fire();
  }

  get models(): readonly EditorModel[] {
    return this.#chats.map((chat) => new EditorModel(chat, () => this.#access.canSendRequest(chat)));
  }

  /**
   * Makes sure that the person has agreed. Only from a person's click: it may open the editor's dialog. Throws what the editor throws
   * when the person refuses.
   */
  async requestConsent(model: EditorModel): Promise<void> {
    const chat = this.#chats.find((candidate) => `${candidate.vendor}/${candidate.id}` === model.info.id);
    if (chat === undefined || this.#access.canSendRequest(chat) === true) return;
    const source = new CancellationTokenSource();
    try {
      const messages = [LanguageModelChatMessage.User('Answer with the word "ready".')];
      await chat.sendRequest(messages, { justification: consentJustification() }, source.token);
    } finally {
      source.cancel();
      source.dispose();
    }
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}
