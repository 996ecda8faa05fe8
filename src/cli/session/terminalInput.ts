// Lines from a person at a terminal: editing and history by Node's readline, pasted text with several lines as one message, and
// questions that take the next line for themselves.
import { createInterface } from 'node:readline';
import type { AsyncCompleter, Key } from 'node:readline';
import type { ReadStream, WriteStream } from 'node:tty';

export interface TerminalInputOptions {
  readonly input: ReadStream;
  readonly output: WriteStream;
  /** Lines typed before, newest first. */
  readonly history?: readonly string[];
  /** A message, several lines joined by line feeds. Not called for answers to questions. */
  readonly onMessage?: (text: string) => void;
  /** Ctrl-C; `hadText` is true when it threw away what was typed. */
  readonly onInterrupt: (hadText: boolean) => void;
  /** Input has ended (Ctrl-D). */
  readonly onClose?: () => void;
  /** Whole lines that what is typed may become, for the Tab key. Default none. */
  readonly complete?: (typed: string) => Promise<readonly string[]>;
  /** What is typed changed to nothing: held output may be written. */
  readonly onIdle?: () => void;
}

export interface TerminalInput {
  /** Shows the prompt for the next message, keeping what is already typed. */
  prompt(): void;
  /** The next line as an answer; undefined once input has ended. Rejects with the signal's reason. */
  readLine(prompt: string, signal: AbortSignal): Promise<string | undefined>;
  /** True while a message is being typed: output would tear it apart. */
  readonly isTyping: boolean;
  close(): void;
}

const PROMPT = '> ';
const CONTINUED_PROMPT = '. ';
const BRACKETED_PASTE_ON = '\u001b[?2004h';
const BRACKETED_PASTE_OFF = '\u001b[?2004l';

interface OpenQuestion {
  readonly prompt: string;
  resolve(answer: string | undefined): void;
}

export function createTerminalInput(options: TerminalInputOptions): TerminalInput {
  const { input, output } = options;
  const reader = createInterface({
    input,
    output,
    terminal: true,
    prompt: PROMPT,
    history: [...(options.history ?? [])],
    historySize: 500,
    removeHistoryDuplicates: true,
    crlfDelay: Infinity,
    ...(options.complete === undefined ? {} : { completer: completerOf(options.complete) }),
  });
  let earlier: readonly string[] = [];
  let question: OpenQuestion | undefined;
  let isPasting = false;
  let isClosed = false;
  output.write(BRACKETED_PASTE_ON);

  function onKey(_text: string | undefined, key: Key): void {
    // Node names these two keys; see https://invisible-island.net/xterm/ctlseqs (bracketed paste mode).
    if (key.name === 'paste-start') isPasting = true;
    if (key.name === 'paste-end') isPasting = false;
    if (reader.line === '' && earlier.length === 0) options.onIdle?.();
  }

  function onLine(line: string): void {
    if (question && !isPasting) {
      const open = question;
      question = undefined;
      open.resolve(line);
      return;
    }
    if (isPasting) {
      earlier = [...earlier, line];
      return;
    }
    if (line.endsWith('\\')) {
      earlier = [...earlier, line.slice(0, -1)];
      reader.setPrompt(CONTINUED_PROMPT);
      reader.prompt();
      return;
    }
    const text = [...earlier, line].join('\n');
    earlier = [];
    options.onMessage?.(text);
    options.onIdle?.();
  }

  function onInterrupt(): void {
    const hadText = reader.line !== '' || earlier.length > 0;
    earlier = [];
    isPasting = false;
    if (hadText) reader.write('', { ctrl: true, name: 'u' });
    options.onInterrupt(hadText);
  }

  function onClose(): void {
    isClosed = true;
    input.off('keypress', onKey);
    question?.resolve(undefined);
    question = undefined;
    options.onClose?.();
  }

  input.on('keypress', onKey);
  reader.on('line', onLine);
  reader.on('SIGINT', onInterrupt);
  reader.on('close', onClose);

  return {
    get isTyping() {
      return !question && (reader.line !== '' || earlier.length > 0);
    },
    prompt() {
      if (isClosed || question) return;
      reader.setPrompt(PROMPT);
      reader.prompt(true);
    },
    readLine(prompt, signal) {
      signal.throwIfAborted();
      if (isClosed) return Promise.resolve(undefined);
      return new Promise((resolve, reject) => {
        const onAbort = (): void => {
          question = undefined;
          output.write('\n');
          reject(signal.reason as Error);
        };
        signal.addEventListener('abort', onAbort, { once: true });
        question = {
          prompt,
          resolve(answer) {
            signal.removeEventListener('abort', onAbort);
            resolve(answer);
          },
        };
        // What was typed before the question came is not an answer to it.
        reader.write('', { ctrl: true, name: 'u' });
        reader.setPrompt(prompt);
        reader.prompt();
      });
    },
    close() {
      if (isClosed) return;
      output.write(BRACKETED_PASTE_OFF);
      reader.close();
    },
  };
}

function completerOf(complete: (typed: string) => Promise<readonly string[]>): AsyncCompleter {
  return (line, done) => {
    complete(line).then(
      (lines) => done(null, [[...lines], line]),
      () => done(null, [[], line]), // typing goes on without it
    );
  };
}
