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
  const looks = (await namesIn(root)).map((name) => guardedEntry(root, name, protectedPaths));
  const entries = await Promise.all(looks);
  const held = new Set(entries.flatMap((entry) => entry.held));
  const found = await Promise.all(entries.flatMap((entry) => entry.readOnly).map(realOrUndefined));
  // What a link leads to outside of the root is read-only as it is.
  const readOnly = found.filter((path) => path !== undefined).filter((path) => isInside(path, root));
  for (const path of readOnly) {
    for (let above = dirname(path); above !== root && isInside(above, root); above = dirname(above)) {
      held.add(above);
    }
  }
  return {
    readOnly,
    held: [...held].filter((path) => isInside(path, root)),
    mustStayMissing: entries.flatMap((entry) => entry.mustStayMissing),
  };
}

/** Deletes what was not there before a command. */
export async function removeAppeared(paths: readonly string[]): Promise<void> {
  await Promise.all(paths.map((path) => rm(path, { recursive: true, force: true }).catch(() => undefined)));
}

/** Keys and credentials below the person's home folder that exist. */
export async function secretsOf(
  home: string,
): Promise<{ readonly folders: readonly string[]; readonly files: readonly string[] }> {
  const looks = secretNames.map(async (name) => {
    const path = await realOrUndefined(join(home, name));
    const found = path === undefined ? undefined : await stat(path).catch(() => undefined);
    return path === undefined || found === undefined ? [] : [{ path, isFolder: found.isDirectory() }];
  });
  const found = (await Promise.all(looks)).flat();
  return {
    folders: found.flatMap(({ path, isFolder }) => (isFolder ? [path] : [])),
    files: found.flatMap(({ path, isFolder }) => (isFolder ? [] : [path])),
  };
}

/** The text of `/proc/net/unix`; empty where there is none. */
export function readSocketTable(): Promise<string> {
  return readFile('/proc/net/unix', 'utf8').catch(() => '');
}

/**
 * Sockets of other programs, by that table: a read-only mount does not keep a command from talking to them, and some (Docker, the session bus)
 * would start programs outside of the sandbox for it.
 */
export async function openSockets(
  table: string,
  isCovered: (path: string) => boolean,
): Promise<readonly string[]> {
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

const nothing: GuardedPaths = { readOnly: [], held: [], mustStayMissing: [] };

/** What one name of the top level brings. The paths may be links. */
async function guardedEntry(
  root: string,
  name: string,
  protectedPaths: ProtectedPaths,
): Promise<GuardedPaths> {
  const path = join(root, name);
  if (name.toLowerCase() === '.git') return guardedGit(path);
  if (isProtected(name, protectedPaths)) return { ...nothing, readOnly: [path] };
  if (!name.startsWith('.')) return nothing;
  // Such as `.github/workflows`.
  const inner = (await namesIn(path)).filter((inner) => isProtected(join(name, inner), protectedPaths));
  return { ...nothing, readOnly: inner.map((one) => join(path, one)) };
}

async function guardedGit(git: string): Promise<GuardedPaths> {
  const isFolder = (await stat(git).catch(() => undefined))?.isDirectory() === true;
  // The `.git` file of a linked worktree or a submodule.
  if (!isFolder) return { ...nothing, readOnly: [git] };
  const [found, real] = await Promise.all([namesIn(git), realpath(git)]);
  const names = new Set(found);
  if (names.has('HEAD')) {
    if (!names.has('hooks')) await mkdir(join(git, 'hooks'), { recursive: true });
    if (!names.has('config')) await writeFile(join(git, 'config'), '', { flag: 'a' });
    names.add('hooks').add('config');
  }
  const inGit = (list: readonly string[]) => list.map((name) => join(git, name));
  return {
    held: [real],
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
