// Takes back what one file has under review: looks at the file, plans, and writes through `commitChanges`, so that it is journalled too.
import { currentState } from '../journal/fileImages';
import type { ChangeRecorder } from '../workspace/changeRecorder';
import { commitChanges } from '../workspace/commit';
import type { CommitLease } from '../workspace/commit';
import type { AppliedChange, FileChange, ResolvedPath, Workspace } from '../workspace/workspace';
import { WorkspaceError } from '../workspace/workspaceError';
import type { FileUnderReview } from './fileUnderReview';
import type { FileCause } from '../words/errorCause';
import type { RefusalReason } from './refusal';
import { planUndo } from './undoPlan';
import type { UndoInput, UndoPlan } from './undoPlan';

export interface UndoWriter {
  readonly workspace: Workspace;
  readonly lease?: () => CommitLease;
  /** A stored content by its version. */
  readonly contentOf: (version: string) => Promise<Uint8Array | undefined>;
  /** A file as it was before it was deleted, byte for byte. */
  readonly beforeDeletion: (file: FileUnderReview) => Promise<UndoInput['original']>;
}

/** Looks at the file and plans. Rejects for what the file system says. */
export async function planFromDisk(
  { workspace, contentOf, beforeDeletion }: UndoWriter,
  file: FileUnderReview,
  ids: UndoInput['ids'],
  force: boolean,
): Promise<UndoPlan> {
  const resolved = await workspace.resolve(file.place.path);
  if (resolved.path !== file.place.path) {
    return { kind: 'refused', reason: 'its path leads to another place now' };
  }
  const present = await currentState(workspace, resolved.path);
  const from = file.origin;
  const isRenamed = from !== 'absent' && from.path !== file.place.path;
  const origin = isRenamed ? await placeBack(workspace, from.path) : undefined;
  const { content } = file;
  const stored =
    content.kind === 'opaque' && content.before !== '' ? await contentOf(content.before) : undefined;
  const original = file.presence === 'deleted' ? await beforeDeletion(file) : undefined;
  return planUndo({
    file,
    ids,
    force,
    resolved,
    present,
    ...(origin === undefined ? {} : { origin }),
    ...(stored === undefined ? {} : { stored }),
    ...(original === undefined ? {} : { original }),
  });
}

/** Rejects with `WorkspaceError`. */
export async function writeChange(
  { workspace, lease }: UndoWriter,
  change: FileChange,
  journal: ChangeRecorder | undefined,
): Promise<AppliedChange | undefined> {
  const places = change.kind === 'rename' ? [change.file, change.to] : [change.file];
  const [applied] = await commitChanges(workspace, [change], {
    signal: new AbortController().signal,
    // These files were changed before, so somebody allowed it then.
    allowedOutside: places.flatMap(({ folder, path }) => (folder === undefined ? [path] : [])),
    ...(journal === undefined ? {} : { journal }),
    ...(lease === undefined ? {} : { lease: lease() }),
  });
  return applied;
}

/** Why a file could not be written: a `RefusalReason`, or what a file system said. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof WorkspaceError)) return error instanceof Error ? error.message : String(error);
  const { why } = error;
  return refusalOf(why.code === 'together' && why.of.about === 'file' ? why.of : why) ?? error.message;
}

function refusalOf({ code }: FileCause): RefusalReason | undefined {
  switch (code) {
    case 'read_only':
    case 'untrusted':
      return 'it is read-only';
    case 'stale':
    case 'unsaved':
    case 'changed_meanwhile':
      return 'it was changed at the same moment, or has unsaved text';
    case 'missing':
      return 'the file is not there any more';
    case 'exists':
      return 'there is another file of that name now';
    case 'directory':
    case 'not_directory':
    case 'not_regular':
      return 'something that is no file has taken its place';
    case 'moved':
      return 'its path leads to another place now';
    case 'outside':
      return 'it is outside the workspace';
    case 'leased':
    case 'work_ended':
      return 'it is being changed by other work';
    case 'refused_by_editor':
    case 'not_agreed':
      return 'the editor refused the change';
    case 'not_saved':
      return 'it was changed in the editor but could not be saved';
    case 'encoding':
      return 'its encoding lacks some character of the text';
    case 'disk_full':
      return 'the disk is full';
    case 'not_stored':
      return 'its content is not stored any more';
    default:
      return undefined;
  }
}

async function placeBack(
  workspace: Workspace,
  path: string,
): Promise<{ readonly resolved: ResolvedPath; readonly isFree: boolean }> {
  const resolved = await workspace.resolve(path);
  return { resolved, isFree: (await workspace.stat(resolved.path)) === undefined };
}
