// Runs commands as child processes of this machine: time limits, cancelling, and the commands that go on in the background.
//
// Standard input: a command reads end of file at once unless it was asked for as `interactive` or started in the background.
// An open but silent input would hang every program that looks there first (`rg`, `cat`, `grep` without a file) until its time
// limit; a closed one makes it say what it misses. Cancelling never depends on it.
import { statSync } from 'node:fs';
import type { CommandMirror } from './commandMirror';
import type { AllowedDomains } from '../sandbox/allowedDomains';
import type { CommandSandbox, SandboxEntry } from '../sandbox/commandSandbox';
import type { SandboxMode } from '../sandbox/sandboxMode';
import { sandboxProblemText } from '../sandbox/sandboxWords';
import type {
  BackgroundCommand,
  CommandOutcome,
  CommandPlace,
  CommandRequest,
  CommandRunner,
  SandboxKind,
} from './commandRunner';
import { CommandStartError } from './commandRunner';
import type { CommandEnvironmentOptions } from './environment';
import { commandEnvironment } from './environment';
import { createOrphanGuard } from './orphanGuard';
import type { OutputLimits } from './outputCapture';
import { createProcessControl } from './processControl';
import type { ProcessTree } from './processTree';
import { createProcessTree } from './processTree';
import { RunningCommand } from './runningCommand';
import type { Shell } from './shell';
import { chooseShell } from './shell';

export interface LocalCommandRunnerOptions {
  /** Folder for outputs that are too long for memory; made when it is needed. */
  readonly outputDir: string;
  /** Environment that commands get a scrubbed copy of. Default that of this process, read anew for each command. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Variables that pass although they are not on the list; see `CommandEnvironmentOptions`. */
  readonly keepVariables?: readonly string[];
  /** Keys in use: no variable that holds one is passed on. */
  readonly secrets?: () => readonly string[];
  readonly mirror?: CommandMirror;
  /** Default: found on this machine. */
  readonly shell?: Shell;
  /** Milliseconds between asking a command to end and ending it by force. Default 2,000. */
  readonly graceMs?: number;
  readonly limits?: OutputLimits;
  /** Milliseconds a command of `background: true` is watched before the call returns. Default 500. */
  readonly backgroundGraceMs?: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Default none. */
  readonly sandbox?: RunnerSandbox;
}

/** What commands are started in, and when. */
export interface RunnerSandbox {
  /** Asked at each command. */
  readonly mode: () => SandboxMode;
  readonly system: CommandSandbox;
  /** Absolute folders that commands may write, asked at each command. */
  readonly writable: () => readonly string[];
  /** Hosts that commands may reach from inside; while there are none, they have no network. Default none. */
  readonly domains?: AllowedDomains;
  /** It has paths of its own. Default false. */
  readonly isContainer?: boolean;
  /** Called when the runner ends, after its commands. Default nothing. */
  readonly onDispose?: () => Promise<void>;
}

/** How long a cancelled command is waited for before it is reported, in milliseconds. */
const cancelWaitMs = 100;
/** Ended background commands whose last output is kept. */
const keptEnded = 20;

interface BackgroundEntry {
  readonly id: string;
  readonly command: RunningCommand;
  readonly startedAt: number;
}

type Interruption = 'exited' | 'timed_out' | 'cancelled' | 'background';

/** Throws `ShellNotFoundError` where the machine has no shell. */
export function createLocalCommandRunner(options: LocalCommandRunnerOptions): CommandRunner {
  return new LocalCommandRunner(options);
}

class LocalCommandRunner implements CommandRunner {
  readonly shellName: string;
  private readonly shell: Shell;
  private readonly tree: ProcessTree;
  private readonly now: () => number;
  /** Running commands by call. */
  private readonly running = new Map<string, RunningCommand>();
  /** Ends the waiting of a call with `background`. */
  private readonly waiting = new Map<string, () => void>();
  private readonly inBackground = new Map<string, BackgroundEntry>();
  private started = 0;
  private backgroundCount = 0;
  private isDisposed = false;

  constructor(private readonly options: LocalCommandRunnerOptions) {
    const platform = process.platform;
    this.shell =
      options.shell ??
      chooseShell({ platform, environment: options.environment ?? process.env, isFile: isExistingFile });
    this.shellName = this.shell.name;
    const control = createProcessControl(platform);
    this.tree = createProcessTree({
      control,
      graceMs: options.graceMs,
      guard: control.usesGroups ? createOrphanGuard() : undefined,
    });
    this.now = options.now ?? Date.now;
  }

