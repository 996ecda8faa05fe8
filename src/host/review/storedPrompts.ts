// The prompts of a session from its log.
import type { AgentEvent } from '../../core/events/agentEvent';
import { splitPrompt } from '../../protocol/mentionedText';

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
