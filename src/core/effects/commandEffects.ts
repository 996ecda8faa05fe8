// What the commands of one session change: found, recorded in its journal, and said to the model and to people. Nothing here stops a
// command: where files can't be followed, that is said once and the command runs all the same.
import { rmSync } from 'node:fs';
import type { SessionChanges } from '../journal/sessionChanges';
import type { ToolOutput } from '../tools/tool';
import type { ChangeOrigin } from '../workspace/changeRecorder';
import type { Workspace } from '../workspace/workspace';
import { displayOf } from './effectPaths';
import type { ObservedChanges, WorkspaceEffects } from './effectsPort';
import type { SharedEffects } from './effectsPool';
import { beyondNotice, changedFiles, changeNote } from './effectWords';
import { isReadOnlyCommand } from './readOnlyCommand';
import { causeOf } from '../words/errorCause';
import type { NoticeCause } from '../words/noticeCause';

export interface CommandEffectsOptions {
  readonly sessionId: string;
  readonly workspace: Workspace;
  readonly shared: SharedEffects;
  readonly changes: Pick<SessionChanges, 'observed'>;
  /** Resolves when the background command with this id has ended; undefined for an unknown one. */
  readonly whenEnded: (backgroundId: string) => Promise<void> | undefined;
  readonly newId: () => string;
  readonly notify: (level: 'info' | 'warning', cause: NoticeCause) => void;
}

export interface ObservedCall {
  readonly line: string;
  readonly origin: ChangeOrigin;
  readonly signal: AbortSignal;
}

export interface CommandEffects {
  /** Runs a command by `run` and adds to its output what it changed. */
  around(call: ObservedCall, run: () => Promise<ToolOutput>): Promise<ToolOutput>;
  /** Records what background commands changed until now, and ends. */
  dispose(): Promise<void>;
}

interface Observation {
  readonly id: string;
  readonly origin: ChangeOrigin;
  /** As `BeginResult.mark`. */
  readonly mark?: string;
}

export function createCommandEffects(options: CommandEffectsOptions): CommandEffects {
  const { workspace, shared, changes, notify } = options;
  const inBackground = new Map<string, Observation>();
  let hasFailed = false;
  let saidUnwatched = false;

  function fail(error: unknown): undefined {
    if (!hasFailed) notify('warning', { code: 'commands_not_followed', of: causeOf(error) });
    hasFailed = true;
    return undefined;
  }

  async function begin({ origin }: ObservedCall): Promise<Observation | undefined> {
    try {
      const effects = await shared.started();
      for (const other of [...inBackground.values()]) await collect(effects, other, true);
      const id = options.newId();
      const { unwatched, mark } = await effects.begin({
        id,
        roots: workspace.folders.map(({ root }) => root),
        command: { sessionId: options.sessionId, origin },
      });
      if (unwatched !== undefined && !saidUnwatched && process.platform === 'linux') {
        saidUnwatched = true;
        notify('info', { code: 'not_watched', of: unwatched });
      }
      return { id, origin, ...(mark === undefined ? {} : { mark }) };
    } catch (error) {
      return fail(error);
    }
  }

  async function collect(
    effects: WorkspaceEffects,
    { id, origin, mark }: Observation,
    goesOn: boolean,
  ): Promise<ObservedChanges | undefined> {
    try {
      const observed = await effects.end({ id, goesOn });
      await changes.observed(observed.changes, origin, (path) => displayOf(path, workspace.folders));
      // Not before: until here a crash would lose what was found.
      if (mark !== undefined && !goesOn) rmSync(mark, { force: true });
      const notice = beyondNotice(observed, workspace.folders);
      if (notice !== undefined) notify('warning', notice);
      return observed;
    } catch (error) {
      return fail(error);
    }
  }

  /** The command was cancelled before it began. */
  async function giveUp(observation: Observation | undefined): Promise<void> {
    if (observation === undefined || shared.running === undefined) return;
    const { id, mark } = observation;
    // The watcher has ended meanwhile: nothing runs.
    await shared.running.end({ id, goesOn: false }).catch(() => undefined);
    if (mark !== undefined) rmSync(mark, { force: true });
  }

  function followInBackground(observation: Observation, ended: Promise<void>): void {
    inBackground.set(observation.id, observation);
    void ended.then(async () => {
      if (!inBackground.delete(observation.id) || shared.running === undefined) return;
      await collect(shared.running, observation, false);
    });
  }

  return {
    async around(call, run) {
      if (hasFailed || isReadOnlyCommand(call.line)) return run();
      const beginning = begin(call);
      const observation = await unlessAborted(beginning, call.signal);
      const effects = shared.running;
      if (observation === undefined) void beginning.then(giveUp);
      if (observation === undefined || effects === undefined) return run();
      let output: ToolOutput | undefined;
      let observed: ObservedChanges | undefined;
      try {
        output = await run();
      } finally {
        const id = output?.details?.type === 'command' ? output.details.backgroundId : undefined;
        const ended = id === undefined ? undefined : options.whenEnded(id);
        observed = await collect(effects, observation, ended !== undefined);
        if (ended !== undefined) followInBackground(observation, ended);
      }
      if (observed === undefined) return output;
      const note = changeNote(observed, workspace.folders, call.line);
      const content = note === '' ? output.content : `${output.content}\n${note}`;
      if (output.details?.type !== 'command') return { ...output, content };
      return {
        ...output,
        content,
        details: { ...output.details, ...changedFiles(observed, workspace.folders) },
      };
    },

    async dispose() {
      const open = [...inBackground.values()];
      inBackground.clear();
      const effects = shared.running;
      if (effects !== undefined) for (const observation of open) await collect(effects, observation, false);
      await shared.release();
    },
  };
}

/** Undefined when the signal comes first: the command then ends before it begins, and nobody waits for the index. */
async function unlessAborted<Result>(
  work: Promise<Result>,
  signal: AbortSignal,
): Promise<Result | undefined> {
  if (signal.aborted) return undefined;
  const aborted = Promise.withResolvers<undefined>();
  const onAbort = (): void => aborted.resolve(undefined);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
