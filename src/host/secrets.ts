// API keys and other secrets of the person, kept by the editor's secret storage and nowhere else. Values are held in memory so that
// they can be kept out of logs and events.
import { EventEmitter } from 'vscode';
import type { Disposable, Event, ExtensionContext } from 'vscode';

/** Names of the stored secrets; the storage itself cannot list them in our oldest editor. Names only, never a value. */
const NAMES_KEY = 'secretNames';
const PREFIX = 'planwright.secret.';

/** The name under which a provider's key is kept. */
export function keyName(provider: string): string {
  return `key:${provider}`;
}

export class Secrets implements Disposable {
  readonly #context: ExtensionContext;
  readonly #changed = new EventEmitter<void>();
  readonly #subscription: Disposable;
  #values = new Map<string, string>();

  /** Fires after a secret was stored or deleted, in any window. */
  readonly onDidChange: Event<void> = this.#changed.event;

  /** Settles when the stored secrets are known. Until then there seem to be none, so whoever needs one waits for this. */
  readonly ready: Promise<void>;

  constructor(context: ExtensionContext) {
    this.#context = context;
    this.ready = this.#reload();
    this.ready.catch(() => undefined); // whoever waits for it reports the failure
    this.#subscription = context.secrets.onDidChange(({ key }) => {
      if (key.startsWith(PREFIX)) void this.#reloadOne(key.slice(PREFIX.length));
    });
  }

  get(name: string): string | undefined {
    return this.#values.get(name);
  }

  get names(): readonly string[] {
    return [...this.#values.keys()];
  }

  /** Every value in use, for redaction. */
  readonly values = (): readonly string[] => [...this.#values.values()];

  async store(name: string, value: string): Promise<void> {
    await this.#context.secrets.store(PREFIX + name, value);
    this.#values.set(name, value);
    await this.#rememberNames();
    this.#changed.fire();
  }

  async delete(name: string): Promise<void> {
    await this.#context.secrets.delete(PREFIX + name);
    this.#values.delete(name);
    await this.#rememberNames();
    this.#changed.fire();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  async #reload(): Promise<void> {
    const names = new Set([
      ...this.#context.globalState.get<readonly string[]>(NAMES_KEY, []),
      keyName('anthropic'),
      keyName('openai'),
    ]);
    const found = new Map<string, string>();
    await Promise.all(
      [...names].map(async (name) => {
        const value = await this.#context.secrets.get(PREFIX + name);
        if (value !== undefined) found.set(name, value);
      }),
    );
    this.#values = found;
  }

  async #reloadOne(name: string): Promise<void> {
    const value = await this.#context.secrets.get(PREFIX + name);
    if (value === this.#values.get(name)) return;
    if (value === undefined) this.#values.delete(name);
    else this.#values.set(name, value);
    this.#changed.fire();
  }

  async #rememberNames(): Promise<void> {
    await this.#context.globalState.update(NAMES_KEY, this.names);
  }
}
