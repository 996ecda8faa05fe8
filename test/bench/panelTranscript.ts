// A long session as the core would report it, for measuring the panel. Its history has the prompts and answers; calls and their results
// are in the log for people, as after a model was changed to one with a smaller window.
import type { AgentEvent, AgentEventBody, EventEnvelope } from '../../src/core/events/agentEvent';

type Body = AgentEventBody & Partial<EventEnvelope>;
const usage = { promptTokens: 12_000, completionTokens: 600, totalTokens: 12_600 };

/** One run: a prompt, thinking, three reads, an edit, a command with output, and an answer with code. */
export function runBodies(index: number, model: string): readonly Body[] {
  const runId = `run-${index}`;
  const call = (toolId: string, toolName: string, title: string, readOnly: boolean): Body[] => [
    { type: 'tool_start', runId, toolId, toolName },
    { type: 'tool_call', runId, toolId, toolName, title, args: { file_path: title }, readOnly },
    { type: 'tool_run', runId, toolId, toolName },
  ];
  const ended = { exitCode: 0, durationMs: 20, outcome: 'done' } as const;
  const read = (at: number): Body[] => {
    const [toolId, path] = [`read-${index}-${at}`, `src/module${at}/file${index}.ts`];
    const details = { type: 'read', path, fromLine: 1, toLine: 120, totalLines: 120 } as const;
    return [
      ...call(toolId, 'read', path, true),
      { type: 'tool_end', runId, toolId, toolName: 'read', toolOutput: lines(120), ...ended, details },
    ];
  };
  const path = `src/file${index}.ts`;
  const hunk = { oldStart: 10, newStart: 10, lines: [' a', '-b', '+c', '+d', ' e'] };
  const changed = { path, kind: 'edit', added: 2, removed: 1, hunks: [hunk] } as const;
  const command = { type: 'command', command: 'npm test', exitCode: 0, durationMs: 900 } as const;
  const prompt = `Change file ${index} so that it is right`;
  const said = (text: string) => [{ type: 'text', text }] as const;
  return [
    { type: 'start', runId, prompt, model, mode: 'ask' },
    { type: 'message', runId, message: { role: 'user', content: said(prompt), origin: 'prompt' } },
    { type: 'turn_start', runId, turn: 1 },
    { type: 'thinking_delta', runId, text: 'Looking at what is there. '.repeat(10) },
    { type: 'text_delta', runId, text: `I look at file ${index} and what uses it.` },
    ...[1, 2, 3].flatMap(read),
    ...call(`edit-${index}`, 'edit', path, false),
    {
      type: 'tool_end',
      runId,
      toolId: `edit-${index}`,
      toolName: 'edit',
      toolOutput: `Replaced 1 occurrence in ${path}.`,
      ...ended,
      details: { type: 'diff', files: [changed] },
    },
    ...call(`bash-${index}`, 'bash', 'npm test', false),
    { type: 'tool_output_delta', runId, toolId: `bash-${index}`, toolName: 'bash', delta: lines(60) },
    {
      type: 'tool_end',
      runId,
      toolId: `bash-${index}`,
      toolName: 'bash',
      toolOutput: lines(60),
      ...ended,
      details: command,
    },
    { type: 'text_delta', runId, text: answerText(index) },
    { type: 'message', runId, message: { role: 'assistant', model, content: said(answerText(index)) } },
    { type: 'turn_end', runId, turn: 1, usage },
    { type: 'end', runId, text: '', stopReason: 'end', usage, totalTokens: 12_600, toolCallsCount: 5 },
  ];
}

/** Gives the bodies their numbers, from `firstSeq`. */
export function numberEvents(
  sessionId: string,
  bodies: readonly Body[],
  firstSeq = 1,
): readonly AgentEvent[] {
  return bodies.map((body, index) => ({
    sessionId,
    runId: 'run',
    seq: firstSeq + index,
    time: 1_700_000_000_000 + 50 * (firstSeq + index),
    ...body,
  }));
}

function answerText(index: number): string {
  return `File ${index} is right now.\n\n- \`src/file${index}.ts:10\` does it **another** way\n- nothing else changed\n\n\`\`\`ts\nexport const value = ${index};\n\`\`\`\n`;
}

function lines(count: number): string {
  return Array.from(
    { length: count },
    (_value, at) => `${at}: some text of a line that is not too short\n`,
  ).join('');
}
