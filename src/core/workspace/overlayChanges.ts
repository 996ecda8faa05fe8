// What a commit to the base has to do so that it has what was written in an overlay. A base that moved on since is met three-way: what the
// base has now, what the overlay started from, what the overlay has.
import type { OverlayEntry } from './overlayWorkspace';
import { snapshotBytes } from './textCodec';
import { conflictHunks, mergeTexts } from './threeWayMerge';
import type { ConflictHunk } from './threeWayMerge';
import type { FileChange, FileContent, FileSnapshot, ResolvedPath, Workspace } from './workspace';

/** A file that both sides changed in ways that do not fit together. It is not among the changes. */
export interface OverlayConflict {
  readonly file: ResolvedPath;
  /** What the base did to the file: `blocked` means that something is there now that is no file. */
  readonly base: 'changed' | 'deleted' | 'appeared' | 'blocked';
  readonly overlay: 'changed' | 'created' | 'deleted' | 'renamed';
  /** Where both changed the same lines: which, `mine` in the base and `theirs` in the overlay. */
  readonly hunks?: readonly ConflictHunk[];
}

export interface OverlayChanges {
  /** In an order in which they can be committed. */
  readonly changes: readonly FileChange[];
  readonly conflicts: readonly OverlayConflict[];
}

type PathState = FileSnapshot | 'absent';

export async function overlayChanges(
  base: Workspace,
  entries: readonly OverlayEntry[],
): Promise<OverlayChanges> {
  const byPath = new Map(entries.map((entry) => [entry.file.path, entry]));
  const changes: FileChange[] = [];
  const conflicts: OverlayConflict[] = [];
  const moved = new Set<OverlayEntry>();

  for (const target of entries) {
    const source = renameSource(target, byPath);
    if (source === undefined) continue;
    moved.add(target).add(source);
    const found = await renameOnto(base, source, target);
    if ('base' in found) conflicts.push(found);
    else changes.push(...found);
  }
  for (const entry of entries) {
    if (moved.has(entry)) continue;
    const found = await changeOnto(base, entry);
    if (found === undefined) continue;
    if ('base' in found) conflicts.push(found);
    else changes.push(found);
  }
  return { changes: changes.toSorted((left, right) => orderOf(left) - orderOf(right)), conflicts };
}

/** The entry that became this one by renames, where the base can do it by a rename as well: that keeps its permissions. */
function renameSource(
  target: OverlayEntry,
  byPath: ReadonlyMap<string, OverlayEntry>,
): OverlayEntry | undefined {
  const { lineage, state, origin, file } = target;
  if (lineage === undefined || lineage === file.path || state === 'absent' || origin !== 'absent')
    return undefined;
  const source = byPath.get(lineage);
  return source?.state === 'absent' && source.origin !== 'absent' ? source : undefined;
}

async function renameOnto(
  base: Workspace,
  source: OverlayEntry,
  target: OverlayEntry,
): Promise<readonly FileChange[] | OverlayConflict> {
  const origin = source.origin as FileSnapshot;
  const state = target.state as FileSnapshot;
  const overlay = 'renamed';
  const there = await currentState(base, target.file.path);
  const now = await currentState(base, source.file.path);
  if (now === 'absent' && there !== 'blocked' && isSame(there, state)) return []; // the base has it already
  if (there !== 'absent') {
    return { file: target.file, base: there === 'blocked' ? 'blocked' : 'appeared', overlay };
  }
  if (now === 'absent') return { file: source.file, base: 'deleted', overlay };
  if (now === 'blocked') return { file: source.file, base: 'blocked', overlay };
  const wanted = isSame(now, origin) ? state : mergedState(origin, now, state);
  if (wanted === undefined)
    return { file: source.file, base: 'changed', overlay, ...hunksOf(origin, now, state) };
  const after = isSame(now, wanted) ? {} : { after: contentFor(wanted, now) };
  return [{ kind: 'rename', file: source.file, to: target.file, before: now, ...after }];
}

async function changeOnto(
  base: Workspace,
  { file, origin, state }: OverlayEntry,
): Promise<FileChange | OverlayConflict | undefined> {
  const now = await currentState(base, file.path);
  const overlay = origin === 'absent' ? 'created' : state === 'absent' ? 'deleted' : 'changed';
  if (now === 'blocked') return { file, base: 'blocked', overlay };
  if (isSame(now, state)) return undefined;
  if (isSame(now, origin)) return changeBetween(file, now, state);
  if (origin === 'absent') return { file, base: 'appeared', overlay };
  if (now === 'absent') return { file, base: 'deleted', overlay };
  if (isSame(state, origin)) return undefined; // only the base changed it
  const merged = state === 'absent' ? undefined : mergedState(origin, now, state);
  if (merged === undefined) return { file, base: 'changed', overlay, ...hunksOf(origin, now, state) };
  return isSame(now, merged) ? undefined : changeBetween(file, now, merged);
}

function changeBetween(file: ResolvedPath, now: PathState, wanted: PathState): FileChange | undefined {
  if (now === 'absent') {
    return wanted === 'absent' ? undefined : { kind: 'create', file, after: contentFor(wanted, undefined) };
  }
  if (wanted === 'absent') return { kind: 'delete', file, before: now };
  return { kind: 'edit', file, before: now, after: contentFor(wanted, now) };
}

async function currentState(base: Workspace, path: string): Promise<PathState | 'blocked'> {
  const stat = await base.stat(path);
  if (stat === undefined) return 'absent';
  return stat.kind === 'file' ? base.read(path, { maxBytes: Infinity }) : 'blocked';
}

function isSame(left: PathState, right: PathState): boolean {
  if (left === 'absent' || right === 'absent') return left === right;
  if (left.version === right.version) return true;
  return left.text !== undefined && left.text === right.text && left.encoding === right.encoding;
}

/** Both changes in one; undefined where they do not fit, or are not both text of one encoding. */
function mergedState(origin: FileSnapshot, now: FileSnapshot, state: FileSnapshot): FileSnapshot | undefined {
  if (origin.text === undefined || now.text === undefined || state.text === undefined) return undefined;
  if (now.encoding !== state.encoding) return undefined;
  const text = mergeTexts(origin.text, now.text, state.text);
  return text === undefined ? undefined : { ...state, text, bytes: undefined, version: '' };
}

function hunksOf(
  origin: PathState,
  now: PathState,
  state: PathState,
): { readonly hunks?: readonly ConflictHunk[] } {
  const texts = [origin, now, state].flatMap((side) => (side === 'absent' ? [] : (side.text ?? [])));
  const [base, mine, theirs] = texts;
  if (base === undefined || mine === undefined || theirs === undefined) return {};
  const hunks = conflictHunks(base, mine, theirs);
  return hunks === undefined ? {} : { hunks };
}

/** As text where the encoding stays and the editor would keep its line endings. */
function contentFor(state: FileSnapshot, before: FileSnapshot | undefined): FileContent {
  const { text, encoding, lineEnding } = state;
  const bytes = snapshotBytes(state);
  const isPlain = text !== undefined && encoding === (before?.encoding ?? 'utf8') && lineEnding !== 'mixed';
  if (isPlain || bytes === undefined) return { text: text ?? '' };
  return { bytes };
}

/** Deletes free names, creates come last. */
function orderOf({ kind }: FileChange): number {
  return ['delete', 'rename', 'edit', 'create'].indexOf(kind);
}
