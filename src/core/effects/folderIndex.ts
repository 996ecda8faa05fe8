// The metadata of every file of the workspace's folders that counts, folder by folder. Reads names and stats, never contents; follows
// no link. Synchronous inside one folder (it has a thread of its own), with a pause for other work between folders.
import { lstatSync, readdirSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import { basename, dirname, relative } from 'node:path';
import { repositoryRoot } from '../search/repositoryRoot';
import { isSameStamp, stampOf } from './fileStamp';
import type { FileStamp, PathChange } from './fileStamp';
import { childOf, pathBelow } from './effectPaths';
import { FolderRuleBook, isLeftOut } from './folderRules';
import type { FolderRules } from './folderRules';
import { isVersionControlFolder } from './generatedFolders';
import type { WatchedRepository } from './gitRepository';

export interface FolderIndexOptions {
  /** Waits now and then while much is read. */
  readonly breathe: () => Promise<void>;
  /** A folder is about to be listed for the first time, so that nothing is missed from then on. */
  readonly onFolder: (path: string) => void;
  readonly onFolderGone: (path: string) => void;
}

interface Folder {
  readonly inode: number;
  /** Names by stamp. */
  readonly files: Map<string, FileStamp>;
  readonly folders: Set<string>;
  readonly rules: FolderRules;
  /** Files and folders that do not count. */
  leftOut: number;
}

/** Where git stands to a file. */
export interface TrackedFile {
  readonly repository: WatchedRepository;
  /** As git names it. */
  readonly path: string;
}

export class FolderIndex {
  readonly #folders = new Map<string, Folder>();
  /** Rules of folders that went since the last look: what was in them is still asked about. */
  readonly #gone = new Map<string, FolderRules>();
  readonly #rules = new FolderRuleBook();
  #roots: readonly string[] = [];

  constructor(private readonly options: FolderIndexOptions) {}

  get folders(): IterableIterator<string> {
    return this.#folders.keys();
  }

  /** True when a root came into a repository, or out of one, since it was listed. */
  hasOtherRepository(root: string): boolean {
    const known = this.#folders.get(root)?.rules.repository?.root;
    return known !== repositoryRoot(root);
  }

  get repositories(): Iterable<WatchedRepository> {
    return this.#rules.repositories;
  }

  get leftOut(): number {
    let count = 0;
    for (const folder of this.#folders.values()) count += folder.leftOut;
    return count;
  }

  *files(): Iterable<readonly [path: string, stamp: FileStamp]> {
    for (const [path, { files }] of this.#folders) {
      for (const [name, stamp] of files) yield [childOf(path, name), stamp];
    }
  }

  /** All files, folder by folder. */
  *listing(): Iterable<readonly [path: string, files: ReadonlyMap<string, FileStamp>]> {
    for (const [path, { files }] of this.#folders) yield [path, files];
  }

  /** True for a folder that is followed. */
  isFolder(path: string): boolean {
    return this.#folders.has(path);
  }

  stampOf(path: string): FileStamp | undefined {
    return this.#folders.get(dirname(path))?.files.get(basename(path));
  }

  /** Undefined for what git does not track, and for what looks other on disk than in git. */
  trackedFile(path: string): TrackedFile | undefined {
    const parent = dirname(path);
    const rules = this.#folders.get(parent)?.rules ?? this.#gone.get(parent);
    if (rules?.repository?.index === undefined) return undefined;
    const inside = pathBelow(rules.top, path);
    if (!rules.repository.index.isTracked(inside) || rules.transformed.isIgnored(inside, false)) {
      return undefined;
    }
    return { repository: rules.repository, path: inside };
  }

  /** Makes these the roots. What came or went with a root is no change. */
  async setRoots(roots: readonly string[]): Promise<void> {
    const gone = this.#roots.filter((root) => !roots.includes(root));
    const added = roots.filter((root) => !this.#roots.includes(root));
    this.#roots = roots;
    for (const root of gone) if (!this.#isCovered(root)) this.#drop(root, []);
    for (const root of added) await this.adopt(root);
  }

  /** Lists a root, or a folder whose rules have changed, anew and whole; nothing of it counts as a change. */
  async adopt(path: string): Promise<void> {
    if (!this.#roots.includes(path) && !this.#folders.has(path)) return;
    const rules = await this.#rules.above(path);
    this.#drop(path, []);
    await this.#listWhole(path, rules, []);
  }

  /** Looks at folders again; each change since the last look is returned. */
  async relist(paths: Iterable<string>): Promise<readonly PathChange[]> {
    const changes: PathChange[] = [];
    this.#gone.clear();
    for (const path of [...paths].sort()) {
      if (this.#folders.has(path)) await this.#relistFolder(path, changes);
      await this.options.breathe();
    }
    return changes;
  }

  /** Looks at one file again. */
  refresh(path: string, stamp: FileStamp | undefined): void {
    const folder = this.#folders.get(dirname(path));
    const name = basename(path);
    if (folder === undefined) return;
    if (stamp === undefined) folder.files.delete(name);
    else if (folder.files.has(name) || !isLeftOut(folder.rules, path, name, false, new Set())) {
      folder.files.set(name, stamp);
    }
  }

  async #relistFolder(path: string, changes: PathChange[]): Promise<void> {
    const folder = this.#folders.get(path);
    const inode = inodeOf(path);
    if (folder === undefined) return;
    if (inode === undefined) {
      this.#drop(path, changes);
      return;
    }
    if (inode !== folder.inode) {
      // Another folder of the same name: what was in the old one is gone.
      const old = new Map<string, FileStamp>();
      this.#take(path, old);
      const found: PathChange[] = [];
      await this.#listWhole(path, folder.rules, found);
      mergeListings(old, found, changes);
      return;
    }
    const { files, folders, leftOut } = this.#read(path, folder.rules);
    for (const [name, before] of folder.files) {
      if (!files.has(name)) changes.push({ path: childOf(path, name), before });
    }
    for (const [name, after] of files) {
      const before = folder.files.get(name);
      if (isSameStamp(before, after)) continue;
      changes.push({ path: childOf(path, name), ...(before === undefined ? {} : { before }), after });
    }
    folder.files.clear();
    for (const [name, stamp] of files) folder.files.set(name, stamp);
    folder.leftOut = leftOut;
    for (const name of [...folder.folders]) {
      if (folders.has(name)) {
        const known = this.#folders.get(childOf(path, name));
        if (known !== undefined && known.inode !== inodeOf(childOf(path, name))) {
          await this.#relistFolder(childOf(path, name), changes);
        }
        continue;
      }
      folder.folders.delete(name);
      this.#drop(childOf(path, name), changes);
    }
    for (const name of folders) {
      if (folder.folders.has(name)) continue;
      folder.folders.add(name);
      await this.#listWhole(
        childOf(path, name),
        await this.#rules.below(folder.rules, childOf(path, name)),
        changes,
      );
    }
  }

  /** Lists a folder that is not known yet, and all below it. */
  async #listWhole(path: string, rules: FolderRules, changes: PathChange[]): Promise<void> {
    const waiting: { readonly path: string; readonly rules: FolderRules }[] = [{ path, rules }];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const inode = inodeOf(next.path);
      if (inode === undefined) continue;
      this.options.onFolder(next.path);
      const { files, folders, leftOut } = this.#read(next.path, next.rules);
      this.#folders.set(next.path, { inode, files, folders, rules: next.rules, leftOut });
      for (const [name, after] of files) changes.push({ path: childOf(next.path, name), after });
      for (const name of folders) {
        const below = childOf(next.path, name);
        waiting.push({ path: below, rules: await this.#rules.below(next.rules, below) });
      }
      await this.options.breathe();
    }
  }

  #read(path: string, rules: FolderRules): Pick<Folder, 'files' | 'folders' | 'leftOut'> {
    const files = new Map<string, FileStamp>();
    const folders = new Set<string>();
    let leftOut = 0;
    const entries = entriesOf(path);
    const names = new Set(entries.map(({ name }) => name));
    for (const entry of entries) {
      const at = childOf(path, entry.name);
      const isFolder = entry.isDirectory();
      // A root inside another root is listed by itself.
      if (isVersionControlFolder(entry.name) || (isFolder && this.#roots.includes(at))) continue;
      if (isLeftOut(rules, at, entry.name, isFolder, names)) {
        leftOut += 1;
        continue;
      }
      if (isFolder) folders.add(entry.name);
      else if (entry.isFile() || entry.isSymbolicLink()) {
        const stamp = currentStamp(at);
        if (stamp !== undefined) files.set(entry.name, stamp);
      }
    }
    return { files, folders, leftOut };
  }

  /** Forgets a folder and all below it; its files are changes. */
  #drop(path: string, changes: PathChange[]): void {
    const old = new Map<string, FileStamp>();
    this.#take(path, old);
    mergeListings(old, [], changes);
  }

  #take(path: string, files: Map<string, FileStamp>): void {
    const folder = this.#folders.get(path);
    if (folder === undefined) return;
    this.#folders.delete(path);
    this.#gone.set(path, folder.rules);
    this.options.onFolderGone(path);
    for (const [name, stamp] of folder.files) files.set(childOf(path, name), stamp);
    for (const name of folder.folders) this.#take(childOf(path, name), files);
  }

  #isCovered(path: string): boolean {
    return this.#roots.some((root) => path !== root && !relative(root, path).startsWith('..'));
  }
}

/** Undefined for what is gone, forbidden, or neither a file nor a link. */
export function currentStamp(path: string): FileStamp | undefined {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    return stats === undefined ? undefined : stampOf(stats);
  } catch {
    // A part of the path is no folder any more, or may not be looked into.
    return undefined;
  }
}

/** A file that was there before and is there again has changed once. */
export function mergeListings(
  old: ReadonlyMap<string, FileStamp>,
  found: readonly PathChange[],
  changes: PathChange[],
): void {
  const created = new Map(found.map((change) => [change.path, change.after]));
  for (const [path, before] of old) {
    const after = created.get(path);
    created.delete(path);
    if (!isSameStamp(before, after))
      changes.push({ path, before, ...(after === undefined ? {} : { after }) });
  }
  for (const [path, after] of created) changes.push({ path, ...(after === undefined ? {} : { after }) });
}

function entriesOf(path: string): readonly Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    // Gone or forbidden: nothing in it can be followed.
    return [];
  }
}

/** True for what is a real folder now. */
export function isFolder(path: string): boolean {
  return inodeOf(path) !== undefined;
}

/** Of a real folder only. */
function inodeOf(path: string): number | undefined {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    return stats?.isDirectory() === true ? stats.ino : undefined;
  } catch {
    // A part of the path is no folder any more.
    return undefined;
  }
}
