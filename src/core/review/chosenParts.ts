// From what a person decides about to the parts of each file.
import { pendingChanges, partsOfHunkId, isPending } from './fileUnderReview';
import type { FileUnderReview } from './fileUnderReview';
import type { ReviewTarget } from './review';
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
      return { parts: files.all().flatMap((file) => ofRun(file, target.runId, files)), gone: [] };
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

/** The whole file where nothing else had a part in it, else the hunks that only this run made. */
function ofRun(file: FileUnderReview, runId: string, files: ReviewFiles): readonly ChosenPart[] {
  if (!isPending(file)) return [];
  const isOfRun = (changes: readonly string[]): boolean => {
    const sources = files.sourcesOf(changes);
    return sources.length > 0 && sources.every((source) => source.runId === runId);
  };
  const { path } = file.place;
  if (isOfRun(pendingChanges(file))) return [{ path, ids: 'whole' }];
  if (file.content.kind !== 'text' || file.presence !== 'there') return [];
  const ids = file.content.text.hunks.hunks.filter(({ sources }) => isOfRun(sources)).map(({ id }) => id);
  return ids.length === 0 ? [] : [{ path, ids }];
}
