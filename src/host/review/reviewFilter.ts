// Which proposed changes the list shows.
import type { ReviewedFile, ReviewSource } from '../../core/review/review';

export type ReviewFilter =
  | { readonly kind: 'all' }
  /** One prompt. */
  | { readonly kind: 'run'; readonly runId: string }
  /** One step of a plan. */
  | { readonly kind: 'step'; readonly stepId: string }
  /** Side effects of commands. */
  | { readonly kind: 'commands' };

export const NO_FILTER: ReviewFilter = { kind: 'all' };

/** A change that several things made is shown when one of them fits. */
export function matchesFilter(sources: readonly ReviewSource[], filter: ReviewFilter): boolean {
  switch (filter.kind) {
    case 'all':
      return true;
    case 'run':
      return sources.some(({ runId }) => runId === filter.runId);
    case 'step':
      return sources.some(({ stepId }) => stepId === filter.stepId);
    case 'commands':
      return sources.some(({ command }) => command !== undefined);
  }
}

/** What can be chosen to filter by. */
export interface FilterChoices {
  /** Newest first, one source of each prompt. */
  readonly runs: readonly ReviewSource[];
  /** One source of each step. */
  readonly steps: readonly ReviewSource[];
  readonly hasCommands: boolean;
}

export function filterChoices(files: readonly ReviewedFile[]): FilterChoices {
  const runs = new Map<string, ReviewSource>();
  const steps = new Map<string, ReviewSource>();
  let hasCommands = false;
  for (const source of files.flatMap(sourcesOf)) {
    if (source.runId !== undefined && !runs.has(source.runId)) runs.set(source.runId, source);
    if (source.stepId !== undefined && !steps.has(source.stepId)) steps.set(source.stepId, source);
    hasCommands ||= source.command !== undefined;
  }
  return {
    runs: [...runs.values()].sort((left, right) => right.time - left.time),
    steps: [...steps.values()],
    hasCommands,
  };
}

function sourcesOf(file: ReviewedFile): readonly ReviewSource[] {
  return [...file.sources, ...file.hunks.flatMap(({ sources }) => sources)];
}
