// Aksara's PatchEngine as a facade over a session (planners spec 2.10): a patch is worked out first, by operations or by a model that works on
// copies, then looked at, then written all at once.
import { randomUUID } from 'node:crypto';
import { assertPatchable, draftPatch } from '../patch/patch';
import type { DraftedPatch, Patch, PatchedFile } from '../patch/patch';
import { PatchError } from '../patch/patchError';
import type { PatchOperation } from '../patch/patchOperation';
import { undoPatch } from '../patch/undoPatch';
import type { PatchUndo } from '../patch/undoPatch';
import { createPlan } from '../plan/createPlan';
import type { StepResult } from '../plan/plan';
import type { AppliedChange } from '../workspace/workspace';
import { WorkspaceError } from '../workspace/workspaceError';
import type { SessionApi } from './sessionApi';

export interface PatchEngineOptions {
  readonly session: Pick<SessionApi, 'files' | 'runPlan' | 'tool'>;
  readonly newId?: () => string;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** A change that a model works out, or operations that say it exactly. */
export type PatchRequest =
  | { readonly file: string; readonly instruction: string }
  | { readonly operations: readonly PatchOperation[] };

export interface ApplyOptions {
  /** Only say what would be written. Default false. */
  readonly dryRun?: boolean;
  /** Run behind it; when it fails, the patch is taken back. */
  readonly testCommand?: string;
  readonly signal?: AbortSignal;
}

export interface PatchResult {
  readonly patch: Patch;
  /** The files have it now. */
  readonly applied: boolean;
  readonly previewOnly: boolean;
  readonly files: readonly PatchedFile[];
  readonly createdFiles: number;
  readonly changedFiles: number;
  readonly deletedFiles: number;
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
  /** `rollback` can take it back. */
  readonly rollbackAvailable: boolean;
  readonly tests?: { readonly passed: boolean; readonly output: string };
  readonly checksum: string;
}

interface AppliedPatch {
  readonly patch: Patch;
  changes: readonly AppliedChange[];
}

export class PatchEngine {
  readonly #session: PatchEngineOptions['session'];
  readonly #newId: () => string;
  readonly #now: () => number;
  readonly #drafts = new WeakMap<Patch, DraftedPatch>();
  readonly #applied: AppliedPatch[] = [];

  constructor({ session, newId = randomUUID, now = Date.now }: PatchEngineOptions) {
    this.#session = session;
    this.#newId = newId;
    this.#now = now;
  }

  /** Patches that were applied and not taken back, oldest first. */
  get history(): readonly Patch[] {
    return this.#applied.map(({ patch }) => patch);
  }

