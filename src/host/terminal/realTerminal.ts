// Commands in terminals of the person's own shell, through the editor's shell integration. A command is ended by ending what the shell
// started; the shell and its terminal stay.
import { l10n, ThemeIcon, window } from 'vscode';
import type { Disposable, Terminal, TerminalShellExecution, TerminalShellIntegration } from 'vscode';
import { createProcessControl } from '../../core/process/processControl';
import type { ProcessEntry } from '../../core/process/processTable';

export interface TerminalRun {
  readonly command: string;
  readonly cwd: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly onOutput: (delta: string) => void;
}

export interface TerminalOutcome {
  /** As the terminal got it, with control sequences; the end where there was much. */
  readonly output: string;
  readonly isCut: boolean;
  /** Absent where the shell did not tell. */
  readonly exitCode?: number;
  readonly ended: 'exited' | 'cancelled' | 'timed_out' | 'closed';
}

/** The shell does not say where commands begin and end. `message` is for the model. */
export class ShellIntegrationError extends Error {
  override readonly name = 'ShellIntegrationError';
}

/** How long a new shell may take until it has its integration, in milliseconds. */
const INTEGRATION_MS = 10_000;
/** Between asking processes to end and ending them by force, in milliseconds. */
const GRACE_MS = 2_000;
/** How long the editor may take to report the end after everything was ended, in milliseconds. */
const REPORT_MS = 3_000;
/** Characters of output that are kept. */
const OUTPUT_LIMIT = 80_000;

export class RealTerminals implements Disposable {
  /** Our terminals, and whether a command runs there. */
  readonly #terminals = new Map<Terminal, boolean>();
  readonly #control = createProcessControl();
  readonly #closeListener = window.onDidCloseTerminal((terminal) => this.#terminals.delete(terminal));

  /** Throws `ShellIntegrationError`. */
  async run(request: TerminalRun): Promise<TerminalOutcome> {
    const terminal = this.#idleTerminal(request.cwd);
    this.#terminals.set(terminal, true);
    try {
      terminal.show(true);
      const integration = await integrationOf(terminal, request.signal);
      return await this.#execute(terminal, integration, request);
    } finally {
      if (this.#terminals.has(terminal)) this.#terminals.set(terminal, false);
    }
  }

  dispose(): void {
    this.#closeListener.dispose();
    for (const terminal of this.#terminals.keys()) terminal.dispose();
    this.#terminals.clear();
  }

  #idleTerminal(cwd: string): Terminal {
    for (const [terminal, isBusy] of this.#terminals) {
      if (!isBusy && terminal.shellIntegration?.cwd?.fsPath === cwd) return terminal;
    }
    return window.createTerminal({
      name: l10n.t('Planwright (your shell)'),
      cwd,
      iconPath: new ThemeIcon('terminal'),
      isTransient: true,
    });
  }

  async #execute(
    terminal: Terminal,
    integration: TerminalShellIntegration,
    { command, timeoutMs, signal, onOutput }: TerminalRun,
  ): Promise<TerminalOutcome> {
    signal.throwIfAborted();
    const listeners: Disposable[] = [];
    const stopped = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    let onStop: () => void = () => undefined;
    try {
      const execution = integration.executeCommand(command);
      const reading = read(execution, onOutput);
      const ended = new Promise<{ readonly exitCode?: number; readonly isClosed: boolean }>((resolve) => {
        listeners.push(
          window.onDidEndTerminalShellExecution((event) => {
            if (event.execution !== execution) return;
            resolve({
              isClosed: false,
              ...(event.exitCode === undefined ? {} : { exitCode: event.exitCode }),
            });
          }),
          window.onDidCloseTerminal((closed) => {
            if (closed === terminal) resolve({ isClosed: true });
          }),
        );
      });
      const stop = new Promise<'stopped'>((resolve) => {
        onStop = () => resolve('stopped');
        if (stopped.aborted) onStop();
        else stopped.addEventListener('abort', onStop, { once: true });
      });
      const first = await Promise.race([ended, stop]);
      if (first !== 'stopped') {
        const { output, isCut } = await Promise.race([reading.whole, after(REPORT_MS, reading.soFar)]);
        const { exitCode, isClosed } = first;
        return {
          output,
          isCut,
          ended: isClosed ? 'closed' : 'exited',
          ...(exitCode === undefined ? {} : { exitCode }),
        };
      }
      await this.#endChildren(terminal);
      await Promise.race([ended, after(REPORT_MS, () => undefined)]);
      return { ...reading.soFar(), ended: signal.aborted ? 'cancelled' : 'timed_out' };
    } finally {
      stopped.removeEventListener('abort', onStop);
      for (const listener of listeners) listener.dispose();
    }
  }

  /** Ctrl-C first, as a person would; then everything that the shell started. */
  async #endChildren(terminal: Terminal): Promise<void> {
    const shell = await terminal.processId;
    if (shell === undefined) return;
    const before = this.#childrenOf(shell);
    terminal.sendText('\u0003', false);
    send(before, 'SIGTERM');
    for (let waited = 0; waited < GRACE_MS; waited += 100) {
      if (this.#childrenOf(shell).length === 0) return;
      await after(100, () => undefined);
    }
    send(this.#childrenOf(shell), 'SIGKILL');
  }

  #childrenOf(shell: number): readonly ProcessEntry[] {
    return this.#control.members(shell).filter(({ pid }) => pid !== shell);
  }
}

function send(processes: readonly ProcessEntry[], signal: NodeJS.Signals): void {
  for (const { pid } of processes) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended meanwhile.
    }
  }
}

function integrationOf(terminal: Terminal, signal: AbortSignal): Promise<TerminalShellIntegration> {
  return new Promise((resolve, reject) => {
    const listeners: Disposable[] = [];
    const settle = (action: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      for (const listener of listeners) listener.dispose();
      action();
    };
    const fail = (why: string): void => {
      const message = `${why} Use bash instead, or ask the person to turn on terminal.integrated.shellIntegration.enabled and use a shell that supports it.`;
      settle(() => reject(new ShellIntegrationError(message)));
    };
    const cancel = (): void => settle(() => reject(signal.reason as Error));
    const timer = setTimeout(
      () => fail('The shell of this terminal has no shell integration.'),
      INTEGRATION_MS,
    );
    listeners.push(
      window.onDidChangeTerminalShellIntegration((event) => {
        if (event.terminal === terminal) settle(() => resolve(event.shellIntegration));
      }),
      window.onDidCloseTerminal((closed) => {
        if (closed === terminal) fail('The terminal was closed.');
      }),
    );
    signal.addEventListener('abort', cancel, { once: true });
    const known = terminal.shellIntegration;
    if (signal.aborted) cancel();
    else if (known !== undefined) settle(() => resolve(known));
  });
}

interface Output {
  readonly output: string;
  readonly isCut: boolean;
}

function read(
  execution: TerminalShellExecution,
  onOutput: (delta: string) => void,
): { readonly whole: Promise<Output>; readonly soFar: () => Output } {
  let output = '';
  let isCut = false;
  const soFar = (): Output => ({ output, isCut });
  const whole = (async () => {
    for await (const data of execution.read()) {
      onOutput(data);
      output += data;
      if (output.length > OUTPUT_LIMIT) {
        output = output.slice(-OUTPUT_LIMIT);
        isCut = true;
      }
    }
    return soFar();
  })();
  return { whole, soFar };
}

function after<Value>(ms: number, value: () => Value): Promise<Value> {
  return new Promise((resolve) => setTimeout(() => resolve(value()), ms));
}
