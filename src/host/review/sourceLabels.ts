// Who made a proposed change, in words: the prompt, the step, or the command line. Prompts of sessions that are not open are read from
// their log once, in the background.
import type { ReviewSource } from '../../core/review/review';
import { t } from '../l10n';

/** `SourceLabels.labelOf`. */
export type LabelOf = (sources: readonly ReviewSource[]) => string;

export interface SourceLabelsOptions {
  /** What the person wrote to begin this run; undefined when the session is not open or has no such run. */
  readonly openPrompt: (sessionId: string, runId: string) => string | undefined;
  /** The prompts of a stored session by run. */
  readonly storedPrompts: (sessionId: string) => Promise<ReadonlyMap<string, string>>;
  readonly onError: (what: string, error: unknown) => void;
}

/** Characters of a prompt or a command line in a label. */
const LABEL_LIMIT = 60;

export class SourceLabels {
  readonly #options: SourceLabelsOptions;
  readonly #stored = new Map<string, ReadonlyMap<string, string>>();
  readonly #asked = new Set<string>();
  readonly #listeners = new Set<() => void>();

  constructor(options: SourceLabelsOptions) {
    this.#options = options;
  }

  /** Called when prompts became known that were not. Returns the unsubscribe function. */
  onDidChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The whole prompt; undefined while it is not known, and for what no prompt made. */
  promptOf({ sessionId, runId }: ReviewSource): string | undefined {
    if (runId === undefined) return undefined;
    const prompt = this.#options.openPrompt(sessionId, runId) ?? this.#stored.get(sessionId)?.get(runId);
    if (prompt === undefined) this.#load(sessionId);
    return prompt;
  }

  /** One short line: `“Fix the rounding bug”`, `step 2`, `npm run format`. Of several makers it names the last. */
  labelOf(sources: readonly ReviewSource[]): string {
    const last = sources.at(-1);
    if (last === undefined) return t('the agent');
    const label = this.#labelOfOne(last);
    return sources.some((source) => this.#labelOfOne(source) !== label) ? t('{0} and others', label) : label;
  }

  #labelOfOne(source: ReviewSource): string {
    if (source.command !== undefined) return shortened(source.command);
    if (source.stepId !== undefined) return t('step {0}', source.stepId);
    const prompt = this.promptOf(source);
    return prompt === undefined || prompt.trim() === '' ? t('the agent') : `“${shortened(prompt)}”`;
  }

  #load(sessionId: string): void {
    if (this.#asked.has(sessionId)) return;
    this.#asked.add(sessionId);
    this.#options.storedPrompts(sessionId).then(
      (prompts) => {
        this.#stored.set(sessionId, prompts);
        for (const listener of [...this.#listeners]) listener();
      },
      (error: unknown) =>
        this.#options.onError(`The prompts of session ${sessionId} could not be read`, error),
    );
  }
}

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > LABEL_LIMIT ? `${line.slice(0, LABEL_LIMIT - 1).trimEnd()}…` : line;
}
