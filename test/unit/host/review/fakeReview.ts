// A review of plain values for the parts that show it: keep and undo take things off the list and note what they were asked.
import type {
  Review,
  ReviewedFile,
  ReviewHunk,
  ReviewOutcome,
  ReviewSource,
  ReviewTarget,
} from '../../../../src/core/review/review';

export interface FakeReview extends Review {
  readonly kept: readonly ReviewTarget[];
  readonly undone: readonly ReviewTarget[];
  set(files: readonly ReviewedFile[]): void;
}

export function source(part: Partial<ReviewSource> = {}): ReviewSource {
  return { sessionId: 'session', changeId: 'change', runId: 'run', time: 0, ...part };
}

/** A hunk that replaces `removed` by `added` at a line that counts from 1. */
export function hunk(
  id: string,
  line: number,
  removed: string,
  added: string,
  sources: readonly ReviewSource[] = [source()],
): ReviewHunk {
  const start = line - 1;
  const end = start + lines(added);
  return { id, start, end, removed, added, sources, isEdited: false, isBaseChanged: false };
}

/** @param display path below `/work` */
export function file(
  display: string,
  hunks: readonly ReviewHunk[],
  part: Partial<ReviewedFile> = {},
): ReviewedFile {
  return {
    path: display.startsWith('/') ? display : `/project/${display}`,
    display,
    kind: 'edited',
    hunks,
    sources: hunks.flatMap(({ sources }) => sources),
    addedLines: hunks.reduce((sum, { added }) => sum + lines(added), 0),
    removedLines: hunks.reduce((sum, { removed }) => sum + lines(removed), 0),
    ...part,
  };
}

export function fakeReview(initial: readonly ReviewedFile[]): FakeReview {
  let files = initial;
  const kept: ReviewTarget[] = [];
  const undone: ReviewTarget[] = [];
  const listeners = new Set<(paths: readonly string[]) => void>();
  const set = (next: readonly ReviewedFile[]): void => {
    const paths = [...files, ...next].map(({ path }) => path);
    files = next;
    for (const listener of listeners) listener([...new Set(paths)]);
  };
  const decide = (target: ReviewTarget): Promise<ReviewOutcome> => {
    const left = files.flatMap((entry): readonly ReviewedFile[] => {
      if (target.kind === 'all') return [];
      if (target.kind === 'files') return target.paths.includes(entry.path) ? [] : [entry];
      if (target.kind === 'run')
        return entry.sources.every(({ runId }) => runId === target.runId) ? [] : [entry];
      if (target.kind === 'changes')
        return entry.sources.every(
          ({ sessionId, changeId }) =>
            sessionId === target.sessionId && target.ids?.includes(changeId) !== false,
        )
          ? []
          : [entry];
      const hunks = entry.hunks.filter(({ id }) => !target.ids.includes(id));
      if (hunks.length === entry.hunks.length) return [entry];
      return hunks.length === 0 ? [] : [file(entry.display, hunks, { kind: entry.kind })];
    });
    const count = (list: readonly ReviewedFile[]): number =>
      list.reduce((sum, { hunks }) => sum + Math.max(1, hunks.length), 0);
    const decided = count(files) - count(left);
    set(left);
    return Promise.resolve({ decided, refused: [] });
  };
  return {
    kept,
    undone,
    set,
    files: () => files,
    file: (path) => files.find((entry) => entry.path === path),
    find: (id) =>
      files.flatMap((entry) =>
        entry.hunks.filter((candidate) => candidate.id === id).map((found) => ({ file: entry, hunk: found })),
      )[0],
    baseline: () => undefined,
    onDidChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    keep(target) {
      kept.push(target);
      return decide(target);
    },
    undo(target) {
      undone.push(target);
      return decide(target);
    },
    undoLastDecision: () => Promise.resolve(undefined),
    textChanged: () => undefined,
    fileGone: () => undefined,
    takeNotes: () => '',
    flush: () => Promise.resolve(),
  };
}

function lines(text: string): number {
  return text === '' ? 0 : text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}
