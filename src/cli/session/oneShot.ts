// One prompt, one run, one exit code.
import type { AgentEvent } from '../../core/events/agentEvent';
import type { RunStream, SessionApi } from '../../core/session/sessionApi';
import type { Attachment } from '../../core/session/sessionOptions';
import { EXIT_CANCELLED, EXIT_FAILED, EXIT_USAGE, exitCodeOf } from '../exitCode';
import type { OutputWriter } from '../output/outputWriter';
import type { Renderer } from '../output/renderer';

export interface OneShotOptions {
  readonly session: SessionApi;
  /** Empty: goes on with the interrupted run of a resumed session. */
  readonly prompt: string;
  readonly attachments: readonly Attachment[];
  readonly renderer: Renderer;
  /** Standard output, awaited between events so that a slow reader slows us down. */
  readonly output: OutputWriter;
}

/** Returns the exit code; the `end` or `error` event decides it. */
export async function runOnce(options: OneShotOptions): Promise<number> {
  const { renderer, output } = options;
  let last: AgentEvent | undefined;
  for await (const event of await start(options)) {
    renderer.show(event);
    if (output.isFull) await output.ready();
    last = event;
  }
  if (output.isClosed) return EXIT_CANCELLED;
  if (last?.type === 'end') return exitCodeOf(last.stopReason);
  return last?.type === 'error' && last.kind === 'configuration' ? EXIT_USAGE : EXIT_FAILED;
}

async function start({ session, prompt, attachments }: OneShotOptions): Promise<RunStream> {
  if (prompt === '' && session.isInterrupted) return session.continueInterrupted();
  return attachments.length > 0 ? session.streamWithAttachments(prompt, attachments) : session.stream(prompt);
}
