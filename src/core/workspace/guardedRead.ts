import type { ContentFilter, ReadLedger } from '../tools/toolServices';
import type { FileSnapshot, ResolvedPath, Workspace } from './workspace';
import { WorkspaceError } from './workspaceError';

/** Makes `ToolServices.readFile`: refuses files kept from the model, and remembers the version that was seen. */
export function createGuardedRead(
  workspace: Workspace,
  reads: ReadLedger,
  content: ContentFilter,
): (file: ResolvedPath) => Promise<FileSnapshot> {
  return async (file) => {
    await assertVisible(file, content);
    const snapshot = await workspace.read(file.path);
    reads.seen(file.path, snapshot.version);
    return snapshot;
  };
}

/** Throws `WorkspaceError` `ignored` for a file whose content is kept from the model. */
export async function assertVisible(file: ResolvedPath, content: ContentFilter): Promise<void> {
  if (await content.isHidden(file)) {
    const message = `${file.display} is kept from you by .planwrightignore or a deny rule. Work without its content.`;
    throw new WorkspaceError('ignored', message, file.display);
  }
}