  get sandboxKind(): SandboxKind {
    const mode = this.mode();
    if (mode === 'off') return 'none';
    if (this.options.sandbox?.isContainer === true) return 'container';
    return mode === 'required' ? 'required' : 'optional';
  }

  /** What goes on in the background is meant to be reached from outside, so only `required` keeps it in. */
  async place({
    background,
    outside,
  }: Pick<CommandRequest, 'background' | 'outside'>): Promise<CommandPlace> {
    const mode = this.mode();
    const { sandbox } = this.options;
    if (sandbox === undefined || mode === 'off') return { kind: 'open' };
    if (mode === 'auto' && (background === true || outside === true)) return { kind: 'open' };
    if (outside === true) {
      return { kind: 'refused', reason: 'Commands run in the sandbox only: the person requires it.' };
    }
    const state = await sandbox.system.check();
    if (state.works) return { kind: 'sandbox' };
    if (mode === 'auto') return { kind: 'open', missing: state.problem };
    const reason = `Commands may run in a sandbox only, and there is none. ${sandboxProblemText(state.problem)}`;
    return { kind: 'refused', reason };
  }

  async run(request: CommandRequest): Promise<CommandOutcome> {
    const sandbox = await this.enterSandbox(request);
    if (this.isDisposed) {
      await sandbox?.ended(false);
      throw new CommandStartError('The session has ended: no command can be started.');
    }
    if (request.signal.aborted) {
      await sandbox?.ended(false);
      return { status: 'cancelled', output: '', truncated: false, durationMs: 0 };
    }
    const startedAt = this.now();
    this.started += 1;
    const starting = RunningCommand.start({
      callId: request.callId,
      command: request.command,
      cwd: request.cwd,
      environment: this.environment(),
      shell: this.shell,
      tree: this.tree,
      outputDir: this.options.outputDir,
      // Ids of calls may repeat; a file that the history names must not be written over.
      outputName: `${request.callId}-${startedAt.toString(36)}-${this.started}`,
      limits: this.options.limits,
      takesInput: request.interactive === true || request.background === true,
      onOutput: request.onOutput,
      mirror: this.options.mirror,
      ...(sandbox === undefined ? {} : { sandbox }),
    });
    starting.catch(() => sandbox?.ended(false));
    const command = await starting;
    this.running.set(request.callId, command);
    void command.finished.then(() => this.running.delete(request.callId));
    if (this.isDisposed) {
      await command.end();
    }
    const status = await this.waitForEnd(command, request);
    if (status === 'background') {
      return this.sendToBackground(command, startedAt);
    }
    if (status === 'timed_out') {
      await command.end();
    } else if (status === 'cancelled') {
      command.silence();
      await Promise.race([command.end(), pause(cancelWaitMs)]);
    }
    return this.outcome(command, status, startedAt);
  }

  moveToBackground(callId: string): boolean {
    const move = this.waiting.get(callId);
    move?.();
    return move !== undefined;
  }

  background(): readonly BackgroundCommand[] {
    return [...this.inBackground.values()].map(stateOf);
  }

  readBackground(id: string): { readonly output: string; readonly state: BackgroundCommand } | undefined {
    const entry = this.inBackground.get(id);
    return entry === undefined
      ? undefined
      : { output: entry.command.output.takeUnread(), state: stateOf(entry) };
  }

  writeInput(callId: string, input: string): boolean {
    return this.running.get(callId)?.write(input) ?? false;
  }

  writeBackground(id: string, input: string): boolean {
    return this.inBackground.get(id)?.command.write(input) ?? false;
  }

  async endBackground(id: string): Promise<boolean> {
    const entry = this.inBackground.get(id);
    if (entry === undefined || !entry.command.isRunning) {
      return false;
    }
    await entry.command.end();
    return true;
  }

  whenEnded(id: string): Promise<void> | undefined {
    return this.inBackground.get(id)?.command.finished;
  }

  async dispose(): Promise<void> {
    this.isDisposed = true;
    await this.tree.dispose();
    await Promise.all([...this.running.values()].map((command) => command.finished));
    await this.options.sandbox?.onDispose?.();
  }

  private mode(): SandboxMode {
    return this.options.sandbox?.mode() ?? 'off';
  }

