// Writing single files so that a reader sees the old content or the new one, never a half. The temporary file lies in the same
// folder under a random name, is created exclusively, and must really lie there (a folder may have been swapped for a link).
import { randomUUID } from 'node:crypto';
import { chmod, link, mkdir, open, realpath, rename, unlink, writeFile } from 'node:fs/promises';
import type { Stats } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { errorCode } from './fileSystemError';
import { NATIVE_PATH_STYLE, normalizePath } from './pathRules';
import { WorkspaceError } from './workspaceError';

const RENAME_ATTEMPTS = 5;

/** Replaces the content of an existing file and keeps its permissions. `path` is a real path. */
export async function replaceFile(path: string, bytes: Uint8Array, stats: Stats): Promise<void> {
  const isForeign = process.getuid !== undefined && stats.uid !== process.getuid();
  if (stats.nlink > 1 || isForeign) {
    // A new file would cut the hard link, or take the file from its owner.
    await overwriteInPlace(path, bytes);
    return;
  }
  const temporary = await writeTemporary(path, bytes, stats.mode & 0o7777);
  try {
    await renameWithRetry(temporary, path);
  } catch (error) {
    await unlink(temporary);
    if (!isBusy(error)) {
      throw error;
    }
    // Windows: somebody keeps the file open in a way that forbids replacing it.
    await overwriteInPlace(path, bytes);
  }
}

/** Creates a file with its parent folders; fails with `EEXIST` when something is there. Never follows a link at `path`. */
export async function createFile(path: string, bytes: Uint8Array, mode?: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = await writeTemporary(path, bytes, mode);
  try {
    // A hard link appears with its whole content and fails where a name is taken; not every file system has them.
    await link(temporary, path);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') {
      throw error;
    }
    await writeFile(path, bytes, { flag: 'wx' });
    if (mode !== undefined) {
      await chmod(path, mode);
    }
  } finally {
    await unlink(temporary);
  }
}

/** Moves a file to a name that is free; creates parent folders. */
export async function moveFile(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await assertLiesIn(dirname(to));
  await renameWithRetry(from, to);
}

async function writeTemporary(path: string, bytes: Uint8Array, mode?: number): Promise<string> {
  const folder = dirname(path);
  const temporary = join(folder, `.planwright-${randomUUID()}.tmp`);
  await assertLiesIn(folder);
  const file = await open(temporary, 'wx', mode === undefined ? 0o666 : 0o600);
  try {
    await assertLiesIn(folder);
    await file.writeFile(bytes);
    if (mode !== undefined) {
      await file.chmod(mode);
    }
  } catch (error) {
    await file.close();
    await unlink(temporary);
    throw error;
  }
  await file.close();
  return temporary;
}

async function overwriteInPlace(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.truncate(0);
    await file.writeFile(bytes);
  } finally {
    await file.close();
  }
}

/** Refuses a folder whose real path is another one than the checked one. */
async function assertLiesIn(folder: string): Promise<void> {
  if (normalizePath(await realpath(folder), NATIVE_PATH_STYLE) !== folder) {
    throw new WorkspaceError(
      'outside',
      `${folder} was replaced by a link while it was being written.`,
      folder,
    );
  }
}

async function renameWithRetry(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      if (attempt === RENAME_ATTEMPTS || !isBusy(error)) {
        throw error;
      }
      await delay(10 * attempt);
    }
  }
}

/** Only Windows refuses to replace a file that somebody has open. */
function isBusy(error: unknown): boolean {
  return process.platform === 'win32' && ['EPERM', 'EBUSY', 'EACCES'].includes(errorCode(error) ?? '');
}