  /** Nothing is written. Throws `PatchError` with every problem. */
  async createPatch(request: PatchRequest): Promise<Patch> {
    const drafted =
      'operations' in request
        ? await draftPatch(request.operations, this.#session.files, { id: this.#newId() })
        : await this.#workOut(request);
    this.#drafts.set(drafted.patch, drafted);
    return drafted.patch;
  }

  /** Writes a patch of this engine, all or nothing. Throws `PatchError` `conflict` where a file has changed since it was made. */
  async apply(
    patch: Patch,
    { dryRun = false, testCommand, signal }: ApplyOptions = {},
  ): Promise<PatchResult> {
    const drafted = this.#drafts.get(patch);
    if (drafted === undefined)
      throw new PatchError('Only a patch that this engine made can be applied', 'invalid');
    if (dryRun || drafted.changes.length === 0)
      return resultOf(patch, { applied: !dryRun, previewOnly: dryRun });
    let changes;
    try {
      changes = await this.#session.files.commit(drafted.changes, signal);
    } catch (error) {
      if (!(error instanceof WorkspaceError)) throw error;
      throw new PatchError(error.message, 'conflict', [error.message], error);
    }
    this.#applied.push({ patch, changes });
    if (testCommand === undefined) return resultOf(patch, { applied: true, rollbackAvailable: true });
    const { output, exitCode } = await this.#session.tool('bash', { command: testCommand });
    const tests = { passed: exitCode === 0, output };
    if (tests.passed) return resultOf(patch, { applied: true, rollbackAvailable: true, tests });
    const { conflicts } = await this.rollback(patch);
    const left = conflicts.map((path) => `${path} stays: it was changed since the patch was applied.`);
    return resultOf(patch, {
      applied: left.length > 0,
      tests,
      notes: ['The tests failed: the patch was taken back.', ...left],
    });
  }

  /**
   * Brings files back to how they were before the patch, all or nothing. A file that was changed since is left alone and named.
   *
   * @param patch default the last one that was applied
   * @param options.files only these, as shown
   */
  async rollback(
    patch: Patch | undefined = this.history.at(-1),
    { files }: { readonly files?: readonly string[] } = {},
  ): Promise<PatchUndo> {
    const entry = this.#applied.find((candidate) => candidate.patch === patch);
    if (entry === undefined) throw new PatchError('There is no applied patch to take back', 'invalid');
    const isWanted = ({ change }: AppliedChange): boolean => files?.includes(change.file.display) ?? true;
    const undo = await undoPatch(entry.changes.filter(isWanted), this.#session.files);
    entry.changes = entry.changes.filter(({ change }) => !undo.undone.includes(change.file.display));
    if (entry.changes.length === 0) this.#applied.splice(this.#applied.indexOf(entry), 1);
    return undo;
  }

  /** A model works on a copy, by a plan of one step that is tried out. */
  async #workOut(request: { readonly file: string; readonly instruction: string }): Promise<DraftedPatch> {
    const { instruction } = request;
    const file = (await this.#session.files.workspace.resolve(request.file)).display;
    // What can't be changed is said before a model works on it.
    await assertPatchable(file, this.#session.files);
    const description = `${instruction}\n\nChange ${file} and no other file.`;
    const plan = createPlan(
      {
        goal: instruction,
        steps: [{ id: 'patch', type: 'modify_file', description, file }],
        status: 'ready',
      },
      { now: this.#now, newId: this.#newId },
    );
    const { result } = await this.#session.runPlan(plan, { dryRun: true, options: { maxPlanSteps: null } });
    const [step] = result.stepResults;
    if (step === undefined || !step.success)
      throw new PatchError(step?.error ?? 'No change was worked out', 'failed');
    return this.#draftOf(step, file, instruction);
  }

  async #draftOf(step: StepResult, file: string, instruction: string): Promise<DraftedPatch> {
    const changed = step.files.find(({ path }) => path === file);
    const others = [...step.files.filter((other) => other !== changed), ...(step.filesLeftOut ?? [])];
    const warnings = others.map(
      ({ path }) => `A change of ${path} was left out: the patch is about ${file}.`,
    );
    if (changed === undefined) throw new PatchError(`The model changed nothing in ${file}`, 'failed');
    const operation: PatchOperation =
      changed.after === null
        ? { type: 'delete_file', file }
        : { type: 'modify_file', file, content: changed.after };
    const options = { id: this.#newId(), instruction, warnings };
    const drafted = await draftPatch([operation], this.#session.files, options);
    const [now] = drafted.patch.files;
    if (now !== undefined && now.before !== changed.before)
      throw new PatchError(`${file} has changed while the patch was worked out`, 'conflict');
    return drafted;
  }
}

function resultOf(
  patch: Patch,
  {
    applied,
    previewOnly = false,
    rollbackAvailable = false,
    tests,
    notes = [],
  }: Partial<PatchResult> & Pick<PatchResult, 'applied'>,
): PatchResult {
  const { files, warnings, checksum } = patch;
  const deleted = files.filter(({ after }) => after === null).length;
  const created = files.filter((file) => file.created).length;
  return {
    patch,
    applied,
    previewOnly,
    files,
    createdFiles: created,
    changedFiles: files.length - created - deleted,
    deletedFiles: deleted,
    warnings,
    notes: [...patch.notes, ...(files.length === 0 ? ['Nothing to change.'] : []), ...notes],
    rollbackAvailable,
    ...(tests === undefined ? {} : { tests }),
    checksum,
  };
}
