// The changes of one session, as the session and its hosts use them: journal, contents on disk, restore.
import { dirname, join } from 'node:path';
import type { CommitLease } from '../workspace/commit';
import type { ChangeOrigin, ChangeRecorder } from '../workspace/changeRecorder';
import type { ReviewSink } from '../review/reviewSink';
import { notRecorded, recordCutOff } from '../effects/cutOffCommands';
import { commandsDirOf, displayOf } from '../effects/effectPaths';
import type { ObservedChange } from '../effects/effectsPort';
import type { Workspace } from '../workspace/workspace';
import { createBlobStore } from './blobStore';
import { createChangeJournal } from './changeJournal';
import type { JournalPlace } from './journalLine';
import { changesOf } from './journalState';
import type { Checkpoint, JournalledChange } from './journalState';
import { changesWithOutcome } from './outcomes';
import { pruneDaily } from './prune';
import { planFiles, restoreFiles } from './restore';
import type { RestoreOptions, RestoreResult } from './restore';
import type { PlannedFile } from './restorePlan';
import { filesSince } from './restoreTargets';
import { runFiles, stepCheckpoint, stepFiles, stepTargets } from './stepChanges';
import type { StepFiles, StepKey } from './stepChanges';
import { causeOf } from '../words/errorCause';
import type { NoticeCause } from '../words/noticeCause';

/** One file operation as shown to people. */
export interface RecordedChange {
  readonly id: string;
  readonly kind: 'create' | 'edit' | 'delete' | 'rename';
  /** As `ResolvedPath.display`. */
  readonly path: string;
  readonly renamedTo?: string;
  readonly binary: boolean;
  readonly origin: ChangeOrigin;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** `uncertain`: a crash came between, and the file shows neither the content before nor the one after. */
  readonly state: 'applied' | 'uncertain';
  /** Found after a crash; others may have changed the file between the crash and then. Absent: no. */
  readonly changedSince?: true;
  /** A person decided to keep it. */
  readonly settled: boolean;
  /** False: the content before it is not stored. */
  readonly undoable: boolean;
}

/** A moment to go back to. */
export interface CheckpointFiles extends Checkpoint {
  /** Files that differ since, as the journal knows them and as shown to people. */
  readonly files: readonly string[];
}

/** Lines that are written without a pause. */
const LINES_AT_ONCE = 50;

/** Where the contents of a journal's changes are. */
export function blobsDirOf(journalPath: string): string {
  return join(dirname(journalPath), 'blobs');
}

export interface SessionChangesOptions {
  /** File of the session's journal. Contents are shared by all journals of its folder, in `blobs` beside it. */
  readonly path: string;
  readonly sessionId: string;
  readonly workspace: Workspace;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly newId: () => string;
  /** For the files of one restore; absent where nobody else writes. */
  readonly leaseFor?: () => CommitLease;
  /** Hears of every write. Default none. */
  readonly review?: ReviewSink;
  /** Told of the paths of every write. Default none. */
  readonly onWritten?: (paths: readonly string[]) => void;
  /** Told once, in words, when changes can't be recorded. */
  readonly onFailure: (cause: NoticeCause) => void;
}

export interface SessionChanges {
  /** Marks the moment before a run. */
  startRun(runId: string): void;
  /** Marks the moment before a plan step. */
  startStep(stepId: string): void;
  recorder(origin: () => ChangeOrigin): ChangeRecorder;
  /** Records what a command changed. Never rejects. */
  observed(
    changes: readonly ObservedChange[],
    origin: ChangeOrigin,
    displayOf: (path: string) => string,
  ): Promise<void>;
  /** Records what commands changed that were cut off with an earlier process. Never rejects. */
  recover(): Promise<void>;
  /** Oldest first, without those that failed. */
  list(): Promise<readonly RecordedChange[]>;
  /** Oldest first. */
  checkpoints(): Promise<readonly CheckpointFiles[]>;
  /** What a restore would do now. Throws `RangeError` for an unknown checkpoint. */
  plan(checkpointId: string, signal: AbortSignal): Promise<readonly PlannedFile[]>;
  restore(checkpointId: string, options: Pick<RestoreOptions, 'decide' | 'signal'>): Promise<RestoreResult>;
  /** Files that a run left other than they were before it, as shown to people. */
  filesOfRun(runId: string): Promise<readonly string[]>;
  /** What a plan step did to files. */
  filesOfStep(step: StepKey): Promise<StepFiles>;
  /** Takes back what a plan step did to files. A file that is not as the step left it stays as it is and is among the `kept`. */
  restoreStep(step: StepKey, signal: AbortSignal): Promise<RestoreResult>;
  /** A person decided to keep these, or all, as they do in the review: their contents may be pruned after 30 days. */
  keep(ids?: readonly string[]): Promise<void>;
  /** Ends what runs in the background. */
  dispose(): Promise<void>;
}

