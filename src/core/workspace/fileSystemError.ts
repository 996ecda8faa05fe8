import type { FileCause } from '../words/errorCause';
import { WorkspaceError } from './workspaceError';
import type { WorkspaceErrorReason } from './workspaceError';

const REASONS = new Map<string, readonly [WorkspaceErrorReason, string]>([
  ['ENOENT', ['missing', 'does not exist']],
  ['EEXIST', ['exists', 'exists already']],
  ['EISDIR', ['directory', 'is a directory']],
  ['ENOTDIR', ['not_directory', 'is not a directory, or lies below a file']],
  ['EACCES', ['read_only', 'may not be accessed: permission denied']],
  ['EPERM', ['read_only', 'may not be changed: operation not permitted']],
  ['EROFS', ['read_only', 'is on a read-only file system']],
  ['ELOOP', ['invalid_path', 'leads through a loop of symbolic links']],
  ['ENAMETOOLONG', ['invalid_path', 'is too long for this file system']],
  ['ENOSPC', ['io', 'could not be written: the disk is full']],
]);

/** The code of a Node system error, such as `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** True when nothing is there. */
export function isMissing(error: unknown): boolean {
  const code = errorCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** The error of a file operation in our own family. `display` is the path as shown. */
export function toWorkspaceError(error: unknown, display: string): WorkspaceError {
  if (error instanceof WorkspaceError) {
    return error;
  }
  const code = errorCode(error);
  const [reason, words] = REASONS.get(code ?? '') ?? [
    'io',
    `could not be accessed (${code ?? String(error)})`,
  ];
  return new WorkspaceError(
    reason,
    `${display} ${words}.`,
    display,
    error,
    whyOf(code, reason, display, error),
  );
}

function whyOf(
  code: string | undefined,
  reason: WorkspaceErrorReason,
  path: string,
  error: unknown,
): FileCause {
  if (code === 'ENOSPC') return { about: 'file', code: 'disk_full', path };
  if (reason !== 'io') return { about: 'file', code: reason, path };
  return { about: 'file', code: 'io', path, said: code ?? String(error) };
}
