// A conversation at the terminal: prompts one after another, questions inline, messages typed during a run wait for its end.
import type { AgentEvent } from '../../core/events/agentEvent';
import type { SessionApi } from '../../core/session/sessionApi';
import type { Attachment } from '../../core/session/sessionOptions';
import type { Renderer } from '../output/renderer';
import type { Style } from '../output/style';
import { interpretMessage } from './message';
import type { TerminalInput } from './terminalInput';

export interface InteractiveOptions {
  readonly session: SessionApi;
  readonly renderer: Renderer;
  readonly style: Style;
  /** Go along with the first message. */
  readonly attachments: readonly Attachment[];
  /** Prints lines; held back while a person types. */
  readonly print: (text: string) => void;
  readonly remember: (message: string) => void;
  /** Opens the terminal with these handlers. */
  readonly openInput: (handlers: {
    onMessage(text: string): void;
    onInterrupt(hadText: boolean): void;
    onClose(): void;
  }) => TerminalInput;
}

const HELP_LINES = [
  '/help            this list',
  '/exit            end the session (also Ctrl-D, or Ctrl-C twice)',
  '/noplan          while a plan is made: answer without one',
  'Ctrl-C           cancel the run',
  'line ending in \\ goes on in the next line; pasted lines stay together',
  'A message typed during a run is sent when it has ended.',
];

/** Resolves when the person has left. */
export async function runInteractive(options: InteractiveOptions): Promise<void> {
  const { session, style, print } = options;
  const left = Promise.withResolvers<void>();
  let attachments = options.attachments;
  let exitIsNext = false;

  function start(text: string): void {
    const images = attachments;
    attachments = [];
    const stream = images.length > 0 ? session.streamWithAttachments(text, images) : session.stream(text);
    follow(stream);
  }

  /** Events arrive through `onEvent`; only what happens before the first one is reported here. */
  function follow(starting: Promise<unknown>): void {
    starting.catch((error: unknown) => {
      print(`${style.warning(error instanceof Error ? error.message : String(error))}\n`);
      input.prompt();
    });
  }

  function onMessage(text: string): void {
    exitIsNext = false;
    const message = interpretMessage(text);
    switch (message.type) {
      case 'nothing':
        if (!session.isRunning) input.prompt();
        return;
      case 'exit':
        leave();
        return;
      case 'help':
        print(`${HELP_LINES.join('\n')}\n`);
        if (!session.isRunning) start('/help');
        return;
      case 'no_plan':
        if (!session.plan.declinePlanning()) print(`${style.warning('No plan is being made.')}\n`);
        if (!session.isRunning) input.prompt();
        return;
      case 'prompt':
        options.remember(message.text);
        if (session.isRunning) {
          session.followUp(message.text);
          print(`${style.dim('(sent when this run has ended)')}\n`);
        } else {
          start(message.text);
        }
    }
  }

  function onInterrupt(hadText: boolean): void {
    if (session.isRunning) {
      void session.cancel();
      return;
    }
    if (exitIsNext && !hadText) {
      leave();
      return;
    }
    exitIsNext = true;
    print(`\n${style.dim('Ctrl-C again or Ctrl-D ends the session.')}\n`);
    input.prompt();
  }

  function onEvent(event: AgentEvent): void {
    options.renderer.show(event);
    if (event.type === 'planning_decided' && event.planned)
      print(`${style.dim('/noplan answers without a plan.')}\n`);
    if (event.type !== 'end' && event.type !== 'error') return;
    // A queued message may start the next run right after this event.
    setImmediate(() => {
      if (!session.isRunning) input.prompt();
    });
  }

  let isLeaving = false;
  function leave(): void {
    if (isLeaving) return;
    isLeaving = true;
    input.close();
    session.cancel().then(left.resolve, left.reject);
  }

  const input = options.openInput({ onMessage, onInterrupt, onClose: leave });
  const unsubscribe = session.onEvent(onEvent);
  try {
    if (session.isInterrupted) follow(offerToContinue(options, input));
    else input.prompt();
    await left.promise;
  } finally {
    unsubscribe();
  }
}

/** A resumed session whose last run was cut off: go on with it or give it up. */
async function offerToContinue(
  { session, print, style }: InteractiveOptions,
  input: TerminalInput,
): Promise<void> {
  print(`${style.warning('The last run of this session was cut off.')}\n`);
  for (;;) {
    const typed = await input.readLine('[c]ontinue it or [d]iscard it? ', new AbortController().signal);
    if (typed === undefined) return;
    if (/^c/i.test(typed.trim())) {
      await session.continueInterrupted();
      return;
    }
    if (/^d/i.test(typed.trim())) {
      await session.discardInterrupted();
      input.prompt();
      return;
    }
  }
}
