// The prompts of a session, from its log or from what is on the screen.
import type { AgentEvent } from '../../core/events/agentEvent';
import { splitPrompt } from '../../protocol/mentionedText';
import type { SessionView } from '../../protocol/viewState';

/** What the person wrote, by the run that it began. */
export function promptsOf(events: readonly AgentEvent[]): ReadonlyMap<string, string> {
  return new Map(
    events.flatMap((event) =>
      event.type === 'start' && event.runId !== undefined
        ? [[event.runId, splitPrompt(event.prompt).text] as const]
        : [],
    ),
  );
}

/** The same for one run of an open session. */
export function promptOfView(view: SessionView | undefined, runId: string): string | undefined {
  const run = view?.runs.find(({ id }) => id === runId);
  return run?.items.find((item) => item.kind === 'prompt')?.text;
}
