// The list of proposed changes as rows of a tree: which there are, in which order, and which of them have to be drawn anew. Pure: words
// and icons are `reviewItems.ts`, the view itself is `proposedChangesView.ts`.
import type { DeletedFile } from '../../core/journal/deletedFiles';
import type { ReviewedFile, ReviewHunk, ReviewSource } from '../../core/review/review';
import { lineCountOf } from './hunkWords';
import { matchesFilter } from './reviewFilter';
import type { ReviewFilter } from './reviewFilter';

export type ReviewLayout = 'tree' | 'list';

interface RowBase {
  /** Unique in the tree, and the same while what it stands for is there. */
  readonly id: string;
  /** Absent for a row at the top. */
  readonly parentId?: string;
}

export interface FolderRow extends RowBase {
  readonly kind: 'folder';
  /** Path below the row above; several names where a folder holds nothing but another folder. */
  readonly name: string;
  /** As in `ReviewPlace.display`. */
  readonly display: string;
  readonly children: readonly ReviewRow[];
}

export interface FileRow extends RowBase {
  readonly kind: 'file';
  readonly name: string;
  /** Where it lies, for a list without folders; else empty. */
  readonly folder: string;
  readonly file: ReviewedFile;
  /** True when the filter hides some of its hunks. */
  readonly isPartial: boolean;
  readonly addedLines: number;
  readonly removedLines: number;
  readonly children: readonly HunkRow[];
}

export interface HunkRow extends RowBase {
  readonly kind: 'hunk';
  readonly file: ReviewedFile;
  readonly hunk: ReviewHunk;
}

export interface DeletedGroupRow extends RowBase {
  readonly kind: 'deletedGroup';
  readonly children: readonly DeletedFileRow[];
}

export interface DeletedFileRow extends RowBase {
  readonly kind: 'deletedFile';
  readonly deleted: DeletedFile;
}

export type ReviewRow = FolderRow | FileRow | HunkRow | DeletedGroupRow | DeletedFileRow;

export interface ReviewTree {
  readonly roots: readonly ReviewRow[];
  readonly rows: ReadonlyMap<string, ReviewRow>;
}

export interface ReviewTreeInput {
  readonly files: readonly ReviewedFile[];
  readonly deleted: readonly DeletedFile[];
  readonly layout: ReviewLayout;
  readonly filter: ReviewFilter;
}

export const EMPTY_TREE: ReviewTree = { roots: [], rows: new Map() };
export const DELETED_GROUP_ID = 'deleted';

export const hunkRowId = (hunkId: string): string => `hunk:${hunkId}`;
export const fileRowId = (path: string): string => `file:${path}`;

export function buildReviewTree({ files, deleted, layout, filter }: ReviewTreeInput): ReviewTree {
  const shown = files.flatMap((file) => shownFile(file, filter));
  const roots: ReviewRow[] =
    layout === 'list'
      ? shown.map((entry) => fileRow(entry, undefined, entry.segments.slice(0, -1).join('/')))
      : folderRows(shown);
  if (deleted.length > 0) {
    const children = deleted.map((file): DeletedFileRow => ({
      kind: 'deletedFile',
      id: `${DELETED_GROUP_ID}:${file.changeId}`,
      parentId: DELETED_GROUP_ID,
      deleted: file,
    }));
    roots.push({ kind: 'deletedGroup', id: DELETED_GROUP_ID, children });
  }
  const rows = new Map<string, ReviewRow>();
  const note = (row: ReviewRow): void => {
    rows.set(row.id, row);
    childrenOf(row).forEach(note);
  };
  roots.forEach(note);
  return { roots, rows };
}

export function childrenOf(row: ReviewRow): readonly ReviewRow[] {
  return row.kind === 'hunk' || row.kind === 'deletedFile' ? [] : row.children;
}

/** Files under a row, the row itself included, in the order of the list. */
export function filesUnder(row: ReviewRow): readonly FileRow[] {
  if (row.kind === 'file') return [row];
  return row.kind === 'folder' ? row.children.flatMap(filesUnder) : [];
}

export function shownFiles({ roots }: ReviewTree): readonly FileRow[] {
  return roots.flatMap(filesUnder);
}

/**
 * The rows to draw anew so that a view of `before` becomes one of `after`: each stands for itself and all below it. `all` where rows at
 * the top came, went or moved.
 */
export function changedRows(before: ReviewTree, after: ReviewTree): 'all' | readonly string[] {
  if (!hasSameIds(before.roots, after.roots)) return 'all';
  const changed: string[] = [];
  const compare = (old: ReviewRow, row: ReviewRow): void => {
    if (old === row) return;
    const [oldChildren, children] = [childrenOf(old), childrenOf(row)];
    if (!hasSameIds(oldChildren, children) || !looksSame(old, row)) {
      changed.push(row.id);
      return;
    }
    children.forEach((child, index) => compare(oldChildren[index] as ReviewRow, child));
  };
  after.roots.forEach((row, index) => compare(before.roots[index] as ReviewRow, row));
  return changed;
}

interface ShownFile {
  readonly file: ReviewedFile;
  readonly hunks: readonly ReviewHunk[];
  /** Names from the top to the file. */
  readonly segments: readonly string[];
}

