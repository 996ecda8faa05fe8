// A file of a workspace as something that a person can trust.
import type { ResolvedPath, Workspace } from '../workspace/workspace';
import { kindOfFile, nameInFolder } from './workspaceContent';
import type { ContentKind, WorkspaceContent } from './workspaceContent';

/** Bytes of one file. */
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * Undefined for a file that is outside of the workspace, no text, or only data. Rejects with `WorkspaceError` where it can't be read.
 *
 * @param kind default: by its name
 */
export async function readContent(
  workspace: Workspace,
  file: ResolvedPath,
  kind?: ContentKind,
): Promise<WorkspaceContent | undefined> {
  if (file.folder === undefined) return undefined;
  const { root } = file.folder;
  const name = nameInFolder(root, file.path);
  const used = kind ?? kindOfFile(name);
  const { text } = await workspace.read(file.path, { maxBytes: MAX_BYTES });
  return used === undefined || text === undefined ? undefined : { kind: used, root, name, content: text };
}
