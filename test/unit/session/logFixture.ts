// Events as a session stamps them: numbered from 1, one run after another.
import type {
  AgentEvent,
  AgentEventBody,
  AgentEventOf,
  EventEnvelope,
} from '../../../src/core/events/agentEvent';
import type { AssistantMessage, Message, ToolCallPart } from '../../../src/core/model/message';
import type { SessionHeader } from '../../../src/core/session/sessionStore';

export const MODEL = 'test/model';

/** Stamps bodies. A `start` begins run r1, r2 and so on; what follows an `end` or `error` belongs to no run. */
export function log(...bodies: readonly (AgentEventBody & Partial<EventEnvelope>)[]): readonly AgentEvent[] {
  let runs = 0;
  let runId = '';
  return bodies.map((body, index) => {
    if (body.type === 'start' && body.parentId === undefined) runId = `r${(runs += 1)}`;
    const event: AgentEvent = { sessionId: 's', runId, seq: index + 1, time: 1_000 + index, ...body };
    if ((body.type === 'end' || body.type === 'error') && body.parentId === undefined) runId = '';
    return event;
  });
}

export function header(sessionId: string): SessionHeader {
  return { version: 1, sessionId, createdAt: 500, workspace: ['/work/project'] };
}

export function start(prompt: string): AgentEventBody {
  return { type: 'start', prompt, model: MODEL, mode: 'ask' };
}

export function end(text = '', cost?: number): Omit<AgentEventOf<'end'>, keyof EventEnvelope> {
  const usage = {
    promptTokens: 10,
    completionTokens: 5,
    totalTokens: 15,
    ...(cost === undefined ? {} : { cost }),
  };
  return { type: 'end', text, stopReason: 'end', usage, totalTokens: 15, toolCallsCount: 0 };
}

export function message(value: Message): AgentEventBody {
  return { type: 'message', message: value };
}

export function user(text: string, origin: 'prompt' | 'steering' | 'continuation' = 'prompt'): Message {
  return { role: 'user', origin, content: [{ type: 'text', text }] };
}

export function answer(text: string, ...calls: readonly ToolCallPart[]): AssistantMessage {
  const texts = text === '' ? [] : [{ type: 'text', text } as const];
  return { role: 'assistant', model: MODEL, content: [...texts, ...calls] };
}

export function toolCall(id: string, name = 'bash'): ToolCallPart {
  return { type: 'tool_call', id, name, input: {} };
}

export function results(
  ...entries: readonly (readonly [id: string, text: string, isError?: boolean, name?: string])[]
): Message {
  return {
    role: 'tool',
    results: entries.map(([toolCallId, text, isError = false, toolName = 'bash']) => ({
      type: 'tool_result',
      toolCallId,
      toolName,
      text,
      isError,
    })),
  };
}

export function text(delta: string): AgentEventBody {
  return { type: 'text_delta', text: delta };
}

export function toolRun(toolId: string, toolName = 'bash'): AgentEventBody {
  return { type: 'tool_run', toolId, toolName };
}

export function toolEnd(
  toolId: string,
  toolOutput: string,
  outcome: 'done' | 'failed' | 'denied' | 'cancelled' = 'done',
  toolName = 'bash',
): AgentEventBody {
  return {
    type: 'tool_end',
    toolId,
    toolName,
    toolOutput,
    exitCode: outcome === 'done' ? 0 : 1,
    durationMs: 1,
    outcome,
  };
}
