// Brings files back to a checkpoint. What a person changed since is never overwritten unless that person says so, file by file; what is
// overwritten then is in the journal too, so that a restore can be taken back like anything else.
import { commitChanges } from '../workspace/commit';
import type { CommitLease } from '../workspace/commit';
import type { FileChange, FileContent, FileSnapshot, ResolvedPath, Workspace } from '../workspace/workspace';
import type { BlobStore } from './blobStore';
import type { ChangeJournal } from './changeJournal';
import { contentOfImage, currentState, isInState, textOfImage } from './fileImages';
import type { CurrentState, PathState } from './fileImages';
import type { FileImage } from './journalLine';
import type { JournalState } from './journalState';
import { restoreTargets } from './restoreTargets';
import type { PlannedFile, RestoreChoice, RestoreConflict } from './restorePlan';
import type { RestoreTarget } from './restoreTargets';
import { isInside, NATIVE_PATH_STYLE } from '../workspace/pathRules';
import { holdsOnly, removeEmptied } from './vacatedFolders';
import { mergeTexts } from '../workspace/threeWayMerge';
import { WorkspaceError } from '../workspace/workspaceError';
import type { RefusalReason } from '../review/refusal';

export interface RestoreResult {
  /** Checkpoint before this restore: restoring to it takes the restore back. Absent when nothing had to be changed. */
  readonly restoreId?: string;
  /** Files that were changed, as shown to people. */
  readonly restored: readonly string[];
  /** Files that were left as they are, by choice. */
  readonly kept: readonly string[];
  /** Files whose earlier content was not stored, with the reason in words. */
  readonly notUndoable: readonly { readonly display: string; readonly reason: string }[];
}

export interface RestoreOptions {
  readonly workspace: Workspace;
  readonly journal: ChangeJournal;
  readonly blobs: BlobStore;
  readonly state: JournalState;
  /** Id of a run, of a restore, or of a plan step. */
  readonly checkpointId: string;
  /** What to bring back. Default: everything since the checkpoint, as the journal has it. */
  readonly targets?: readonly RestoreTarget[];
  readonly newId: () => string;
  readonly signal: AbortSignal;
  readonly lease?: CommitLease;
  /** Asked once when there are conflicts. Files that the answer does not name are kept; so are all without this. Key: `path`. */
  readonly decide?: (
    conflicts: readonly RestoreConflict[],
  ) => Promise<ReadonlyMap<string, RestoreChoice>> | ReadonlyMap<string, RestoreChoice>;
}

/** A file that differs from what is wanted. */
interface Candidate {
  readonly target: RestoreTarget;
  readonly file: ResolvedPath;
  readonly current: CurrentState;
  /** Absent: nobody else touched it. */
  readonly conflict?: RestoreConflict;
  /** A folder lies there that this restore empties; `current` is then `absent`. */
  readonly isFolder?: boolean;
}

/** What one file becomes. */
interface Step {
  readonly target: RestoreTarget;
  readonly file: ResolvedPath;
  readonly current: FileSnapshot | 'absent';
  readonly after: FileContent | 'absent';
  readonly isFolder: boolean;
}

type ReadOptions = Pick<
  RestoreOptions,
  'workspace' | 'blobs' | 'state' | 'checkpointId' | 'targets' | 'signal'
>;

/** What a restore would do now. Throws `RangeError` for an unknown checkpoint. */
export async function planFiles(options: ReadOptions): Promise<readonly PlannedFile[]> {
  const planned: PlannedFile[] = [];
  for (const { target, current, conflict } of await examineAll(options)) {
    const { path, display, wanted } = target;
    const content = current === 'blocked' ? undefined : await wantedContent(options.blobs, target, current);
    const isLost = content === undefined && current !== 'blocked';
    const action =
      content === undefined
        ? 'stay'
        : content === 'absent'
          ? 'delete'
          : current === 'absent'
            ? 'create'
            : 'change';
    planned.push({
      path,
      display,
      action,
      ...(conflict === undefined || isLost ? {} : { conflict }),
      ...(isLost ? { notUndoable: reasonFor(wanted) } : {}),
    });
  }
  return planned;
}

