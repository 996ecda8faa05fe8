// What counts in a folder: ignore files, generated folders, and what git tracks in spite of both.
import { lstatSync } from 'node:fs';
import { join, relative } from 'node:path';
import { IgnoreRules } from '../search/ignoreRules';
import { repositoryRoot } from '../search/repositoryRoot';
import { pathBelow } from './effectPaths';
import { isGeneratedFolder } from './generatedFolders';
import { openRepository, ownIgnoreRules, withAttributesFile, withIgnoreFile } from './gitRepository';
import type { WatchedRepository } from './gitRepository';

/** What holds in one folder. */
export interface FolderRules {
  /** Paths in the rules are relative to this folder. */
  readonly top: string;
  readonly ignored: IgnoreRules;
  /** Files whose content on disk is not that of their object. */
  readonly transformed: IgnoreRules;
  readonly repository: WatchedRepository | undefined;
}

/** Reads the rules of folders, and knows the repositories that it came by. */
export class FolderRuleBook {
  readonly #repositories = new Map<string, WatchedRepository>();

  get repositories(): Iterable<WatchedRepository> {
    return this.#repositories.values();
  }

  /** The rules in a folder, from the top of its repository (or from itself) down. */
  async above(path: string): Promise<FolderRules> {
    const top = repositoryRoot(path) ?? path;
    let rules = await this.#rulesOfTop(top);
    let at = top;
    for (const name of relative(top, path)
      .split(/[\\/]/)
      .filter((part) => part !== '')) {
      at = join(at, name);
      // A root that is itself ignored was opened on purpose.
      const isIgnored = rules.ignored.isIgnored(pathBelow(top, at), true);
      rules = await this.#withFiles(isIgnored ? { ...rules, ignored: IgnoreRules.none } : rules, at);
    }
    return rules;
  }

  /** The rules in a folder inside one with these. */
  async below(rules: FolderRules, path: string): Promise<FolderRules> {
    return hasRepository(path) ? this.#rulesOfTop(path) : this.#withFiles(rules, path);
  }

  async #rulesOfTop(top: string): Promise<FolderRules> {
    const repository = this.#repositories.get(top) ?? openRepository(top);
    if (repository !== undefined) this.#repositories.set(top, repository);
    const ignored = repository === undefined ? IgnoreRules.none : await ownIgnoreRules(repository);
    return this.#withFiles({ top, ignored, transformed: IgnoreRules.none, repository }, top);
  }

  async #withFiles(rules: FolderRules, path: string): Promise<FolderRules> {
    const folder = pathBelow(rules.top, path);
    return {
      ...rules,
      ignored: await withIgnoreFile(rules.ignored, folder, path),
      transformed: await withAttributesFile(rules.transformed, folder, path),
    };
  }
}

/** @param siblings names in the folder that holds it */
export function isLeftOut(
  { top, ignored, repository }: FolderRules,
  path: string,
  name: string,
  isFolder: boolean,
  siblings: ReadonlySet<string>,
): boolean {
  const inside = pathBelow(top, path);
  const index = repository?.index;
  if (isFolder ? index?.holdsTracked(inside) === true : index?.isTracked(inside) === true) return false;
  return (isFolder && isGeneratedFolder(name, siblings)) || ignored.isIgnored(inside, isFolder);
}

function hasRepository(path: string): boolean {
  try {
    return lstatSync(join(path, '.git'), { throwIfNoEntry: false }) !== undefined;
  } catch {
    // Forbidden: its repository, if any, can't be read either.
    return false;
  }
}
