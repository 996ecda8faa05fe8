// Applies the difference that a step was planned with, or that it had finished when it was stopped, by the same calls that a model would make: gate, questions and journal are the same.
import type { AgentEventBody } from '../events/agentEvent';
import type { PlanStep, StepFile, StepId } from '../plan/plan';
import type { StepOutcome } from '../plan/planPorts';
import { readStoredDiff, storedBases } from '../plan/storedDiff';
import type { StoredChange, StoredDiff } from '../plan/storedDiff';
import { textVersion } from '../plan/treeState';
import type { DiffMisfit } from '../words/errorCause';
import { WorkspaceError } from '../workspace/workspaceError';
import type { Workspace } from '../workspace/workspace';
import type { ParentRun } from './childRun';
import { fileVersion } from './fileVersion';
import type { UnwrittenWork } from './planTrail';
import type { CallOutcome } from './sessionMachinery';
import type { StepGuard } from './stepGuards';
import { createStoredChangesTool, STORED_CHANGES_TOOL, storedChangesInput } from './storedChangesTool';

/** Undefined for a step without one, and where a file can't be read as text: the model then works on the step. */
export async function storedDiffOf(step: PlanStep, workspace: Workspace): Promise<StoredDiff | undefined> {
  const current = new Map<string, string | null>();
  try {
    for (const file of storedBases(step).keys()) {
      const { path, folder } = await workspace.resolve(file);
      if (folder === undefined) return undefined;
      const isThere = (await workspace.stat(path)) !== undefined;
      const text = isThere ? (await workspace.read(path)).text : null;
      if (text === undefined) return undefined;
      current.set(file, text);
    }
  } catch (error) {
    if (error instanceof WorkspaceError) return undefined;
    throw error;
  }
  return readStoredDiff(step, current);
}

export interface StoredDiffRun {
  readonly parent: ParentRun;
  readonly guard: StepGuard | undefined;
  /** A copy of the files that the step works on. */
  readonly copy: Workspace | undefined;
  readonly onEvent: (event: AgentEventBody) => void;
}

/** All of the changes or none. */
export async function applyStored(
  step: PlanStep,
  changes: readonly StoredChange[],
  run: StoredDiffRun,
  signal: AbortSignal,
): Promise<StepOutcome> {
  const { failure, output } = await applyChanges(step.id, changes, run, signal);
  return failure ?? { success: true, output: `Applied as planned. ${output}`, files: [] };
}

/** Writes what the step had finished before it was stopped; the files are as they were before it. */
export async function applyUnwritten(
  step: PlanStep,
  { files, output = '' }: UnwrittenWork,
  run: StoredDiffRun,
  signal: AbortSignal,
): Promise<StepOutcome> {
  const { failure } = await applyChanges(step.id, files, run, signal);
  return failure ?? { success: true, output, files: [] };
}

/** Why files are not what a step began with; undefined where they are. */
export async function whyNotAsBefore(
  files: readonly StepFile[],
  workspace: Workspace,
): Promise<DiffMisfit | undefined> {
  for (const { path, before } of files) {
    const version = await fileVersion(workspace, path);
    if (version !== (before === null ? null : textVersion(before))) return { file: path, code: 'changed' };
  }
  return undefined;
}

async function applyChanges(
  stepId: StepId,
  all: readonly StoredChange[],
  { parent, guard, copy, onEvent }: StoredDiffRun,
  signal: AbortSignal,
): Promise<{ readonly output: string; readonly failure?: StepOutcome }> {
  const { machinery, runId, ledger } = parent;
  const emit = (body: AgentEventBody): void => {
    parent.emit(body, { stepId });
    onEvent(body);
  };
  const child = {
    callPrefix: 'stored/',
    stepId,
    ...(guard === undefined ? {} : { guard }),
    ...(copy === undefined ? {} : { copy }),
  };
  const parts = { runId, ledger, emit, child };
  const changes = all.filter(({ before, after }) => before !== null || after !== null);
  const [only, ...others] = changes;
  if (only === undefined) return { output: '' };
  const { outcome, output } = await (others.length === 0 && only.movedFrom === undefined
    ? applyOne(only, (name, input) => machinery.runCall({ name, input }, parts, signal))
    : machinery.runCall(
        {
          name: STORED_CHANGES_TOOL,
          input: storedChangesInput(changes),
          tool: createStoredChangesTool(changes),
        },
        parts,
        signal,
      ));
  if (outcome === 'done') return { output };
  signal.throwIfAborted();
  const errorCode = outcome === 'denied' && !machinery.canAsk ? 'confirmation_required' : 'tool';
  return { output, failure: { success: false, error: output, errorCode, files: [] } };
}

type Call = (name: string, input: Readonly<Record<string, unknown>>) => Promise<CallOutcome>;

async function applyOne({ path, before, after }: StoredChange, call: Call): Promise<CallOutcome> {
  if (after === null) return call('delete', { file_path: path });
  // A file is written only by who has read it.
  if (before !== null) await call('read', { file_path: path });
  return call('write', { file_path: path, content: after });
}
