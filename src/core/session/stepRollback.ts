// Takes the file changes of a plan step back after its run has ended, in the journal's words.
import type { SessionChanges } from '../journal/sessionChanges';
import { WorkspaceError } from '../workspace/workspaceError';
import type { BegunStep } from './planTrail';

/** What a roll-back of one step left behind. */
export interface TakenBack {
  /** Files that somebody changed since and that were left alone, as shown. */
  readonly conflicts: readonly string[];
  readonly hasCommands: boolean;
}

/** The runs in which the step was worked on are taken back one by one, the newest first. */
export async function takeStepBack(
  changes: SessionChanges,
  begun: BegunStep | undefined,
): Promise<TakenBack> {
  if (begun === undefined) return { conflicts: [], hasCommands: false };
  const conflicts = new Set<string>();
  for (const runId of begun.runIds.toReversed()) {
    for (const path of await takeRunBack(changes, { runId, stepId: begun.stepId })) conflicts.add(path);
  }
  return { conflicts: [...conflicts], hasCommands: begun.hasCommands };
}

/** Once begun it is brought to its end. Returns the files that were left alone. */
export async function takeRunBack(
  changes: SessionChanges,
  step: { readonly runId: string; readonly stepId: string },
): Promise<readonly string[]> {
  try {
    const { kept, notUndoable } = await changes.restoreStep(step, new AbortController().signal);
    return [...kept, ...notUndoable.map(({ display }) => display)];
  } catch (error) {
    if (!(error instanceof WorkspaceError)) throw error;
    const { files, leftOut } = await changes.filesOfStep(step);
    return [...files, ...leftOut].map(({ path }) => path);
  }
}