/** All or nothing. Throws `RangeError` for an unknown checkpoint, `WorkspaceError` when a file could not be written. */
export async function restoreFiles(options: RestoreOptions): Promise<RestoreResult> {
  const { workspace, journal, checkpointId, signal } = options;
  const candidates = await examineAll(options);
  const conflicts = candidates.flatMap(({ conflict }) => (conflict === undefined ? [] : [conflict]));
  const choices = conflicts.length === 0 ? undefined : await options.decide?.(conflicts);
  const kept: string[] = [];
  const notUndoable: { display: string; reason: string }[] = [];
  const steps: Step[] = [];
  for (const candidate of candidates) {
    const { target, file, current, conflict } = candidate;
    const choice = chosen(conflict, choices?.get(target.path));
    if (choice === 'keep' || current === 'blocked') {
      kept.push(target.display);
      continue;
    }
    const after =
      choice === 'merge' && conflict?.merged !== undefined
        ? { text: conflict.merged }
        : await wantedContent(options.blobs, target, current);
    if (after === undefined) {
      notUndoable.push({ display: target.display, reason: reasonFor(target.wanted) });
    } else steps.push({ target, file, current, after, isFolder: candidate.isFolder === true });
  }
  const changes = await toChanges(options.blobs, steps);
  const restored = steps.map(({ target }) => target.display);
  if (changes.length === 0) return { restored, kept, notUndoable };
  const restoreId = options.newId();
  journal.checkpoint(restoreId, 'restore');
  const write = (part: readonly FileChange[]): Promise<unknown> =>
    commitChanges(workspace, part, {
      signal,
      // These files were changed before, so somebody allowed it then.
      allowedOutside: steps.flatMap(({ file }) => (file.folder === undefined ? [file.path] : [])),
      journal: journal.recorder(() => ({ kind: 'restore', restoreId, checkpointId })),
      ...(options.lease === undefined ? {} : { lease: options.lease }),
    });
  const folders = steps.filter(({ isFolder }) => isFolder).map(({ file }) => file.path);
  if (folders.length === 0) await write(changes);
  else {
    // Where a folder has to go first it is two steps. Each is recorded, so that a restore which stops between them can be taken back.
    const isFirst = ({ kind }: FileChange): boolean => kind === 'delete';
    await write(changes.filter(isFirst));
    for (const folder of folders) await removeEmptied(workspace, folder);
    await write(changes.filter((change) => !isFirst(change)));
  }
  return { restoreId, restored, kept, notUndoable };
}

async function examineAll(options: ReadOptions): Promise<readonly Candidate[]> {
  const { state, checkpointId, signal } = options;
  const targets = options.targets ?? restoreTargets(state, checkpointId);
  if (targets === undefined) throw new RangeError(`There is no checkpoint ${checkpointId}.`);
  const candidates: Candidate[] = [];
  for (const target of targets) {
    signal.throwIfAborted();
    const candidate = await examine(options, target);
    if (candidate !== undefined) candidates.push(candidate);
  }
  return withVacated(options.workspace, candidates);
}

/** A folder is no obstacle where the journal left nothing, and all in it is deleted by this restore. */
async function withVacated(
  workspace: Workspace,
  candidates: readonly Candidate[],
): Promise<readonly Candidate[]> {
  const deleted = new Set(
    candidates
      .filter(({ target, conflict }) => target.wanted === 'absent' && conflict === undefined)
      .map(({ file }) => file.path),
  );
  const result: Candidate[] = [];
  for (const candidate of candidates) {
    const { target, file, current } = candidate;
    const isObstacle = current === 'blocked' && file.path === target.path && target.wanted !== 'absent';
    const isLeftFree =
      target.expected.includes('absent') && [...deleted].some((path) => isBelow(path, file.path));
    if (isObstacle && isLeftFree && (await holdsOnly(workspace, file.path, deleted))) {
      result.push({ target, file, current: 'absent', isFolder: true });
    } else result.push(candidate);
  }
  return result;
}

function isBelow(path: string, folder: string): boolean {
  return isInside(path, folder, NATIVE_PATH_STYLE, false);
}

/** Undefined when the file is already as wanted. */
async function examine(options: ReadOptions, target: RestoreTarget): Promise<Candidate | undefined> {
  const { workspace, blobs } = options;
  const file = await resolved(workspace, target);
  // An untitled document of the editor that is not open any more.
  if (file === undefined) {
    const { path, display } = target;
    return { target, file: { path, display }, current: 'blocked', conflict: blocked(target) };
  }
  const current = file.path === target.path ? await currentState(workspace, target.path) : 'blocked';
  if (await isInState(blobs, current, target.wanted)) return undefined;
  // No file was there and none is to be: what else lies there now is not ours.
  if (current === 'blocked' && target.wanted === 'absent' && target.expected.includes('absent'))
    return undefined;
  const isBlocked =
    current === 'blocked' || (current !== 'absent' && current.dirty && target.wanted === 'absent');
  if (!isBlocked && (await isInOne(blobs, current, target.expected))) return { target, file, current };
  return { target, file, current, conflict: await conflictOf(blobs, target, current, isBlocked) };
}

