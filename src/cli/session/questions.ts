// Permission questions during a one-shot run: the terminal is opened for a question and given back after it.
import type { ReadStream, WriteStream } from 'node:tty';
import type { ConfirmationProvider } from '../../core/permissions/confirmation';
import { rememberRule } from '../ask/rememberedRules';
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
  readonly permissionsFile: string;
  /** Called for Ctrl-C at a question. */
  readonly cancel: () => void;
}

export function createQuestions({
  terminal,
  print,
  flush,
  permissionsFile,
  cancel,
}: QuestionOptions): ConfirmationProvider {
  return createTerminalConfirmation({
    style: chooseStyle(true, terminal.env),
    print,
    remember: (rule) => rememberRule(permissionsFile, rule),
    async readLine(prompt, signal) {
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
    },
  });
}
