// What the index of the workspace needs to know of a git repository, read from its files: where git keeps them, what it tracks, what
// it ignores, and which files look other on disk than in its objects. Nothing is written and no program is started.
import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import type { FolderReader } from '../search/folderReader';
import { IgnoreRules } from '../search/ignoreRules';
import { parseGitIndex } from './gitIndex';
import type { GitIndex } from './gitIndex';

export interface GitRepository {
  /** Top of the work tree. */
  readonly root: string;
  /** As `GIT_DIR`. */
  readonly gitDir: string;
  /** Undefined where there is none, or one that we can't read. */
  readonly index: GitIndex | undefined;
}

/** A repository whose index is read again when it has changed. */
export class WatchedRepository implements GitRepository {
  index: GitIndex | undefined;
  readonly #algorithm: 'sha1' | 'sha256';
  #seen = '';

  constructor(
    readonly root: string,
    readonly gitDir: string,
  ) {
    this.#algorithm = /^\s*objectformat\s*=\s*sha256\s*$/im.test(readSmall(join(commonDir(gitDir), 'config')))
      ? 'sha256'
      : 'sha1';
    this.refresh();
  }

  /** True when the index is another one than before. */
  refresh(): boolean {
    const path = join(this.gitDir, 'index');
    const stats = statSync(path, { throwIfNoEntry: false });
    const now = stats === undefined ? '' : [stats.mtimeMs, stats.ctimeMs, stats.size, stats.ino].join();
    if (now === this.#seen) return false;
    this.#seen = now;
    this.index =
      stats === undefined
        ? undefined
        : parseGitIndex(readFileSync(path), { algorithm: this.#algorithm, modified: stats.mtimeMs });
    return true;
  }
}

/** The repository whose top this folder is; undefined when it has no readable `.git`. */
export function openRepository(root: string): WatchedRepository | undefined {
  const place = join(root, '.git');
  const stats = statSync(place, { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  if (stats.isDirectory()) return new WatchedRepository(root, place);
  // A work tree of its own, or a submodule: a file that names the place.
  const named = /^gitdir: (.+)$/m.exec(readSmall(place))?.[1]?.trim();
  const gitDir = named === undefined ? undefined : resolve(root, named);
  return gitDir === undefined || statSync(gitDir, { throwIfNoEntry: false })?.isDirectory() !== true
    ? undefined
    : new WatchedRepository(root, gitDir);
}

/** What git ignores beside the ignore files of the work tree: the repository's own list and the person's. */
export function ownIgnoreRules(repository: GitRepository): Promise<IgnoreRules> {
  const settings = process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config');
  const text = [join(settings, 'git', 'ignore'), join(commonDir(repository.gitDir), 'info', 'exclude')]
    .map(readSmall)
    .join('\n');
  return IgnoreRules.none.with(readerOf(text), '', repository.root, ONE_FILE);
}

/** The rules of the `.gitignore` in a folder on top of those above it. Other ignore files are for searches. */
export function withIgnoreFile(rules: IgnoreRules, folder: string, absolute: string): Promise<IgnoreRules> {
  return rules.with(readerOf(readSmall(join(absolute, '.gitignore'))), folder, absolute, ONE_FILE);
}

/** As ignore rules: the files that a program or git itself turns into something else on their way into an object. */
export function withAttributesFile(
  rules: IgnoreRules,
  folder: string,
  absolute: string,
): Promise<IgnoreRules> {
  const patterns = readSmall(join(absolute, '.gitattributes'))
    .split('\n')
    .flatMap((line) => {
      const [pattern = '', ...attributes] = line.trim().split(/\s+/);
      if (pattern === '' || pattern.startsWith('#') || pattern.startsWith('[')) return [];
      const isOther = attributes.some((word) => /^(?:filter=|ident$|working-tree-encoding=)/.test(word));
      return isOther ? [pattern] : [];
    });
  return rules.with(readerOf(patterns.join('\n')), folder, absolute, ONE_FILE);
}

const ONE_FILE: ReadonlySet<string> = new Set(['.gitignore']);
const MAX_RULES_BYTES = 1024 * 1024;

function readerOf(text: string): FolderReader {
  return {
    list: () => Promise.resolve([]),
    readText: () => Promise.resolve(text.trim() === '' ? undefined : text),
  };
}

function commonDir(gitDir: string): string {
  const named = readSmall(join(gitDir, 'commondir')).trim();
  if (named === '') return gitDir;
  return isAbsolute(named) ? named : resolve(gitDir, named);
}

/** Empty for what is not there, can't be read or is too large to be meant. */
function readSmall(path: string): string {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats?.isFile() === true && stats.size <= MAX_RULES_BYTES ? readFileSync(path, 'utf8') : '';
  } catch {
    // Forbidden: it rules nothing here.
    return '';
  }
}
