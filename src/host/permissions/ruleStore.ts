// The person's rules, wherever they are kept: their settings, what is stored for this workspace, and what the workspace's own settings
// add, which can only make it stricter. One value of all of them for the gate, and the way to change them.
import type { PermissionRules, RuleList } from '../../core/permissions/rules';

/** `user`: the person's settings. `workspace`: kept by the editor for this workspace. Neither is a file of the workspace. */
export type StoredSource = 'user' | 'workspace';

export type RulesByList = Required<PermissionRules>;

/** Where one source of rules is kept. */
export interface RuleStorage {
  read(): RulesByList;
  write(list: RuleList, rules: readonly string[]): Promise<void>;
}

export interface RuleStoreOptions extends Readonly<Record<StoredSource, RuleStorage>> {
  /** What the settings in the workspace's files say. */
  readonly files: () => RulesByList;
}

export class RuleStore {
  readonly #options: RuleStoreOptions;
  readonly #listeners = new Set<() => void>();
  #effective: PermissionRules;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(options: RuleStoreOptions) {
    this.#options = options;
    this.#effective = this.#merge();
  }

  /** For the gate; the same object until something changes. */
  readonly effective = (): PermissionRules => this.#effective;

  /** The rules of one source as they are written, wrong ones too. */
  rules(source: StoredSource | 'files'): RulesByList {
    if (source !== 'files') return this.#options[source].read();
    // A file that comes with the workspace may not allow anything.
    return { ...this.#options.files(), allow: [] };
  }

  /** Something was changed from outside. */
  refresh(): void {
    const effective = this.#merge();
    if (JSON.stringify(effective) === JSON.stringify(this.#effective)) return;
    this.#effective = effective;
    for (const listener of this.#listeners) listener();
  }

  /** @returns ends the listening */
  onDidChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  add(source: StoredSource, list: RuleList, rule: string): Promise<void> {
    return this.addAll(source, list, [rule]);
  }

  /** Adds those that are not there, in one go. */
  addAll(source: StoredSource, list: RuleList, added: readonly string[]): Promise<void> {
    return this.#change(source, list, (rules) => [...new Set([...rules, ...added])]);
  }

  /** Takes out every rule of this text. */
  remove(source: StoredSource, list: RuleList, rule: string): Promise<void> {
    return this.#change(source, list, (rules) => rules.filter((one) => one !== rule));
  }

  /** Puts a rule in the place of another one. */
  replace(source: StoredSource, list: RuleList, from: string, to: string): Promise<void> {
    return this.#change(source, list, (rules) => [...new Set(rules.map((one) => (one === from ? to : one)))]);
  }

  /** One after another: each is made from what the one before left. */
  #change(
    source: StoredSource,
    list: RuleList,
    change: (rules: readonly string[]) => readonly string[],
  ): Promise<void> {
    const changed = this.#writing.then(async () => {
      const storage = this.#options[source];
      const before = storage.read()[list];
      const after = change(before);
      if (after.length !== before.length || after.some((rule, at) => rule !== before[at]))
        await storage.write(list, after);
      this.refresh();
    });
    this.#writing = changed.catch(() => undefined);
    return changed;
  }

  #merge(): PermissionRules {
    const sources = [this.rules('user'), this.rules('workspace'), this.rules('files')];
    // A rule without any text is none, and would be refused by whatever reads it.
    const all = (list: RuleList): readonly string[] =>
      sources.flatMap((rules) => rules[list]).filter((rule) => rule.trim() !== '');
    return { allow: all('allow'), ask: all('ask'), deny: all('deny') };
  }
}
