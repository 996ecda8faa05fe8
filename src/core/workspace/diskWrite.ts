// Writing single files so that a reader sees the old content or the new one, never a half. The temporary file lies in the same
// folder under a random name, is created exclusively, and must really lie there (a folder may have been swapped for a link).
// Synchronous on purpose: a source file is written in less time than five trips through the thread pool take.
import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fchmodSync,
  ftruncateSync,
  linkSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
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
    overwriteInPlace(path, bytes);
    return;
  }
  const temporary = writeTemporary(path, bytes, stats.mode & 0o7777);
  try {
    await renameWithRetry(temporary, path);
  } catch (error) {
    unlinkSync(temporary);
    if (!isBusy(error)) {
      throw error;
    }
    // Windows: somebody keeps the file open in a way that forbids replacing it.
    overwriteInPlace(path, bytes);
  }
}

/** Creates a file with its parent folders; fails with `EEXIST` when something is there. Never follows a link at `path`. */
export function createFile(path: string, bytes: Uint8Array, mode?: number): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = writeTemporary(path, bytes, mode);
  try {
    // A hard link appears with its whole content and fails where a name is taken; not every file system has them.
    linkSync(temporary, path);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') {
      throw error;
    }
    writeFileSync(path, bytes, { flag: 'wx' });
    if (mode !== undefined) {
      chmodSync(path, mode);
    }
  } finally {
    unlinkSync(temporary);
  }
}

/** Moves a file to a name that is free; creates parent folders. */
export async function moveFile(from: string, to: string): Promise<void> {
  mkdirSync(dirname(to), { recursive: true });
  assertLiesIn(dirname(to));
  await renameWithRetry(from, to);
}

function writeTemporary(path: string, bytes: Uint8Array, mode?: number): string {
  const folder = dirname(path);
  const temporary = join(folder, `.planwright-${randomUUID()}.tmp`);
  assertLiesIn(folder);
  const file = openSync(temporary, 'wx', mode === undefined ? 0o666 : 0o600);
  try {
    assertLiesIn(folder);
    writeFileSync(file, bytes);
    if (mode !== undefined) {
      fchmodSync(file, mode);
    }
  } catch (error) {
    closeSync(file);
    unlinkSync(temporary);
    throw error;
  }
  closeSync(file);
  return temporary;
}

function overwriteInPlace(path: string, bytes: Uint8Array): void {
  const file = openSync(path, 'r+');
  try {
    ftruncateSync(file, 0);
    writeFileSync(file, bytes);
  } finally {
    closeSync(file);
  }
}

/** Refuses a folder whose real path is another one than the checked one. */
function assertLiesIn(folder: string): void {
  if (normalizePath(realpathSync.native(folder), NATIVE_PATH_STYLE) !== folder) {
    throw new WorkspaceError(
      'outside',
      `${folder} was replaced by a link while it was being written.`,
      folder,
      undefined,
      { about: 'file', code: 'moved', path: folder },
    );
  }
}

async function renameWithRetry(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      renameSync(from, to);
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
