// Applies the difference that a step was planned with, or that it had finished when it was stopped, by the same calls that a model would make: gate, questions and journal are the same.
import type { AgentEventBody } from '../events/agentEvent';
import type { PlanStep, StepFile, StepId } from '../plan/plan';
import type { StepOutcome } from '../plan/planPorts';
import { NO_FILE, readStoredDiff } from '../plan/storedDiff';
import type { StoredDiff } from '../plan/storedDiff';
import { textVersion } from '../plan/treeState';
import type { DiffMisfit } from '../words/errorCause';
import { WorkspaceError } from '../workspace/workspaceError';
import type { Workspace } from '../workspace/workspace';
import type { ParentRun } from './childRun';
import { fileVersion } from './fileVersion';
import type { UnwrittenWork } from './planTrail';
import type { StepGuard } from './stepGuards';

/** Undefined for a step without one, and where the file can't be read as text: the model then works on the step. */
export async function storedDiffOf(step: PlanStep, workspace: Workspace): Promise<StoredDiff | undefined> {
  if (step.diff === undefined || step.baseHash === undefined || step.file === undefined) return undefined;
  try {
    const { path, folder } = await workspace.resolve(step.file);
    if (folder === undefined) return undefined;
    const isThere = (await workspace.stat(path)) !== undefined;
    const text = isThere ? (await workspace.read(path)).text : null;
    return text === undefined ? undefined : readStoredDiff(step, text);
  } catch (error) {
    if (error instanceof WorkspaceError) return undefined;
    throw error;
  }
}

export interface StoredDiffRun {
  readonly parent: ParentRun;
  readonly guard: StepGuard | undefined;
  /** A copy of the files that the step works on. */
  readonly copy: Workspace | undefined;
  readonly onEvent: (event: AgentEventBody) => void;
}

/** @param text what the file then holds; `null`: it is deleted */
export async function applyStored(
  step: PlanStep,
  text: string | null,
  run: StoredDiffRun,
  signal: AbortSignal,
): Promise<StepOutcome> {
  const isThere = step.baseHash !== NO_FILE;
  const change = { path: step.file ?? '', isThere, after: text };
  const { failure, output } = await applyChanges(step.id, [change], run, signal);
  return failure ?? { success: true, output: `Applied as planned. ${output}`, files: [] };
}

/** Writes what the step had finished before it was stopped; the files are as they were before it. */
export async function applyUnwritten(
  step: PlanStep,
  { files, output = '' }: UnwrittenWork,
  run: StoredDiffRun,
  signal: AbortSignal,
): Promise<StepOutcome> {
  const changes = files.map(({ path, before, after }) => ({ path, isThere: before !== null, after }));
  const { failure } = await applyChanges(step.id, changes, run, signal);
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

interface StoredChange {
  readonly path: string;
  readonly isThere: boolean;
  readonly after: string | null;
}

async function applyChanges(
  stepId: StepId,
  changes: readonly StoredChange[],
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
  const outputs: string[] = [];
  for (const { path, isThere, after } of changes) {
    const call = (name: string, input: Readonly<Record<string, unknown>>) =>
      machinery.runCall({ name, input: { file_path: path, ...input } }, parts, signal);
    // A file is written only by who has read it.
    if (isThere && after !== null) await call('read', {});
    if (!isThere && after === null) continue;
    const { outcome, output } =
      after === null ? await call('delete', {}) : await call('write', { content: after });
    outputs.push(output);
    if (outcome === 'done') continue;
    signal.throwIfAborted();
    const errorCode = outcome === 'denied' && !machinery.canAsk ? 'confirmation_required' : 'tool';
    return { output, failure: { success: false, error: output, errorCode, files: [] } };
  }
  return { output: outputs.join('\n') };
}
