// One question to a model beside the conversation: commit messages, titles, explanations. It costs little, knows no tool, and leaves
// no trace in any session.
import { streamWithRetry } from '../../core/model/retry';
import { ModelError } from '../../core/model/modelError';
import type { AgentApi } from '../../core/session/sessionApi';
import { t } from '../l10n';
import { PersonError } from '../sessions/liveSession';
import { DEMO_MODEL } from '../sessions/agentSetup';
import { wordsOfError } from '../wordsOfError';

export interface SideModelOptions {
  readonly agent: () => Promise<AgentApi>;
  /** `provider/model` of the setting; empty when none was chosen. */
  readonly smallModel: () => string;
  /** Model of the session on the screen. */
  readonly sessionModel: () => Promise<string>;
  readonly isUsable: (model: string) => boolean;
  /** Takes keys in use out of what is sent. */
  readonly redact: (text: string) => string;
}

export interface SideQuestion {
  readonly system: string;
  readonly prompt: string;
  /** Tokens of the answer, thoughts not counted where the model thinks. Default 2,000. */
  readonly maxOutputTokens?: number;
}

const ATTEMPTS = 2;

export class SideModel {
  readonly #options: SideModelOptions;

  constructor(options: SideModelOptions) {
    this.#options = options;
  }

  /**
   * The answer as text. Throws `PersonError` where no model can be asked and for failures of the model, and the signal's reason when it
   * was cancelled.
   */
  async ask(question: SideQuestion, signal: AbortSignal): Promise<string> {
    const { smallModel, sessionModel, isUsable, redact } = this.#options;
    const agent = await this.#options.agent();
    const name = smallModel() === '' ? await sessionModel() : smallModel();
    if (name === DEMO_MODEL) {
      throw new PersonError(t('The demo model only plays its own task. Set an API key for this.'));
    }
    if (!isUsable(name)) throw new PersonError(t('Set a key for {0} first, or choose another model.', name));
    const model = await agent.resolveModel(name);
    const request = {
      system: question.system,
      messages: [
        {
          role: 'user',
          origin: 'prompt',
          content: [{ type: 'text', text: redact(question.prompt) }],
        },
      ],
      tools: [],
      maxOutputTokens: question.maxOutputTokens ?? 2_000,
      thinkingBudget: 0,
    } as const;
    let answer = '';
    try {
      const parts = streamWithRetry(model, request, {
        attempts: ATTEMPTS,
        sleep: pause,
        random: Math.random,
        signal,
      });
      for await (const part of parts) {
        if (part.type === 'retry') answer = '';
        else if (part.type === 'text_delta') answer += part.text;
      }
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ModelError)) throw error;
      const details = error.providerMessage === undefined ? '' : ` (${error.providerMessage})`;
      throw new PersonError(`${wordsOfError(error)}${details}`);
    }
    if (answer.trim() === '') throw new PersonError(t('{0} gave no answer. Try again.', model.info.label));
    return answer.trim();
  }
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', cancel);
      resolve();
    }, ms);
    if (signal?.aborted === true) cancel();
    else signal?.addEventListener('abort', cancel, { once: true });
  });
}
