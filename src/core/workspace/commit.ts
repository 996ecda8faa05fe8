// The one place that writes. All or nothing: every path and every version is checked before the first write, and when a write
// fails after all, the earlier ones are taken back.
import type { ChangeRecorder, RecordedWrite } from './changeRecorder';
import type { FileLeases, LeaseHolder } from './fileLeases';
import { snapshotBytes } from './textCodec';
import type {
  AppliedChange,
  FileChange,
  FileContent,
  FileSnapshot,
  ResolvedPath,
  Workspace,
} from './workspace';
import { WorkspaceError } from './workspaceError';
import { causeOf } from '../words/errorCause';

export interface CommitOptions {
  /** Stops before the first write; once writing has begun, it is brought to its end. */
  readonly signal: AbortSignal;
  /** Resolved paths outside the workspace that a rule or a person allowed for this commit. Default none. */
  readonly allowedOutside?: readonly string[];
  /** Told of every write, before and after it. Default none. */
  readonly journal?: ChangeRecorder;
  /** Held for every file from the first check to the last write. Default none: nobody else writes this workspace. */
  readonly lease?: CommitLease;
}

/** In which table, and for whom. */
export interface CommitLease {
  readonly leases: FileLeases;
  readonly holder: LeaseHolder;
}

/** A change that the journal was told of. */
interface BegunChange {
  readonly change: FileChange;
  /** Permissions of a file that is about to go. */
  readonly mode: number | undefined;
  readonly record: RecordedWrite | undefined;
}

/** A change on disk, and what the journal knows it by. */
interface WrittenChange {
  readonly result: AppliedChange;
  /** Permissions of a file that is gone now. */
  readonly mode: number | undefined;
  readonly record: RecordedWrite | undefined;
}

/** Writes the changes in order. Throws `WorkspaceError`; its message says what, if anything, was left changed. */
export async function commitChanges(
  workspace: Workspace,
  changes: readonly FileChange[],
  options: CommitOptions,
): Promise<readonly AppliedChange[]> {
  if (!workspace.isTrusted) {
    throw new WorkspaceError(
      'read_only',
      'The workspace is not trusted: files can only be read.',
      '',
      undefined,
      {
        about: 'file',
        code: 'untrusted',
      },
    );
  }
  assertDistinct(changes);
  const { lease, signal } = options;
  const leased = await lease?.leases.take(lease.holder, changes.flatMap(pathsOf), signal);
  try {
    return await commitLeased(workspace, changes, options);
  } finally {
    leased?.release();
  }
}

async function commitLeased(
  workspace: Workspace,
  changes: readonly FileChange[],
  { signal, allowedOutside = [], journal }: CommitOptions,
): Promise<readonly AppliedChange[]> {
  for (const change of changes) {
    signal.throwIfAborted();
    for (const file of pathsOf(change)) {
      await assertSamePlace(workspace, file, allowedOutside);
    }
    // A single change is checked by `apply` itself, which fails before it writes.
    if (changes.length > 1) {
      await assertStillHolds(workspace, change);
    }
  }
  signal.throwIfAborted();

  const written: WrittenChange[] = [];
  for (const group of groupsOf(changes, workspace.editsAtOnce ?? 1)) {
    const begun: BegunChange[] = [];
    for (const change of group) {
      const mode = change.kind === 'delete' ? (await workspace.stat(change.file.path))?.mode : undefined;
      begun.push({ change, mode, record: await journal?.(change) });
    }
    const outcomes = await Promise.allSettled(begun.map(({ change }) => workspace.apply(change)));
    let failed: { readonly change: FileChange; readonly error: unknown } | undefined;
    for (const [index, { change, mode, record }] of begun.entries()) {
      const outcome = outcomes[index];
      if (outcome?.status === 'fulfilled') {
        await record?.applied(outcome.value);
        written.push({ result: outcome.value, mode, record });
        continue;
      }
      const error: unknown = outcome?.reason;
      if (wroteNothing(change, error)) record?.failed();
      else record?.unknown();
      failed ??= { change, error };
    }
    if (failed !== undefined) throw await failure(workspace, failed.error, failed.change, written);
  }
  return written.map(({ result }) => result);
}

/** In order; only neighbouring edits are applied side by side, since the other kinds may make room for each other. */
function groupsOf(changes: readonly FileChange[], editsAtOnce: number): readonly (readonly FileChange[])[] {
  const groups: FileChange[][] = [];
  for (const change of changes) {
    const last = groups.at(-1);
    const joins = change.kind === 'edit' && last?.[0]?.kind === 'edit' && last.length < editsAtOnce;
    if (joins) last.push(change);
    else groups.push([change]);
  }
  return groups;
}

/** A check that failed before the write. After other failures only a look at the file tells. */
function wroteNothing(change: FileChange, error: unknown): boolean {
  const isTwoWrites = change.kind === 'rename' && change.after !== undefined;
  return error instanceof WorkspaceError && error.reason !== 'io' && !isTwoWrites;
}