export function createSessionChanges(options: SessionChangesOptions): SessionChanges {
  const { path, workspace, now, newId } = options;
  const blobs = createBlobStore({ dir: blobsDirOf(path) });
  const report = (error: Error): void =>
    options.onFailure({ code: 'changes_not_recorded', of: causeOf(error) });
  const journal = createChangeJournal({ ...options, blobs, onFailure: report });
  const detach = options.review?.attach?.({
    sessionId: options.sessionId,
    recorder: (decisionId) => journal.recorder(() => ({ kind: 'review', decisionId })),
    settle: (ids) => journal.settle(ids),
  });
  const lifetime = new AbortController();
  let pruning: Promise<void> | undefined;

  function startPruning(): void {
    pruning ??= pruneDaily(dirname(path), blobs, now(), lifetime.signal).catch((error: unknown) =>
      report(error instanceof Error ? error : new Error(String(error))),
    );
  }

  async function observed(
    changes: readonly ObservedChange[],
    origin: ChangeOrigin,
    nameOf: (path: string) => string,
  ): Promise<void> {
    if (changes.length > 0) startPruning();
    const placeOf = (at: string): JournalPlace => ({ path: at, display: nameOf(at) });
    for (const [index, { kind, path: at, to, before, after, changedSince }] of changes.entries()) {
      await journal.observed({
        kind,
        file: placeOf(at),
        ...(to === undefined ? {} : { to: placeOf(to) }),
        ...(before === undefined ? {} : { before }),
        ...(after === undefined ? {} : { after }),
        origin,
        ...(changedSince === undefined ? {} : { changedSince }),
      });
      // Others get their turn between the lines of a command that changed much.
      if (index % LINES_AT_ONCE === LINES_AT_ONCE - 1) await new Promise((resolve) => setImmediate(resolve));
    }
  }

  const writing = () => ({
    workspace,
    journal,
    blobs,
    newId,
    ...(options.leaseFor === undefined ? {} : { lease: options.leaseFor() }),
  });

  return {
    startRun(runId) {
      journal.checkpoint(runId, 'run');
    },

    startStep(stepId) {
      journal.checkpoint(stepId, 'step');
    },

    recorder(origin) {
      const record = journal.recorder(origin);
      return (change) => {
        startPruning();
        return record(change);
      };
    },

    observed,

    async recover() {
      const dir = commandsDirOf(blobsDirOf(path));
      try {
        await recordCutOff(
          { dir, blobs, sessionId: options.sessionId, signal: lifetime.signal },
          async (found) => {
            const changes = notRecorded(await journal.read(), found.changes);
            await observed(changes, found.origin, (at) => displayOf(at, workspace.folders));
          },
        );
      } catch (error) {
        report(error instanceof Error ? error : new Error(String(error)));
      }
    },

    async list() {
      return (await changesWithOutcome({ journal, workspace, blobs })).flatMap((change) => {
        const { state } = change;
        return state === 'failed' ? [] : [toRecordedChange(change, state)];
      });
    },

    async checkpoints() {
      const state = await journal.read();
      return state.entries.flatMap((entry) =>
        entry.type === 'checkpoint'
          ? [{ ...entry.checkpoint, files: filesSince(state, entry.checkpoint.id) }]
          : [],
      );
    },

    async plan(checkpointId, signal) {
      return planFiles({ workspace, blobs, state: await journal.read(), checkpointId, signal });
    },

    async restore(checkpointId, { decide, signal }) {
      return restoreFiles({
        ...writing(),
        state: await journal.read(),
        checkpointId,
        signal,
        ...(decide === undefined ? {} : { decide }),
      });
    },

    async filesOfRun(runId) {
      return runFiles(await journal.read(), runId);
    },

    async filesOfStep(step) {
      return stepFiles(await journal.read(), step, blobs);
    },

    async restoreStep(step, signal) {
      const state = await journal.read();
      const targets = stepTargets(state, step);
      return restoreFiles({ ...writing(), state, checkpointId: stepCheckpoint(step), targets, signal });
    },

    async keep(ids) {
      const open = (await options.review?.keepChanges?.(options.sessionId, ids)) ?? [];
      const known = changesOf(await journal.read()).filter(
        ({ settled, id }) => !settled && !open.includes(id),
      );
      journal.settle(known.map(({ id }) => id).filter((id) => ids === undefined || ids.includes(id)));
    },

    async dispose() {
      detach?.();
      lifetime.abort();
      await pruning;
      journal.close();
    },
  };
}

function toRecordedChange(change: JournalledChange, state: RecordedChange['state']): RecordedChange {
  const { id, kind, origin, time, settled, before, after } = change;
  return {
    id,
    kind,
    path: change.file.display,
    ...(change.to === undefined ? {} : { renamedTo: change.to.display }),
    binary: before?.binary === true || after?.binary === true,
    origin,
    time,
    state,
    ...(change.changedSince === true ? { changedSince: true } : {}),
    settled,
    undoable: before?.missing === undefined && after?.missing !== 'link',
  };
}
