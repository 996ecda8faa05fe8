// Finds on the disk what a plan of the sandbox names: protected files of the workspace, keys of the person, sockets of other programs.
import { lstat, mkdir, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { ProtectedPaths } from '../permissions/protectedPaths';

export interface GuardedPaths {
  readonly readOnly: readonly string[];
  readonly held: readonly string[];
  /** Missing now, and deleted when they are there after the command: a later `git` would obey them. */
  readonly mustStayMissing: readonly string[];
}

/**
 * Protected files and folders in the first two levels of `root` (a real path). In `.git`, only what makes git run programs: hooks and
 * configuration, also of submodules. `.git/hooks` and `.git/config` are made where a repository lacks them, so that they can be kept.
 */
export async function guardedPaths(root: string, protectedPaths: ProtectedPaths): Promise<GuardedPaths> {
  const found: string[] = [];
  const held = new Set<string>();
  const mustStayMissing: string[] = [];
  for (const name of await namesIn(root)) {
    const path = join(root, name);
    if (name.toLowerCase() === '.git') {
      const git = await guardedGit(path);
      found.push(...git.readOnly);
      mustStayMissing.push(...git.mustStayMissing);
      if (git.isRepository) held.add(await realpath(path));
    } else if (isProtected(name, protectedPaths)) {
      found.push(path);
    } else if (name.startsWith('.')) {
      // Such as `.github/workflows`.
      for (const inner of await namesIn(path)) {
        if (isProtected(join(name, inner), protectedPaths)) found.push(join(path, inner));
      }
    }
  }
  const readOnly: string[] = [];
  for (const path of found) {
    const real = await realOrUndefined(path);
    // What a link leads to outside of the root is read-only as it is.
    if (real === undefined || !isInside(real, root)) continue;
    readOnly.push(real);
    for (let above = dirname(real); above !== root && isInside(above, root); above = dirname(above)) {
      held.add(above);
    }
  }
  return { readOnly, held: [...held].filter((path) => isInside(path, root)), mustStayMissing };
}

/** Deletes what was not there before a command. */
export async function removeAppeared(paths: readonly string[]): Promise<void> {
  await Promise.all(paths.map((path) => rm(path, { recursive: true, force: true }).catch(() => undefined)));
}

/** Keys and credentials below the person's home folder that exist. */
export async function secretsOf(
  home: string,
): Promise<{ readonly folders: readonly string[]; readonly files: readonly string[] }> {
  const folders: string[] = [];
  const files: string[] = [];
  for (const name of secretNames) {
    const path = await realOrUndefined(join(home, name));
    if (path === undefined) continue;
    const isFolder = (await stat(path).catch(() => undefined))?.isDirectory();
    if (isFolder !== undefined) (isFolder ? folders : files).push(path);
  }
  return { folders, files };
}

/**
 * Sockets of other programs: a read-only mount does not keep a command from talking to them, and some (Docker, the session bus)
 * would start programs outside of the sandbox for it. Linux only; empty elsewhere.
 */
export async function openSockets(isCovered: (path: string) => boolean): Promise<readonly string[]> {
  const table = await readFile('/proc/net/unix', 'utf8').catch(() => '');
  const paths = new Set(socketPaths(table).filter((path) => !isCovered(path)));
  const found = await Promise.all(
    [...paths].map(async (path) => {
      const real = await realOrUndefined(path);
      const isSocket = real !== undefined && (await lstat(real).catch(() => undefined))?.isSocket() === true;
      return isSocket && !isCovered(real) ? [real] : [];
    }),
  );
  return [...new Set(found.flat())];
}

/** Paths in the text of `/proc/net/unix`. */
export function socketPaths(table: string): readonly string[] {
  return table.split('\n').flatMap((line) => /^(?:\S+\s+){7}(\/.*)$/.exec(line)?.[1] ?? []);
}

/** True for `folder` itself and everything below. */
export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`));
}

const secretNames = [
  ...[
    '.ssh',
    '.gnupg',
    '.aws',
    '.azure',
    '.kube',
    '.docker',
    '.config/gcloud',
    '.config/gh',
    '.password-store',
  ],
  ...['.netrc', '.git-credentials', '.config/git/credentials', '.pgpass'],
];

interface GuardedGit {
  readonly isRepository: boolean;
  readonly readOnly: readonly string[];
  readonly mustStayMissing: readonly string[];
}

async function guardedGit(git: string): Promise<GuardedGit> {
  const isFolder = (await stat(git).catch(() => undefined))?.isDirectory() === true;
  // The `.git` file of a linked worktree or a submodule.
  if (!isFolder) return { isRepository: false, readOnly: [git], mustStayMissing: [] };
  const names = new Set(await namesIn(git));
  if (names.has('HEAD')) {
    if (!names.has('hooks')) await mkdir(join(git, 'hooks'), { recursive: true });
    if (!names.has('config')) await writeFile(join(git, 'config'), '', { flag: 'a' });
    names.add('hooks').add('config');
  }
  const inGit = (list: readonly string[]) => list.map((name) => join(git, name));
  return {
    isRepository: true,
    readOnly: inGit(gitFiles.filter((name) => names.has(name))),
    mustStayMissing: inGit(gitSwitches.filter((name) => !names.has(name))),
  };
}

const gitSwitches = ['commondir', 'config.worktree'];
const gitFiles = ['hooks', 'config', 'modules', 'worktrees', ...gitSwitches];

/** `path` is relative: folders above the workspace protect nothing in it. */
function isProtected(path: string, protectedPaths: ProtectedPaths): boolean {
  return protectedPaths.kindOf({ path, display: path }) !== undefined;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  // A folder that can't be listed has nothing that a command of the same user could write.
  return readdir(folder).catch(() => []);
}

async function realOrUndefined(path: string): Promise<string | undefined> {
  return realpath(path).catch(() => undefined);
}
