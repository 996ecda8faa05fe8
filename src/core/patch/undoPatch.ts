// Takes the changes of a patch back where the files are still as it left them.
import { originalContent } from '../workspace/commit';
import type {
  AppliedChange,
  FileChange,
  FileSnapshot,
  ResolvedPath,
  Workspace,
} from '../workspace/workspace';

export interface PatchUndo {
  /** Files as shown that are as before the patch again. */
  readonly undone: readonly string[];
  /** Files that were changed since and left alone. */
  readonly conflicts: readonly string[];
}

export interface UndoFiles {
  readonly workspace: Pick<Workspace, 'stat'>;
  read(file: ResolvedPath): Promise<FileSnapshot>;
  commit(changes: readonly FileChange[]): Promise<readonly AppliedChange[]>;
}

/** Throws `WorkspaceError` when it can't be written; then nothing is changed. */
export async function undoPatch(applied: readonly AppliedChange[], files: UndoFiles): Promise<PatchUndo> {
  const inverses: FileChange[] = [];
  const conflicts: string[] = [];
  for (const change of applied) {
    const inverse = await inverseOf(change, files);
    if (inverse === undefined) conflicts.push(change.change.file.display);
    else inverses.push(inverse);
  }
  if (inverses.length > 0) await files.commit(inverses);
  return { undone: inverses.map(({ file }) => file.display), conflicts };
}

async function inverseOf(
  { change, version }: AppliedChange,
  { workspace, read }: UndoFiles,
): Promise<FileChange | undefined> {
  const { file } = change;
  const isThere = (await workspace.stat(file.path)) !== undefined;
  if (change.kind === 'delete')
    return isThere ? undefined : { kind: 'create', file, after: originalContent(change.before) };
  const now = isThere ? await read(file) : undefined;
  if (now === undefined || now.version !== version) return undefined;
  if (change.kind === 'create') return { kind: 'delete', file, before: now };
  return change.kind === 'edit'
    ? { kind: 'edit', file, before: now, after: originalContent(change.before) }
    : undefined; // a patch renames nothing
}
