// Puts an interactive session together: terminal, renderer, questions and session.
import type { ReadStream, WriteStream } from 'node:tty';
import type { SessionApi } from '../../core/session/sessionApi';
import type { Attachment, SessionOptions } from '../../core/session/sessionOptions';
import { createTerminalConfirmation } from '../ask/terminalConfirmation';
import { EXIT_CANCELLED } from '../exitCode';
import { chooseStyle } from '../output/style';
import { createTextRenderer } from '../output/textRenderer';
import type { UserFolders } from '../userFolders';
import { createHeldOutput } from './heldOutput';
import { addToInputHistory, readInputHistory } from './inputHistory';
import { runInteractive } from './interactive';
import { onSignals } from './signals';
import type { SignalSource } from './signals';
import { completeCommand, TERMINAL_COMMANDS } from './message';
import { createTerminalInput } from './terminalInput';
import type { TerminalInput } from './terminalInput';

export interface ConversationOptions {
  readonly host: SignalSource & {
    readonly stdin: ReadStream;
    readonly stdout: WriteStream;
    readonly stderr: WriteStream;
    readonly env: Readonly<Record<string, string | undefined>>;
    exit(code: number): never;
  };
  /** Gets the answer. */
  readonly answer: (text: string) => void;
  /** Gets everything but the answer. */
  readonly progress: (text: string) => void;
  readonly flush: () => Promise<unknown>;
  readonly attachments: readonly Attachment[];
  readonly folders: UserFolders;
  readonly openSession: (options: SessionOptions) => Promise<SessionApi>;
}

/** Resolves when the person has left and the session is closed. */
export async function runConversation(options: ConversationOptions): Promise<void> {
  const { host, folders } = options;
  const style = chooseStyle(host.stderr.isTTY, host.env);
  const history = await readInputHistory(folders.inputHistoryFile);
  let input: TerminalInput | undefined;
  const held = createHeldOutput();
  const isHeld = (): boolean => input?.isTyping ?? false;
  const print = (text: string): void => held.write(options.progress, text, isHeld());

  const confirmation = createTerminalConfirmation({
    style,
    print,
    async readLine(prompt, signal) {
      held.release();
      await options.flush();
      return input?.readLine(prompt, signal);
    },
  });
  const session = await options.openSession({ confirmation });
  const stopListening = onSignals(
    host,
    () => input?.close(),
    () => host.exit(EXIT_CANCELLED),
  );
  print(`${style.dim(`${session.model}, session ${session.sessionId}. /help shows what there is.`)}\n`);
  try {
    await runInteractive({
      session,
      style,
      print,
      attachments: options.attachments,
      renderer: createTextRenderer({
        answer: (text) => held.write(options.answer, text, isHeld()),
        progress: print,
        style,
        answerIsTerminal: host.stdout.isTTY,
      }),
      remember: (text) => void addToInputHistory(folders.inputHistoryFile, text),
      openInput(handlers) {
        const opened = createTerminalInput({
          ...handlers,
          input: host.stdin,
          output: host.stderr,
          history,
          complete: async (typed) => {
            const offered = await session.offeredCommands();
            return completeCommand(
              typed,
              [...TERMINAL_COMMANDS, ...offered.map(({ name }) => `/${name}`)].sort(),
            );
          },
          onIdle: () => held.release(),
        });
        input = opened;
        return opened;
      },
    });
  } finally {
    held.release();
    stopListening();
    await session.dispose();
  }
}
