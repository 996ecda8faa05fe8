// Tells a person what of the workspace would instruct the agent, shows it, and hears what they decide. One notice for all that waits, once
// for each content; nothing is trusted that was not on the screen.
import type { ContentGate, WaitingContent } from '../../core/trust/contentGate';
import type { WorkspaceContent } from '../../core/trust/workspaceContent';
import { contentHash, contentId } from '../../core/trust/workspaceContent';
import { t } from '../l10n';

export interface ContentQuestionsOptions {
  readonly gate: ContentGate;
  /** A notice with buttons; undefined when it was closed. */
  readonly ask: (text: string, buttons: readonly string[]) => Promise<string | undefined>;
  /** Shows the content, or what has changed in it, without taking a decision. */
  readonly show: (content: WaitingContent) => Promise<void>;
  /** Asks about what is shown; undefined for not now, and where the question was closed. */
  readonly choose: (content: WaitingContent) => Promise<'trust' | 'never' | undefined>;
  /** Runs the callback, which does not reject, a moment later: what is found together is told together. */
  readonly later: (callback: () => Promise<void>) => void;
  /** What is open is another than before. */
  readonly onDidChange: () => void;
  readonly onError: (error: unknown) => void;
}

export class ContentQuestions {
  readonly #options: ContentQuestionsOptions;
  readonly #told = new Set<string>();
  /** What a person does not want to decide about in this window. */
  readonly #postponed = new Set<string>();
  readonly #unsubscribe: () => void;
  #isScheduled = false;
  #isAsking = false;

  constructor(options: ContentQuestionsOptions) {
    this.#options = options;
    this.#unsubscribe = options.gate.onDidHoldBack(() => this.#schedule());
  }

  /** What waits and was not put off. */
  open(): readonly WaitingContent[] {
    return this.#options.gate.waiting().filter((content) => !this.#postponed.has(keyOf(content)));
  }

  /**
   * Shows what is not trusted and asks about it, for something that a person wants to use now. True when it may be used.
   */
  async require(content: WorkspaceContent): Promise<boolean> {
    this.#told.add(keyOf(content));
    const verdict = await this.#options.gate.admit(content);
    if (verdict === 'trusted') return true;
    const waiting = this.#options.gate.waiting().find((item) => contentId(item) === contentId(content));
    return this.decide(waiting ?? content);
  }

  /** Shows one content and asks. True when it is trusted now. */
  async decide(content: WaitingContent): Promise<boolean> {
    const { gate, choose, show, onDidChange } = this.#options;
    this.#told.add(keyOf(content));
    await show(content);
    const answer = await choose(content);
    if (answer === 'trust') await gate.trust(content);
    else if (answer === 'never') await gate.refuse(content);
    else this.#postponed.add(keyOf(content));
    onDidChange();
    return answer === 'trust';
  }

  dispose(): void {
    this.#unsubscribe();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#options.later(() => {
      this.#isScheduled = false;
      return this.#tell().catch(this.#options.onError);
    });
  }

  async #tell(): Promise<void> {
    const { gate, ask, onDidChange } = this.#options;
    onDidChange();
    const fresh = gate.waiting().filter((content) => !this.#told.has(keyOf(content)));
    if (fresh.length === 0 || this.#isAsking) return;
    this.#isAsking = true;
    try {
      for (const content of fresh) this.#told.add(keyOf(content));
      const look = fresh.length === 1 ? t('Look at It') : t('Look at Them');
      const notNow = t('Not Now');
      const never = t('Never');
      const answer = await ask(noticeOf(fresh), [look, notNow, never]);
      // Some of it may have been decided about by another way since.
      const keys = new Set(fresh.map(keyOf));
      const left = gate.waiting().filter((content) => keys.has(keyOf(content)));
      if (answer === never) for (const content of left) await gate.refuse(content);
      if (answer === notNow) for (const content of left) this.#postponed.add(keyOf(content));
      if (answer === look) for (const content of left) await this.decide(content);
      onDidChange();
    } finally {
      this.#isAsking = false;
    }
    // What was found meanwhile.
    this.#schedule();
  }
}

function noticeOf(contents: readonly WaitingContent[]): string {
  const [first] = contents;
  if (contents.length === 1 && first !== undefined)
    return first.before === undefined
      ? t('{0} of this workspace would instruct the agent. It is not used until you trust it.', first.name)
      : t('{0} of this workspace has changed since you trusted it, and is not used any more.', first.name);
  const names = contents.slice(0, 3).map(({ name }) => name);
  const more = contents.length - names.length;
  const list = more === 0 ? names.join(', ') : t('{0} and {1} more', names.join(', '), more);
  return t(
    '{0} files of this workspace would instruct the agent: {1}. They are not used until you trust them.',
    contents.length,
    list,
  );
}

function keyOf(content: WorkspaceContent): string {
  return `${contentId(content)} ${contentHash(content.content)}`;
}