/** Undefined where nothing can be at this path any more. */
async function resolved(workspace: Workspace, { path }: RestoreTarget): Promise<ResolvedPath | undefined> {
  try {
    return await workspace.resolve(path);
  } catch (error) {
    if (error instanceof WorkspaceError && error.reason === 'missing') return undefined;
    throw error;
  }
}

const blocked = ({ path, display }: RestoreTarget): RestoreConflict => {
  return { path, display, now: 'blocked', choices: ['keep'] };
};

async function isInOne(
  blobs: BlobStore,
  current: CurrentState,
  states: readonly PathState[],
): Promise<boolean> {
  for (const state of states) if (await isInState(blobs, current, state)) return true;
  return false;
}

async function conflictOf(
  blobs: BlobStore,
  target: RestoreTarget,
  current: CurrentState,
  isBlocked: boolean,
): Promise<RestoreConflict> {
  const { path, display, wanted, expected } = target;
  if (isBlocked || current === 'blocked') return blocked(target);
  if (current === 'absent') return { path, display, now: 'deleted', choices: ['keep', 'restore'] };
  const [left] = expected;
  if (left === 'absent') return { path, display, now: 'appeared', choices: ['keep', 'restore'] };
  const base = left === undefined ? undefined : await textOfImage(blobs, left);
  const theirs = wanted === 'absent' ? undefined : await textOfImage(blobs, wanted);
  const merged =
    base === undefined || theirs === undefined || !canMerge(current, wanted)
      ? undefined
      : mergeTexts(base, current.text ?? '', theirs);
  if (merged === undefined) return { path, display, now: 'changed', choices: ['keep', 'restore'] };
  return { path, display, now: 'changed', choices: ['keep', 'restore', 'merge'], merged };
}

/** Text of one encoding on both sides. */
function canMerge(current: FileSnapshot, wanted: PathState): boolean {
  return current.text !== undefined && wanted !== 'absent' && current.encoding === wanted.encoding;
}

/** A choice that is not offered keeps the file. */
function chosen(conflict: RestoreConflict | undefined, choice: RestoreChoice | undefined): RestoreChoice {
  if (conflict === undefined) return 'restore';
  return choice !== undefined && conflict.choices.includes(choice) ? choice : 'keep';
}

async function wantedContent(
  blobs: BlobStore,
  { wanted }: RestoreTarget,
  current: FileSnapshot | 'absent',
): Promise<FileContent | 'absent' | undefined> {
  if (wanted === 'absent') return 'absent';
  return contentOfImage(blobs, wanted, current === 'absent' ? undefined : current);
}

function reasonFor(wanted: PathState): string {
  return missingReason(wanted === 'absent' ? undefined : wanted.missing);
}

/** Why a content can't come back, in words that follow a name. */
export function missingReason(missing: FileImage['missing']): RefusalReason {
  switch (missing) {
    case 'too_large':
      return 'its earlier content was too large to be stored';
    case 'store_full':
      return 'the store for earlier contents was full';
    case 'not_stored':
      return 'its earlier content could not be stored';
    case 'not_seen':
      return 'its content before the command is not known';
    case 'link':
      return 'it is a link';
    case undefined:
      return 'its earlier content is not stored any more';
  }
}

/** Deletes come first, so that names are free. A file that was renamed is renamed back, which keeps its permissions. */
async function toChanges(blobs: BlobStore, steps: readonly Step[]): Promise<readonly FileChange[]> {
  const creates = new Map(
    steps.filter(({ current }) => current === 'absent').map((step) => [step.file.path, step]),
  );
  const changes: FileChange[] = [];
  const renamed = new Set<string>();
  for (const { target, file, current, after } of steps) {
    if (current === 'absent') continue;
    const back = target.movedFrom === undefined ? undefined : creates.get(target.movedFrom);
    if (after !== 'absent') changes.push({ kind: 'edit', file, before: current, after });
    else if (back === undefined || back.after === 'absent' || back.isFolder || renamed.has(back.file.path)) {
      changes.unshift({ kind: 'delete', file, before: current });
    } else {
      renamed.add(back.file.path);
      const isSame = back.target.wanted !== 'absent' && back.target.wanted.version === current.version;
      // As a change of the file that is there, so that an editor can do it with its own undo.
      const wanted = isSame ? undefined : await wantedContent(blobs, back.target, current);
      const content = isSame
        ? {}
        : { after: wanted === undefined || wanted === 'absent' ? back.after : wanted };
      changes.push({ kind: 'rename', file, to: back.file, before: current, ...content });
    }
  }
  for (const { target, file, after } of creates.values()) {
    if (after === 'absent' || renamed.has(file.path)) continue;
    const mode = target.wanted === 'absent' ? undefined : target.wanted.mode;
    changes.push({ kind: 'create', file, after, ...(mode === undefined ? {} : { mode }) });
  }
  return changes;
}
