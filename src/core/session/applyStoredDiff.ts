// Applies the difference that a step was planned with, by the same calls that a model would make: gate, questions and journal are the same.
import type { AgentEventBody } from '../events/agentEvent';
import type { PlanStep } from '../plan/plan';
import type { StepOutcome } from '../plan/planPorts';
import { NO_FILE, readStoredDiff } from '../plan/storedDiff';
import type { StoredDiff } from '../plan/storedDiff';
import { WorkspaceError } from '../workspace/workspaceError';
import type { Workspace } from '../workspace/workspace';
import type { ParentRun } from './childRun';
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
  { parent, guard, copy, onEvent }: StoredDiffRun,
  signal: AbortSignal,
): Promise<StepOutcome> {
  const { machinery, runId, ledger } = parent;
  const emit = (body: AgentEventBody): void => {
    parent.emit(body, { stepId: step.id });
    onEvent(body);
  };
  const child = {
    callPrefix: 'stored/',
    stepId: step.id,
    ...(guard === undefined ? {} : { guard }),
    ...(copy === undefined ? {} : { copy }),
  };
  const parts = { runId, ledger, emit, child };
  const call = (name: string, input: Readonly<Record<string, unknown>>) =>
    machinery.runCall({ name, input: { file_path: step.file, ...input } }, parts, signal);
  // A file is written only by who has read it.
  if (step.baseHash !== NO_FILE && text !== null) await call('read', {});
  const { outcome, output } =
    text === null ? await call('delete', {}) : await call('write', { content: text });
  if (outcome === 'done') return { success: true, output: `Applied as planned. ${output}`, files: [] };
  const errorCode = outcome === 'denied' && !machinery.canAsk ? 'confirmation_required' : 'tool';
  return { success: false, error: output, errorCode, files: [] };
}
