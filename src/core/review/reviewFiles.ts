// The files of a review by path, as values and as they are shown. What is shown is computed once for each state of a file.
import { textsOf } from '../journal/hunks';
import type { Hunk } from '../journal/hunks';
import { countLines, hunkIdOf, isPending, partsOfHunkId, pendingChanges } from './fileUnderReview';
import type { FileUnderReview } from './fileUnderReview';
import type { ReviewedFile, ReviewHunk, ReviewSource } from './review';

export interface ReviewFiles {
  get(path: string): FileUnderReview | undefined;
  /** Undefined takes it out. Nobody is told before `announce`. */
  set(path: string, file: FileUnderReview | undefined): void;
  byKey(key: string): FileUnderReview | undefined;
  all(): readonly FileUnderReview[];
  addSource(source: ReviewSource): void;
  sourceOf(changeId: string): ReviewSource | undefined;
  sourcesOf(changeIds: readonly string[]): readonly ReviewSource[];
  /** Undefined when there is nothing to decide about. */
  shown(path: string): ReviewedFile | undefined;
  /** Sorted by `display`. */
  allShown(): readonly ReviewedFile[];
  find(hunkId: string): { readonly file: ReviewedFile; readonly hunk: ReviewHunk } | undefined;
  onDidChange(listener: (paths: readonly string[]) => void): () => void;
  /** Paths that were set since the last `announce`. */
  changed(): readonly string[];
  /** Tells listeners of these paths. */
  announce(): void;
}

export function createReviewFiles(): ReviewFiles {
  const files = new Map<string, FileUnderReview>();
  const paths = new Map<string, string>();
  const sources = new Map<string, ReviewSource>();
  const views = new WeakMap<FileUnderReview, ReviewedFile>();
  const listeners = new Set<(paths: readonly string[]) => void>();
  const changed = new Set<string>();
  let sorted: readonly ReviewedFile[] | undefined;

  const sourcesOf = (ids: readonly string[]): readonly ReviewSource[] =>
    ids.flatMap((id) => sources.get(id) ?? []);

  function shownHunk(file: FileUnderReview, hunk: Hunk): ReviewHunk {
    const { content } = file;
    const texts = content.kind === 'text' ? textsOf(content.text.hunks, hunk) : { removed: '', added: '' };
    const { start, end, isEdited, isBaseChanged } = hunk;
    return {
      id: hunkIdOf(file, hunk.id),
      start,
      end,
      ...texts,
      sources: sourcesOf(hunk.sources),
      isEdited,
      isBaseChanged,
    };
  }

  function viewOf(file: FileUnderReview): ReviewedFile {
    const known = views.get(file);
    if (known !== undefined) return known;
    const { content, origin, place, notUndoable } = file;
    const isDeleted = file.presence === 'deleted';
    const hunks =
      content.kind === 'text' && !isDeleted
        ? content.text.hunks.hunks.map((hunk) => shownHunk(file, hunk))
        : [];
    const deletedLines = isDeleted && content.kind === 'text' ? content.text.hunks.baseline.length : 0;
    const view: ReviewedFile = {
      ...place,
      kind: kindOf(file),
      ...(origin === 'absent' || origin.path === place.path ? {} : { renamedFrom: origin }),
      hunks,
      sources: sourcesOf(pendingChanges(file)),
      addedLines: hunks.reduce((sum, { start, end }) => sum + end - start, 0),
      removedLines: hunks.reduce((sum, { removed }) => sum + countLines(removed), deletedLines),
      ...(notUndoable === undefined ? {} : { notUndoable }),
      ...(content.kind === 'opaque' ? { isOpaque: true } : {}),
      ...changedSince(file),
      ...(content.kind === 'text' && content.isBytes ? { isBytes: true } : {}),
    };
    views.set(file, view);
    return view;
  }

  const shown = (path: string): ReviewedFile | undefined => {
    const file = files.get(path);
    return file === undefined || !isPending(file) ? undefined : viewOf(file);
  };

  return {
    get: (path) => files.get(path),
    byKey: (key) => files.get(paths.get(key) ?? ''),
    all: () => [...files.values()],
    set(path, file) {
      const before = files.get(path);
      if (before === file) return;
      if (before !== undefined && paths.get(before.key) === path) paths.delete(before.key);
      if (file === undefined) files.delete(path);
      else {
        files.set(path, file);
        paths.set(file.key, path);
      }
      changed.add(path);
      sorted = undefined;
    },
    addSource: (source) => void sources.set(source.changeId, source),
    sourceOf: (id) => sources.get(id),
    sourcesOf,
    shown,
    allShown() {
      sorted ??= [...files.values()].filter(isPending).map(viewOf).toSorted(byDisplay);
      return sorted;
    },
    find(hunkId) {
      const path = paths.get(partsOfHunkId(hunkId).key);
      const file = path === undefined ? undefined : shown(path);
      const hunk = file?.hunks.find(({ id }) => id === hunkId);
      return file === undefined || hunk === undefined ? undefined : { file, hunk };
    },
    onDidChange(listener) {
      const own = (all: readonly string[]): void => listener(all);
      listeners.add(own);
      return () => void listeners.delete(own);
    },
    changed: () => [...changed],
    announce() {
      if (changed.size === 0) return;
      const all = [...changed];
      changed.clear();
      for (const listener of [...listeners]) {
        try {
          listener(all);
        } catch (error) {
          queueMicrotask(() => {
            throw error; // a bug in a view: its own top-level handler reports it
          });
        }
      }
    },
  };
}

/** Says so while something is left of a change that others have, or may have, had a hand in. */
function changedSince({
  changedSince: isPossible,
  content,
  presence,
}: FileUnderReview): Pick<ReviewedFile, 'changedSince'> {
  if (presence !== 'there') return {};
  if (content.kind === 'opaque' && content.present !== undefined) return { changedSince: 'certainly' };
  const isLeft =
    content.kind === 'opaque' || content.text.hunks.hunks.some(({ isBaseChanged }) => isBaseChanged);
  return isPossible === true && isLeft ? { changedSince: 'perhaps' } : {};
}

function kindOf({ content, origin, place, presence }: FileUnderReview): ReviewedFile['kind'] {
  if (presence === 'deleted') return 'deleted';
  if (origin === 'absent') return 'created';
  if (origin.path !== place.path) return 'renamed';
  return content.kind === 'opaque' ? 'opaque' : 'edited';
}

function byDisplay(left: ReviewedFile, right: ReviewedFile): number {
  return left.display < right.display ? -1 : left.display > right.display ? 1 : 0;
}
