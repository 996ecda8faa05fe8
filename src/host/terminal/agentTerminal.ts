// One terminal that shows every command of the agent as it runs, and takes input for the one that runs. The commands themselves are
// child processes elsewhere; closing the terminal ends none of them.
import { EventEmitter, l10n, ThemeIcon, window } from 'vscode';
import type { Disposable, Pseudoterminal, Terminal } from 'vscode';
import type { CommandMirror } from '../../core/process/commandMirror';
import { inputToSend, toTerminalText } from './terminalText';

/** Types into a running command; false when it takes no input. */
export type InputWriter = (callId: string, input: string) => boolean;

const DIM = '\u001b[2m';
const BOLD = '\u001b[1m';
const RESET = '\u001b[0m';
/** Text kept for a terminal that is opened later, in UTF-16 units. */
const BACKLOG_LIMIT = 200_000;

export class AgentTerminal implements Disposable {
  readonly #running: { readonly callId: string; readonly write: InputWriter }[] = [];
  readonly #closeListener: Disposable;
  #backlog = '';
  #line = '';
  #terminal: Terminal | undefined;
  #writer: EventEmitter<string> | undefined;

  constructor() {
    this.#closeListener = window.onDidCloseTerminal((terminal) => {
      if (terminal === this.#terminal) this.#forget();
    });
  }

  /** What one session's commands report to. */
  mirror(write: InputWriter): CommandMirror {
    return {
      started: (callId, command, cwd) => {
        this.#running.push({ callId, write });
        this.#open();
        this.#print(
          `${DIM}${toTerminalText(cwd)}${RESET}\r\n${BOLD}> ${toTerminalText(command)}${RESET}\r\n`,
        );
      },
      output: (_callId, text) => this.#print(toTerminalText(text)),
      ended: (callId, exitCode) => {
        const index = this.#running.findIndex((entry) => entry.callId === callId);
        if (index !== -1) this.#running.splice(index, 1);
        this.#line = '';
        const ending = exitCode === -1 ? l10n.t('ended by a signal') : l10n.t('exit code {0}', exitCode);
        this.#print(`\r\n${DIM}[${ending}]${RESET}\r\n\r\n`);
      },
    };
  }

  /** Brings the terminal up, for a person who asked for it. */
  show(): void {
    this.#open();
    this.#terminal?.show(true);
  }

  dispose(): void {
    this.#closeListener.dispose();
    this.#terminal?.dispose();
    this.#forget();
  }

  /** Makes the terminal without showing it: the panel area stays as the person left it. */
  #open(): void {
    if (this.#terminal !== undefined) return;
    const writer = new EventEmitter<string>();
    const pty: Pseudoterminal = {
      onDidWrite: writer.event,
      open: () => {
        // Only now does the terminal listen; what came before is written at once.
        this.#writer = writer;
        if (this.#backlog !== '') writer.fire(this.#backlog);
      },
      close: () => this.#forget(),
      handleInput: (data) => this.#handleInput(data),
    };
    this.#terminal = window.createTerminal({ name: 'Planwright', pty, iconPath: new ThemeIcon('hubot') });
  }

  #print(text: string): void {
    this.#backlog = (this.#backlog + text).slice(-BACKLOG_LIMIT);
    this.#writer?.fire(text);
  }

  #handleInput(data: string): void {
    const { line, echo, sends } = inputToSend(this.#line, data);
    this.#line = line;
    if (echo !== '') this.#print(echo);
    const target = this.#running.at(-1);
    for (const send of sends) {
      if (target?.write(target.callId, send) === true) continue;
      const reason =
        target === undefined ? l10n.t('no command is running') : l10n.t('this command takes no input');
      this.#print(`${DIM}[${reason}]${RESET}\r\n`);
    }
  }

  #forget(): void {
    this.#writer?.dispose();
    this.#writer = undefined;
    this.#terminal = undefined;
    this.#line = '';
  }
}
