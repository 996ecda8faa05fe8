// Says before any change that a file may not be written: by its permissions, its file system, or the editor's own settings.
import { access, constants, stat } from 'node:fs/promises';
import picomatch from 'picomatch';
import { FilePermission, workspace } from 'vscode';
import type { Uri } from 'vscode';
import { WorkspaceError } from '../../core/workspace/workspaceError';
import { isLocalUri } from './uriMap';

/** Throws `read_only` when the existing file may not be changed. */
export async function assertWritable(uri: Uri, display: string): Promise<void> {
  const reason = await readOnlyReason(uri);
  if (reason !== undefined) {
    throw new WorkspaceError(
      'read_only',
      `${display} is read-only: ${reason}. Nothing was changed.`,
      display,
    );
  }
}

async function readOnlyReason(uri: Uri): Promise<string | undefined> {
  if (workspace.fs.isWritableFileSystem(uri.scheme) === false) return 'its file system cannot be written';
  if (isReadOnlyBySetting(uri)) return 'the setting files.readonlyInclude covers it';
  if (!isLocalUri(uri)) {
    const { permissions } = await workspace.fs.stat(uri);
    const isReadOnly = permissions !== undefined && (permissions & FilePermission.Readonly) !== 0;
    return isReadOnly ? 'its file system says so' : undefined;
  }
  // The mode bits are looked at too: to the administrator everything is writable, whatever the owner meant.
  const { mode } = await stat(uri.fsPath);
  if ((mode & 0o222) === 0) return 'its permissions say so';
  try {
    await access(uri.fsPath, constants.W_OK);
    return undefined;
  } catch {
    // Any refusal means that a write would fail too.
    return 'its permissions say so';
  }
}

function isReadOnlyBySetting(uri: Uri): boolean {
  const files = workspace.getConfiguration('files', uri);
  return (
    matchesPatterns(uri, files.get<Record<string, boolean>>('readonlyInclude')) &&
    !matchesPatterns(uri, files.get<Record<string, boolean>>('readonlyExclude'))
  );
}

function matchesPatterns(uri: Uri, patterns: Readonly<Record<string, boolean>> | undefined): boolean {
  const active = Object.entries(patterns ?? {}).filter(([, isOn]) => isOn);
  if (active.length === 0) return false;
  const inFolder = workspace.asRelativePath(uri, false);
  return active.some(([pattern]) => {
    const matches = picomatch(pattern, { dot: true });
    return matches(inFolder) || matches(uri.path);
  });
}
