import { textVersion } from '../plan/treeState';
import type { Workspace } from '../workspace/workspace';
import { WorkspaceError } from '../workspace/workspaceError';

/** Of the text of a file as shown: `null` where there is none; undefined for what is no text, is too large, or can't be read. */
export async function fileVersion(
  workspace: Pick<Workspace, 'resolve' | 'stat' | 'read'>,
  path: string,
): Promise<string | null | undefined> {
  try {
    const { path: resolved, folder } = await workspace.resolve(path);
    if (folder === undefined) return undefined;
    if ((await workspace.stat(resolved)) === undefined) return null;
    const { text } = await workspace.read(resolved);
    return text === undefined ? undefined : textVersion(text);
  } catch (error) {
    if (error instanceof WorkspaceError) return undefined;
    throw error;
  }
}
