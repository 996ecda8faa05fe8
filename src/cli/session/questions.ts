// Permission questions during a one-shot run: the terminal is opened for a question and given back after it.
import type { ReadStream, WriteStream } from 'node:tty';
import type { ConfirmationProvider } from '../../core/permissions/confirmation';
import { createTerminalConfirmation } from '../ask/terminalConfirmation';
import { chooseStyle } from '../output/style';
import { createTerminalInput } from './terminalInput';

export interface QuestionOptions {
  readonly terminal: {
    readonly stdin: ReadStream;
    readonly stderr: WriteStream;
    readonly env: Readonly<Record<string, string | undefined>>;
  };
  readonly print: (text: string) => void;
  /** Everything printed so far is on the screen. */
  readonly flush: () => Promise<unknown>;
  /** Called for Ctrl-C at a question. */
  readonly cancel: () => void;
}

/** Reads one line: the terminal is opened for it and given back. */
export function createLineReader({
  terminal,
  flush,
  cancel,
}: Pick<QuestionOptions, 'terminal' | 'flush' | 'cancel'>) {
  return async (prompt: string, signal: AbortSignal): Promise<string | undefined> => {
    await flush();
    const input = createTerminalInput({
      input: terminal.stdin,
      output: terminal.stderr,
      onInterrupt: cancel,
    });
    try {
      return await input.readLine(prompt, signal);
    } finally {
      input.close();
    }
  };
}

export function createQuestions(options: QuestionOptions): ConfirmationProvider {
  return createTerminalConfirmation({
    style: chooseStyle(true, options.terminal.env),
    print: options.print,
    readLine: createLineReader(options),
  });
}
