// What keeps secrets in and orders from outside out: the extension point of the spec (section 5) and its default. The names of the contract
// are those of the spec; what is optional goes beyond it.
import { patternsOf } from './customPatterns';
import type { CustomPattern } from './customPatterns';
import { findInjections } from './injection';
import type { ContentSource, InjectionFinding } from './injection';
import { SECRET_PATTERNS } from './secretPatterns';
import type { RedactionCategory, SecretPattern } from './secretPatterns';
import { createRedactor, redactionMarks } from './secretRedaction';
import type { Redactor } from './secretRedaction';
import { createTaintStore } from './taintStore';
import type { TaintStore } from './taintStore';

/** Extension point. Must not throw. One object may serve several sessions. */
export interface SecurityProvider {
  /** A session begins to use it. Default: nothing to prepare. */
  init?(): void;
  /** Remembers, by hash only, the secrets in a text that comes in. */
  taintInput(text: string): void;
  /** The text as it may leave the core: to a model, into an event, a log, an export. */
  sanitizeOutput(text: string): string;
  /** Forgets what `taintInput` remembered. */
  wipe(): void;
  /** The session has ended, runs and log included; called once for each `init`. Default: nothing to give back. */
  teardown?(): void;
  /** True when the text, or something encoded in it, holds a secret that was remembered. Default: nothing is held to leave. */
  carriesTainted?(text: string): boolean;
  /** Signs that a text gives orders to the model. Default: none are looked for. */
  detectInjection?(text: string, source: ContentSource): readonly InjectionFinding[];
}

/**
 * What is replaced beside values that are known: `none`; `secrets`: keys, tokens, passwords; `personal`: these, and numbers of cards,
 * accounts and social insurance; `all`: these, and e-mail addresses and telephone numbers.
 */
export type RedactionLevel = 'none' | 'secrets' | 'personal' | 'all';

export const REDACTION_LEVELS: readonly RedactionLevel[] = ['none', 'secrets', 'personal', 'all'];

export interface DefaultSecurityOptions {
  /** Default true. */
  readonly taintTracking?: boolean;
  /** Default true. */
  readonly outputSanitization?: boolean;
  /** Default true. */
  readonly injectionDetection?: boolean;
  /** Default `all`, as in A3S. Addresses and telephone numbers are ordinary in source code: an editor is better off with `personal`. */
  readonly redact?: RedactionLevel;
  /** Looked for after the built-in ones, within one line. One that is no regular expression is left out and told to `warn`. */
  readonly customPatterns?: readonly CustomPattern[];
  readonly warn?: (text: string) => void;
}

/** Patterns and check digits for what is replaced, hashes for what may not leave. */
export class DefaultSecurityProvider implements SecurityProvider {
  /** The patterns in use, for who redacts text in pieces. */
  readonly patterns: readonly SecretPattern[];
  readonly #redactor: Redactor;
  readonly #taints: TaintStore | undefined;
  readonly #detects: boolean;
  #sessions = 0;

  constructor(options: DefaultSecurityOptions = {}) {
    const { redact = 'all', customPatterns = [], warn } = options;
    const categories = options.outputSanitization === false ? CATEGORIES.none : CATEGORIES[redact];
    const builtIn = SECRET_PATTERNS.filter(({ category }) => categories.includes(category));
    const custom = options.outputSanitization === false ? [] : patternsOf(customPatterns, warn);
    this.patterns = [...builtIn, ...custom];
    this.#redactor = createRedactor(() => [], this.patterns);
    this.#detects = options.injectionDetection !== false;
    this.#taints = options.taintTracking === false ? undefined : createTaintStore();
  }

  init(): void {
    this.#sessions += 1;
  }

  taintInput(text: string): void {
    this.#taints?.add(text);
  }

  sanitizeOutput(text: string): string {
    return this.#redactor.text(text);
  }

  carriesTainted(text: string): boolean {
    return this.#taints?.isIn(text) ?? false;
  }

  detectInjection(text: string, source: ContentSource): readonly InjectionFinding[] {
    return this.#detects ? findInjections(text, source) : [];
  }

  wipe(): void {
    this.#taints?.clear();
  }

  /** With the last session that used it, what it knows is forgotten. */
  teardown(): void {
    this.#sessions = Math.max(0, this.#sessions - 1);
    if (this.#sessions === 0) this.wipe();
  }
}

/** How often something was replaced in `shown` that was there in `text`. */
export function countRedactions(text: string, shown: string): number {
  return shown === text ? 0 : Math.max(0, redactionMarks(shown).length - redactionMarks(text).length);
}

const CATEGORIES: Readonly<Record<RedactionLevel, readonly RedactionCategory[]>> = {
  none: [],
  secrets: ['secret'],
  personal: ['secret', 'identity'],
  all: ['secret', 'identity', 'contact'],
};
