// Questions about single names are asked synchronously: the answer comes in microseconds, a trip through the thread pool costs ten
// times as much, and every call of a file tool asks several.
import { readlinkSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errorCode, isMissing, toWorkspaceError } from './fileSystemError';
import type { PathProbe } from './pathGate';

/** What the gate asks, answered by the local disk. */
export const diskProbe: PathProbe = {
  async realPath(path) {
    try {
      return realpathSync.native(path);
    } catch (error) {
      if (isMissing(error)) {
        return undefined;
      }
      throw toWorkspaceError(error, path);
    }
  },

  async linkTarget(path) {
    try {
      return readlinkSync(path);
    } catch (error) {
      // EINVAL: it is no link. UNKNOWN: what Windows says for the same.
      const code = errorCode(error);
      if (isMissing(error) || code === 'EINVAL' || code === 'UNKNOWN') {
        return undefined;
      }
      throw toWorkspaceError(error, path);
    }
  },
};

/** Whether the file system below `folder` ignores case: the folder is found under its name in the other case too. */
export function detectsFoldedCase(folder: string): boolean {
  const name = basename(folder);
  const swapped = name === name.toUpperCase() ? name.toLowerCase() : name.toUpperCase();
  if (swapped === name) {
    return process.platform === 'win32' || process.platform === 'darwin';
  }
  const other = statSync(join(dirname(folder), swapped), { throwIfNoEntry: false, bigint: true });
  const own = statSync(folder, { throwIfNoEntry: false, bigint: true });
  return other !== undefined && own !== undefined && other.ino === own.ino && other.dev === own.dev;
}