  /** Undefined where the command runs without one. Rejects with `CommandStartError`. */
  private async enterSandbox(request: CommandRequest): Promise<SandboxEntry | undefined> {
    const { sandbox, outputDir } = this.options;
    if (sandbox === undefined || this.isDisposed || request.signal.aborted) return undefined;
    const place = await this.place(request);
    if (place.kind === 'refused') throw new CommandStartError(place.reason);
    if (place.kind === 'open') return undefined;
    const { domains } = sandbox;
    try {
      const entering = sandbox.system.enter({
        cwd: request.cwd,
        writable: sandbox.writable(),
        visible: [outputDir, ...programFolders(this.environment().PATH ?? '')],
        ...(domains === undefined || domains.isEmpty
          ? {}
          : { network: { allows: (host) => domains.allows(host) } }),
      });
      const entry = await unlessAborted(entering, request.signal);
      // It comes too late for its command.
      if (entry === undefined) entering.then((late) => late.ended(false)).catch(() => undefined);
      return entry;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new CommandStartError(`The sandbox could not be made: ${reason}`, { cause: error });
    }
  }

  private environment(): Record<string, string> {
    const rules: CommandEnvironmentOptions = {
      platform: process.platform,
      keep: this.options.keepVariables,
      secrets: this.options.secrets?.(),
    };
    return commandEnvironment(this.options.environment ?? process.env, rules);
  }

  /** Resolves with what comes first, and leaves no timer or listener behind. */
  private waitForEnd(command: RunningCommand, request: CommandRequest): Promise<Interruption> {
    return new Promise((resolve) => {
      let isSettled = false;
      const settle = (status: Interruption) => {
        if (isSettled) {
          return;
        }
        isSettled = true;
        clearTimeout(timer);
        request.signal.removeEventListener('abort', onAbort);
        this.waiting.delete(request.callId);
        resolve(status);
      };
      const onAbort = () => settle('cancelled');
      const timer =
        request.background === true
          ? setTimeout(() => settle('background'), this.options.backgroundGraceMs ?? 500)
          : setTimeout(() => settle('timed_out'), request.timeoutMs);
      request.signal.addEventListener('abort', onAbort, { once: true });
      this.waiting.set(request.callId, () => settle('background'));
      void command.finished.then(() => settle('exited'));
      if (request.signal.aborted) {
        onAbort();
      }
    });
  }

  private sendToBackground(command: RunningCommand, startedAt: number): CommandOutcome {
    this.backgroundCount += 1;
    const id = `bg-${this.backgroundCount}`;
    command.detach();
    command.output.takeUnread();
    this.inBackground.set(id, { id, command, startedAt });
    const ended = [...this.inBackground.values()].filter((entry) => !entry.command.isRunning);
    for (const entry of ended.slice(0, -keptEnded)) {
      this.inBackground.delete(entry.id);
    }
    return { ...this.outcome(command, 'background', startedAt), backgroundId: id };
  }

  private outcome(command: RunningCommand, status: Interruption, startedAt: number): CommandOutcome {
    const file = command.output.filePath;
    return {
      status,
      output: command.output.text,
      truncated: command.output.isCut,
      durationMs: this.now() - startedAt,
      ...(command.exitCode === undefined ? {} : { exitCode: command.exitCode }),
      ...(command.signal === undefined ? {} : { signal: command.signal }),
      ...(file === undefined ? {} : { fullOutputFile: file }),
      ...(command.leftRunning ? { leftRunning: true } : {}),
      ...(command.isSandboxed ? { sandboxed: true } : {}),
      ...refusedBy(command),
    };
  }
}

function stateOf(entry: BackgroundEntry): BackgroundCommand {
  const { command } = entry;
  const file = command.output.filePath;
  return {
    id: entry.id,
    command: command.command,
    running: command.isRunning,
    startedAt: entry.startedAt,
    ...(command.exitCode === undefined ? {} : { exitCode: command.exitCode }),
    ...(file === undefined ? {} : { fullOutputFile: file }),
    ...refusedBy(command),
  };
}

function refusedBy({ refusedHosts }: RunningCommand): Pick<CommandOutcome, 'refusedHosts'> {
  return refusedHosts.length === 0 ? {} : { refusedHosts };
}

/** A container may take minutes to come. Undefined when the signal came first. */
async function unlessAborted<Value>(value: Promise<Value>, signal: AbortSignal): Promise<Value | undefined> {
  const aborted = Promise.withResolvers<undefined>();
  const onAbort = () => aborted.resolve(undefined);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([value, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    // Nobody else would hear of its failure.
    value.catch(() => undefined);
  }
}

/** Where programs are installed: the folders of PATH, with what stands beside a folder `bin`. */
function programFolders(path: string): readonly string[] {
  const folders = path.split(':').filter((folder) => /^\/.+\/[^/]+\/*$/.test(folder));
  return folders.flatMap((folder) => [folder, folder.replace(/(.+\/[^/]+)\/bin\/*$/, '$1')]);
}

function isExistingFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  } catch {
    // A folder of PATH that we may not look into has no shell for us.
    return false;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