function shownFile(file: ReviewedFile, filter: ReviewFilter): readonly ShownFile[] {
  const hunks = file.hunks.filter(({ sources }) => matchesFilter(sources, filter));
  const isShown = file.hunks.length === 0 ? matchesFilter(file.sources, filter) : hunks.length > 0;
  return isShown ? [{ file, hunks, segments: segmentsOf(file.display) }] : [];
}

function folderRows(files: readonly ShownFile[]): ReviewRow[] {
  const absolute = files.filter(({ segments }) => segments[0] === '');
  const inside = files.filter(({ segments }) => segments[0] !== '');
  return [...rowsIn(inside, 0, undefined), ...rowsIn(absolute, 0, undefined)];
}

function rowsIn(files: readonly ShownFile[], depth: number, parentId: string | undefined): ReviewRow[] {
  const own: FileRow[] = [];
  const folders = new Map<string, ShownFile[]>();
  for (const entry of files) {
    if (entry.segments.length === depth + 1) {
      own.push(fileRow(entry, parentId, ''));
      continue;
    }
    const name = entry.segments[depth] as string;
    const known = folders.get(name);
    if (known === undefined) folders.set(name, [entry]);
    else known.push(entry);
  }
  const rows = [...folders.values()].map((members) => folderRow(members, depth, parentId));
  return [...rows.sort(byName), ...own.sort(byName)];
}

function folderRow(files: readonly ShownFile[], depth: number, parentId: string | undefined): FolderRow {
  const { segments } = files[0] as ShownFile;
  let end = depth + 1;
  while (files.every((entry) => entry.segments.length > end + 1 && entry.segments[end] === segments[end])) {
    end += 1;
  }
  const display = segments.slice(0, end).join('/');
  const id = `folder:${display}`;
  const name = segments.slice(depth, end).join('/');
  return {
    kind: 'folder',
    id,
    ...(parentId === undefined ? {} : { parentId }),
    name: name === '' ? '/' : name,
    display,
    children: rowsIn(files, end, id),
  };
}

function fileRow(
  { file, hunks, segments }: ShownFile,
  parentId: string | undefined,
  folder: string,
): FileRow {
  const id = fileRowId(file.path);
  const isPartial = hunks.length < file.hunks.length;
  return {
    kind: 'file',
    id,
    ...(parentId === undefined ? {} : { parentId }),
    name: segments.at(-1) ?? file.display,
    folder,
    file,
    isPartial,
    addedLines: isPartial ? sum(hunks, ({ start, end }) => end - start) : file.addedLines,
    removedLines: isPartial ? sum(hunks, ({ removed }) => lineCountOf(removed)) : file.removedLines,
    children: hunks.map((hunk) => ({ kind: 'hunk', id: hunkRowId(hunk.id), parentId: id, file, hunk })),
  };
}

/** Inside the workspace `/` parts the names; outside, a path is as the system writes it. */
function segmentsOf(display: string): readonly string[] {
  return display.split(/^[a-z]:\\/i.test(display) ? '\\' : '/');
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

function byName(left: { readonly name: string }, right: { readonly name: string }): number {
  return collator.compare(left.name, right.name);
}

function sum<Item>(items: readonly Item[], valueOf: (item: Item) => number): number {
  return items.reduce((total, item) => total + valueOf(item), 0);
}

function hasSameIds(before: readonly ReviewRow[], after: readonly ReviewRow[]): boolean {
  return before.length === after.length && before.every(({ id }, index) => id === after[index]?.id);
}

/** True when the row itself, without those below it, is drawn the same. */
function looksSame(before: ReviewRow, after: ReviewRow): boolean {
  if (before.kind === 'folder' && after.kind === 'folder') return before.name === after.name;
  if (before.kind === 'file' && after.kind === 'file') {
    return (
      before.folder === after.folder &&
      before.addedLines === after.addedLines &&
      before.removedLines === after.removedLines &&
      before.file.kind === after.file.kind &&
      before.file.notUndoable === after.file.notUndoable &&
      before.file.isOpaque === after.file.isOpaque &&
      before.file.changedSince === after.file.changedSince &&
      before.file.renamedFrom?.path === after.file.renamedFrom?.path &&
      isSameMaker(before.file.sources, after.file.sources)
    );
  }
  if (before.kind === 'hunk' && after.kind === 'hunk') {
    const [old, hunk] = [before.hunk, after.hunk];
    return (
      old.start === hunk.start &&
      old.end === hunk.end &&
      old.added === hunk.added &&
      old.removed === hunk.removed &&
      old.isEdited === hunk.isEdited &&
      old.isBaseChanged === hunk.isBaseChanged &&
      isSameMaker(old.sources, hunk.sources)
    );
  }
  if (before.kind === 'deletedFile' && after.kind === 'deletedFile')
    return before.deleted.display === after.deleted.display;
  return before.kind === after.kind;
}

function isSameMaker(before: readonly ReviewSource[], after: readonly ReviewSource[]): boolean {
  return (
    before === after ||
    (before.length === after.length &&
      before.every(({ changeId }, index) => changeId === after[index]?.changeId))
  );
}