function pathsOf(change: FileChange): readonly ResolvedPath[] {
  return change.kind === 'rename' ? [change.file, change.to] : [change.file];
}

/** A file that two changes touch would be written from an outdated state. */
function assertDistinct(changes: readonly FileChange[]): void {
  const seen = new Set<string>();
  for (const { path, display } of changes.flatMap(pathsOf)) {
    if (seen.has(path)) {
      throw new WorkspaceError(
        'invalid_path',
        `${display} is changed twice in one step; nothing was written.`,
        display,
        undefined,
        { about: 'file', code: 'twice', path: display },
      );
    }
    seen.add(path);
  }
}

/** The path as resolved before must still be its own real path, and inside. */
async function assertSamePlace(
  workspace: Workspace,
  file: ResolvedPath,
  allowedOutside: readonly string[],
): Promise<void> {
  const now = await workspace.resolve(file.path);
  if (now.path !== file.path) {
    const message = `${file.display} now leads to another place (${now.display}); nothing was written.`;
    throw new WorkspaceError('outside', message, file.display, undefined, {
      about: 'file',
      code: 'moved',
      path: file.display,
    });
  }
  if (now.folder === undefined && !allowedOutside.includes(now.path)) {
    throw new WorkspaceError(
      'outside',
      `${file.display} is outside the workspace; nothing was written.`,
      file.display,
    );
  }
}

async function assertStillHolds(workspace: Workspace, change: FileChange): Promise<void> {
  const free = change.kind === 'create' ? change.file : change.kind === 'rename' ? change.to : undefined;
  if (free !== undefined && (await workspace.stat(free.path)) !== undefined) {
    throw new WorkspaceError('exists', `${free.display} exists already; nothing was written.`, free.display);
  }
  if (change.kind === 'create') {
    return;
  }
  const { path, display } = change.file;
  const stat = await workspace.stat(path);
  if (stat === undefined) {
    throw new WorkspaceError('missing', `${display} does not exist any more; nothing was written.`, display);
  }
  if (stat.readOnly === true) {
    throw new WorkspaceError('read_only', `${display} is read-only; nothing was written.`, display);
  }
  // The proposal has read it whole: no limit here.
  const now = await workspace.read(path, { maxBytes: Infinity });
  if (now.version !== change.before.version) {
    const message = `${display} has changed since it was read; nothing was written. Read it again.`;
    throw new WorkspaceError('stale', message, display);
  }
}

/** Takes the applied changes back, newest first, and words the error. */
async function failure(
  workspace: Workspace,
  error: unknown,
  failed: FileChange,
  written: readonly WrittenChange[],
): Promise<WorkspaceError> {
  const left: string[] = [];
  for (const { result, mode, record } of written.toReversed()) {
    if (await takeBack(workspace, result, mode)) {
      record?.failed();
    } else {
      left.push(result.change.file.display);
    }
  }
  const { display } = failed.file;
  const cause = error instanceof Error ? error.message : String(error);
  const outcome =
    left.length === 0 ? 'Nothing was changed.' : `These files stay changed: ${left.join(', ')}.`;
  const reason = error instanceof WorkspaceError ? error.reason : 'io';
  const why = { about: 'file', code: 'together', of: causeOf(error), left } as const;
  return new WorkspaceError(reason, `${cause} ${outcome}`, display, error, why);
}

/** False when the file could not be restored. */
async function takeBack(
  workspace: Workspace,
  applied: AppliedChange,
  mode: number | undefined,
): Promise<boolean> {
  try {
    const inverse = await inverseOf(workspace, applied, mode);
    if (inverse === undefined) {
      return false;
    }
    await workspace.apply(inverse);
    return true;
  } catch {
    // Best effort: the caller names the file as still changed.
    return false;
  }
}

/** The change that restores the earlier state; undefined when something else changed the file since. */
async function inverseOf(
  workspace: Workspace,
  { change, version }: AppliedChange,
  mode: number | undefined,
): Promise<FileChange | undefined> {
  if (change.kind === 'delete') {
    const bytes = snapshotBytes(change.before);
    const after = bytes === undefined ? { text: change.before.text ?? '' } : { bytes };
    return { kind: 'create', file: change.file, after, ...(mode === undefined ? {} : { mode }) };
  }
  const file = change.kind === 'rename' ? change.to : change.file;
  const now = await workspace.read(file.path, { maxBytes: Infinity });
  if (now.version !== version) {
    return undefined;
  }
  switch (change.kind) {
    case 'create':
      return { kind: 'delete', file, before: now };
    case 'edit':
      return { kind: 'edit', file, before: now, after: originalContent(change.before) };
    case 'rename':
      return { kind: 'rename', file, to: change.file, before: now, after: originalContent(change.before) };
  }
}

/** The content of a file that is there: text where an editor keeps it as it was, so that its undo has it; else the bytes. */
export function originalContent({ text, bytes, lineEnding, dirty }: FileSnapshot): FileContent {
  const isPlain = text !== undefined && (dirty || lineEnding !== 'mixed');
  return isPlain || bytes === undefined ? { text: text ?? '' } : { bytes };
}
