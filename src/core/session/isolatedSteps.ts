// Steps of a wave that work each on a copy of the files. When all of them have worked, what they did is merged one after another, in plan
// order, by lines; a step whose changes do not fit to what is there then is not merged at all and says where. Nothing is written before,
// so that a step that fails leaves nothing behind; and nothing is written after a stop, so that what had finished by then is kept beside
// the files. A step that runs a command, or has nobody beside it, works in the tree.
import type { StepConflict, StepFile, StepId, StepResult } from '../plan/plan';
import type { StepOutcome, StepRequest } from '../plan/planPorts';
import { stepDiff } from '../plan/stepDiff';
import { effectOf } from '../plan/stepEffects';
import { stepOf } from '../plan/planViews';
import { createOverlayWorkspace } from '../workspace/overlayWorkspace';
import type { OverlayWorkspace } from '../workspace/overlayWorkspace';
import type { FileChange, ResolvedPath, Workspace } from '../workspace/workspace';
import { WorkspaceError } from '../workspace/workspaceError';
import { withAbort } from './toolTimeout';
import { failedBy } from '../plan/stepFailure';
import type { StepPlace } from '../words/errorCause';

export interface IsolatedSteps {
  /** Undefined for a step that works in the tree. */
  begin(request: StepRequest): StepCopy | undefined;
}

export interface StepCopy {
  readonly workspace: Workspace;
  /** Waits for the others of the wave and merges. `work` is the step on the copy. */
  merged(work: Promise<StepOutcome>, signal: AbortSignal): Promise<StepOutcome>;
  /**
   * After a stop: what the step had finished, once nothing of it is being written any more. Empty where it had not finished, where it was
   * merged, and where something of it is no text.
   */
  unwritten(): Promise<Pick<StepResult, 'unwritten' | 'output'>>;
}

export interface IsolationOptions {
  readonly workspace: Workspace;
  /** Writes to the files of the workspace, as changes of the step. Fails with `stale` where a file has changed meanwhile. */
  readonly commit: (stepId: StepId, changes: readonly FileChange[], signal: AbortSignal) => Promise<void>;
  /** Runs `write` while no other step may write these. */
  readonly whileHeld: (
    stepId: StepId,
    files: readonly ResolvedPath[],
    signal: AbortSignal,
    write: () => Promise<StepOutcome>,
  ) => Promise<StepOutcome>;
}

/** How often a merge begins anew because somebody changed a file just then. */
const MERGE_ATTEMPTS = 5;

export function createIsolatedSteps(options: IsolationOptions): IsolatedSteps {
  const waves = new Map<string, WaveOrder>();

  function waveOf(ids: readonly StepId[]): WaveOrder {
    const key = JSON.stringify(ids);
    const known = waves.get(key);
    if (known !== undefined) return known;
    const made = createWaveOrder(ids, () => waves.delete(key));
    waves.set(key, made);
    return made;
  }

  return {
    begin({ plan, step: { id }, wave, onWaiting }) {
      const isolated = wave.filter((member) => {
        const found = stepOf(plan, member);
        return found !== undefined && ['writes', 'open'].includes(effectOf(found));
      });
      if (isolated.length < 2 || !isolated.includes(id)) return undefined;
      const copy = createOverlayWorkspace(options.workspace);
      const order = waveOf(isolated);
      let finished: (StepOutcome & { readonly success: true }) | undefined;
      let merging: Promise<StepOutcome> | undefined;
      return {
        workspace: copy,
        async merged(work, signal) {
          try {
            const outcome = await withAbort(work, signal);
            order.worked(id);
            if (!outcome.success) return outcome;
            finished = outcome;
            await waited(onWaiting, order.turn(id, signal));
            const written = copy.written().map(({ file }) => file);
            merging = options.whileHeld(id, written, signal, () =>
              merge(id, outcome, copy, options.commit, signal),
            );
            const merged = await merging;
            finished = undefined;
            order.over(id);
            // What checks a step sees what all of the wave did.
            await waited(onWaiting, withAbort(order.allMerged, signal));
            return merged;
          } finally {
            order.over(id);
          }
        },
        async unwritten() {
          await merging?.catch(() => undefined);
          const files = filesOf(copy);
          const isWhole = files.length > 0 && files.length === copy.written().length;
          return finished === undefined || !isWhole ? {} : { unwritten: files, output: finished.output };
        },
      };
    },
  };
}

/** Who of a wave has worked, and whose turn it is to be merged. */
interface WaveOrder {
  worked(id: StepId): void;
  /** Resolves when all have worked and those before are merged. */
  turn(id: StepId, signal: AbortSignal): Promise<void>;
  over(id: StepId): void;
  readonly allMerged: Promise<void>;
}

function createWaveOrder(ids: readonly StepId[], onOver: () => void): WaveOrder {
  const working = new Set(ids);
  const open = new Map(ids.map((id) => [id, Promise.withResolvers<void>()]));
  const allWorked = Promise.withResolvers<void>();
  const allMerged = Promise.withResolvers<void>();
  const worked = (id: StepId): void => {
    working.delete(id);
    if (working.size === 0) allWorked.resolve();
  };
  return {
    worked,
    async turn(id, signal) {
      await withAbort(allWorked.promise, signal);
      for (const earlier of ids.slice(0, ids.indexOf(id))) {
        const merged = open.get(earlier);
        if (merged !== undefined) await withAbort(merged.promise, signal);
      }
    },
    over(id) {
      worked(id);
      open.get(id)?.resolve();
      open.delete(id);
      if (open.size > 0) return;
      allMerged.resolve();
      onOver();
    },
    allMerged: allMerged.promise,
  };
}

async function waited(onWaiting: (isWaiting: boolean) => void, work: Promise<void>): Promise<void> {
  onWaiting(true);
  try {
    await work;
  } finally {
    onWaiting(false);
  }
}

async function merge(
  stepId: StepId,
  outcome: StepOutcome & { readonly success: true },
  copy: OverlayWorkspace,
  commit: IsolationOptions['commit'],
  signal: AbortSignal,
): Promise<StepOutcome> {
  for (let attempt = 1; ; attempt += 1) {
    const { changes, conflicts } = await copy.changes();
    if (conflicts.length > 0) {
      const named = conflicts.map(({ file, base: there, overlay: step, hunks }): StepConflict => ({
        path: file.display,
        there,
        step,
        ...(hunks === undefined ? {} : { hunks }),
      }));
      const diff = stepDiff(filesOf(copy));
      return {
        ...outcome,
        success: false,
        ...failedBy({ about: 'step', code: 'conflicts', places: named.map(placeOf) }),
        errorCode: 'conflict',
        conflicts: named,
        ...(diff === '' ? {} : { diff }),
      };
    }
    try {
      signal.throwIfAborted();
      if (changes.length > 0) await commit(stepId, changes, signal);
      return outcome;
    } catch (error) {
      const isStale =
        error instanceof WorkspaceError && ['stale', 'exists', 'missing'].includes(error.reason);
      if (!isStale || attempt === MERGE_ATTEMPTS) throw error;
    }
  }
}

function placeOf({ path, there, hunks = [] }: StepConflict): StepPlace {
  return { path, there, lines: hunks.map(({ line }) => line) };
}

/** What the step did on its copy, as far as it is text. */
function filesOf(copy: OverlayWorkspace): readonly StepFile[] {
  return copy.written().flatMap(({ file, origin, state }): readonly StepFile[] => {
    const before = origin === 'absent' ? null : origin.text;
    const after = state === 'absent' ? null : state.text;
    return before === undefined || after === undefined ? [] : [{ path: file.display, before, after }];
  });
}
