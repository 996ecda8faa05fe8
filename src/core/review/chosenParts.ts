// From what a person decides about to the parts of each file.
import { pendingChanges, partsOfHunkId, isPending } from './fileUnderReview';
import type { FileUnderReview } from './fileUnderReview';
import type { ReviewSource, ReviewTarget } from './review';
import type { ReviewFiles } from './reviewFiles';

/** Hunks of one file by the ids within it; `whole`: everything about the file. */
export interface ChosenPart {
  readonly path: string;
  readonly ids: readonly string[] | 'whole';
}

export interface ChosenParts {
  readonly parts: readonly ChosenPart[];
  /** What was named and is not under review. */
  readonly gone: readonly ({ readonly id: string } | { readonly path: string })[];
}

export function chosenParts(target: ReviewTarget, files: ReviewFiles): ChosenParts {
  switch (target.kind) {
    case 'hunks':
      return ofHunks(target.ids, files);
    case 'files': {
      const paths = [...new Set(target.paths)];
      const isUnderReview = (path: string): boolean => files.shown(path) !== undefined;
      return {
        parts: paths.filter(isUnderReview).map((path) => ({ path, ids: 'whole' })),
        gone: paths.filter((path) => !isUnderReview(path)).map((path) => ({ path })),
      };
    }
    case 'run':
      return madeBy(({ runId }) => runId === target.runId, files);
    case 'changes': {
      const { ids, sessionId } = target;
      return madeBy(
        (source) => source.sessionId === sessionId && (ids === undefined || ids.includes(source.changeId)),
        files,
      );
    }
    case 'all':
      return {
        parts: files.allShown().map(({ path }) => ({ path, ids: 'whole' })),
        gone: [],
      };
  }
}

function ofHunks(ids: readonly string[], files: ReviewFiles): ChosenParts {
  const parts = new Map<string, string[]>();
  const gone: { id: string }[] = [];
  for (const id of new Set(ids)) {
    const found = files.find(id);
    if (found === undefined) gone.push({ id });
    else parts.set(found.file.path, [...(parts.get(found.file.path) ?? []), partsOfHunkId(id).id]);
  }
  return { parts: [...parts].map(([path, own]) => ({ path, ids: own })), gone };
}

function madeBy(isOne: (source: ReviewSource) => boolean, files: ReviewFiles): ChosenParts {
  const areAll = (changes: readonly string[]): boolean => {
    const sources = files.sourcesOf(changes);
    return sources.length > 0 && sources.every(isOne);
  };
  return { parts: files.all().flatMap((file) => partOf(file, areAll)), gone: [] };
}

/** The whole file where nothing else had a part in it, else the hunks that only these made. */
function partOf(
  file: FileUnderReview,
  areAll: (changes: readonly string[]) => boolean,
): readonly ChosenPart[] {
  if (!isPending(file)) return [];
  const { path } = file.place;
  if (areAll(pendingChanges(file))) return [{ path, ids: 'whole' }];
  if (file.content.kind !== 'text' || file.presence !== 'there') return [];
  const ids = file.content.text.hunks.hunks.filter(({ sources }) => areAll(sources)).map(({ id }) => id);
  return ids.length === 0 ? [] : [{ path, ids }];
}
