import { assertVisible } from '../workspace/guardedRead';
import type { FileSnapshot, ResolvedPath } from '../workspace/workspace';
import { WorkspaceError } from '../workspace/workspaceError';
import { missingFileError } from './missingFile';
import type { ToolContext } from './tool';

/** Larger files than can be read may be edited, up to 256 MiB. */
const MAX_EDIT_BYTES = 256 * 1024 * 1024;

export interface OpenedFile {
  readonly file: ResolvedPath;
  readonly snapshot: FileSnapshot;
  /** The model has seen exactly this content in this session. */
  readonly wasRead: boolean;
}

/**
 * The present state of an existing file that a tool wants to change. Throws `WorkspaceError` for what can't be changed: missing,
 * a directory, read-only, kept from the model, or changed since the model read it.
 */
export async function openForChange(
  file: ResolvedPath,
  { workspace, services }: Pick<ToolContext, 'workspace' | 'services'>,
): Promise<OpenedFile> {
  await assertVisible(file, services.content);
  const stat = await workspace.stat(file.path);
  if (stat === undefined) {
    throw await missingFileError(file, workspace);
  }
  if (stat.kind === 'directory') {
    throw new WorkspaceError('directory', `${file.display} is a directory, not a file.`, file.display);
  }
  if (stat.readOnly === true) {
    throw new WorkspaceError('read_only', `${file.display} is read-only.`, file.display);
  }
  const snapshot = await workspace.read(file.path, { maxBytes: MAX_EDIT_BYTES });
  const seen = services.reads.versionOf(file.path);
  if (seen !== undefined && seen !== snapshot.version) {
    const message = `${file.display} has changed since you read it. Read it again before you change it.`;
    throw new WorkspaceError('stale', message, file.display);
  }
  return { file, snapshot, wasRead: seen !== undefined };
}
