// One command from its start to its end. It knows nothing of time limits, cancelling or the background: that is the runner's.
import { CommandOutput } from './commandOutput';
import type { CommandMirror } from './commandMirror';
import { CommandStartError } from './commandRunner';
import { LiveOutput } from './liveOutput';
import type { OutputLimits } from './outputCapture';
import type { ProcessExit, ProcessTree, TrackedProcess } from './processTree';
import type { Shell } from './shell';
import { endingSignal } from './endingSignal';
import type { SandboxEntry } from '../sandbox/commandSandbox';
import type { RefusedHost } from '../sandbox/networkHost';

export interface StartCommand {
  readonly callId: string;
  readonly command: string;
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly shell: Shell;
  readonly tree: ProcessTree;
  readonly outputDir: string;
  readonly outputName: string;
  readonly limits?: OutputLimits;
  /** Keeps standard input open. */
  readonly takesInput: boolean;
  readonly onOutput: (delta: string) => void;
  readonly mirror?: CommandMirror;
  /** What it runs in. Default nothing. */
  readonly sandbox?: SandboxEntry;
}

/** How long output is waited for when something else holds the pipe open after the end, in milliseconds. */
const drain = { quietMs: 60, mostMs: 500, pollMs: 15 };
/** How long something that has closed its output may take to end, in milliseconds. */
const ending = { mostMs: 60, pollMs: 10 };

export class RunningCommand {
  /** Resolves with the exit code (-1 for a signal) when the command has ended and its output is complete. */
  readonly finished: Promise<void>;
  exitCode: number | undefined;
  signal: string | undefined;
  /** Set with `finished`: something that it started is still running. */
  leftRunning = false;
  private wasStopped = false;

  private constructor(
    readonly callId: string,
    readonly command: string,
    readonly output: CommandOutput,
    private readonly process: TrackedProcess,
    private readonly live: LiveOutput,
    private readonly mirrored: LiveOutput,
    private readonly mirror: CommandMirror | undefined,
    private readonly sandbox: SandboxEntry | undefined,
  ) {
    this.finished = this.finish();
  }

  /** Rejects with `CommandStartError`. */
  static async start(options: StartCommand): Promise<RunningCommand> {
    const { callId, command, mirror, sandbox } = options;
    const launch = options.shell.launch(command, sandbox?.prefix);
    const live = new LiveOutput(options.onOutput);
    const mirrored = new LiveOutput((text) => mirror?.output(callId, text), { maxCharacters: 65_536 });
    const output = new CommandOutput({
      folder: options.outputDir,
      name: options.outputName,
      limits: options.limits,
      onText: (text) => {
        live.push(text);
        mirrored.push(text);
      },
    });
    let process: TrackedProcess;
    try {
      process = await options.tree.start(
        launch.executable,
        launch.arguments,
        {
          cwd: options.cwd,
          env: { ...options.environment, ...sandbox?.environment },
          stdio: [options.takesInput ? 'pipe' : 'ignore', 'pipe', launch.mergesErrors ? 'ignore' : 'pipe'],
        },
        { isMonitor: sandbox?.isMonitor === true },
      );
    } catch (error) {
      throw new CommandStartError(startProblem(error, options), { cause: error });
    }
    mirror?.started(callId, command, options.cwd);
    for (const stream of [process.child.stdout, process.child.stderr]) {
      if (stream !== null) {
        output.read(stream);
      }
    }
    // A command that ends without reading all its input is no failure.
    process.child.stdin?.on('error', () => undefined);
    return new RunningCommand(callId, command, output, process, live, mirrored, mirror, sandbox);
  }

  /** It runs, or ran, in a sandbox. */
  get isSandboxed(): boolean {
    return this.sandbox !== undefined;
  }

  /** Until now. */
  get refusedHosts(): readonly RefusedHost[] {
    return this.sandbox?.refused?.() ?? [];
  }

  get isRunning(): boolean {
    return this.exitCode === undefined;
  }

  /** Asks the whole process tree to end, by force after the grace time; resolves when it is gone. */
  async end(): Promise<void> {
    this.wasStopped = true;
    await this.process.end();
    await this.finished;
  }

  /** No more output is passed on to the caller. */
  silence(): void {
    this.live.stop();
  }

  /** Passes on what waits, and nothing after it: the command goes on in the background. */
  detach(): void {
    this.live.end();
  }

  /** False when it has ended or takes no input. Ctrl-C alone interrupts it, Ctrl-D alone ends its input, as in a terminal. */
  write(input: string): boolean {
    if (input === '\u0003' && this.isRunning) {
      this.wasStopped = true;
      this.process.interrupt();
      return true;
    }
    const stdin = this.process.child.stdin;
    if (stdin === null || !stdin.writable || !this.isRunning) {
      return false;
    }
    if (input === '\u0004') {
      stdin.end();
    } else {
      stdin.write(input);
    }
    return true;
  }

  private async finish(): Promise<void> {
    const { child } = this.process;
    let isClosed = false;
    const closed = new Promise<void>((resolve) => {
      child.once('close', () => {
        isClosed = true;
        resolve();
      });
    });
    const exit = this.exitOf(await this.process.exited);
    await Promise.race([closed, this.waitUntilQuiet(() => isClosed)]);
    this.leftRunning = await this.leavesSomething(isClosed);
    if (!isClosed) {
      // What still runs may go on writing: it is read and dropped, for a closed pipe would end it.
      (child.stdout as unknown as { unref?: () => void } | null)?.unref?.();
      (child.stderr as unknown as { unref?: () => void } | null)?.unref?.();
    }
    child.stdin?.destroy();
    await this.sandbox?.ended(this.wasStopped);
    await this.output.close();
    this.live.end();
    this.mirrored.end();
    this.signal = exit.signal;
    this.exitCode = exit.code ?? -1;
    this.mirror?.ended(this.callId, this.exitCode);
  }

  private exitOf(exit: ProcessExit): ProcessExit {
    if (this.sandbox?.isMonitor !== true || exit.code === undefined) return exit;
    const signal = endingSignal(exit.code);
    return signal === undefined ? exit : { signal };
  }

  /** What has closed its output may be about to end, such as the `cat` behind `/dev/stderr`: it gets a moment for that. */
  private async leavesSomething(isClosed: boolean): Promise<boolean> {
    for (let waited = 0; isClosed && waited < ending.mostMs; waited += ending.pollMs) {
      if (!this.process.hasMembers()) return false;
      await new Promise((resolve) => setTimeout(resolve, ending.pollMs));
    }
    return this.process.hasMembers();
  }

  /** Resolves when no output came for a moment, although something holds the pipe open. */
  private async waitUntilQuiet(isClosed: () => boolean): Promise<void> {
    const start = performance.now();
    let now = start;
    while (!isClosed() && now - start < drain.mostMs) {
      if (now - Math.max(start, this.output.lastActivity) >= drain.quietMs) {
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, drain.pollMs));
      now = performance.now();
    }
  }
}

/** What kept a command from starting, with what can be done about it. */
function startProblem(error: unknown, { command, cwd }: StartCommand): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'E2BIG' || code === 'ENAMETOOLONG') {
    return `The command line is too long (${command.length} characters). Write the text to a file with write, and use that.`;
  }
  const reason = error instanceof Error ? error.message : String(error);
  return `The command could not be started in ${cwd}: ${reason}`;
}
