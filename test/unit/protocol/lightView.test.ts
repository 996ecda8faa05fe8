import { expect, it } from 'vitest';
import type { AgentEventBody, EventEnvelope } from '../../../src/core/events/agentEvent';
import { applyBatch, createBatch } from '../../../src/protocol/batch';
import { lightView } from '../../../src/protocol/lightView';
import { foldEvents } from '../../../src/protocol/reducer';
import type { ToolItem } from '../../../src/protocol/viewState';
import { end, numbered, start } from './eventFixture';

type Body = AgentEventBody & Partial<EventEnvelope>;

/** A run with a long output, a long change and a prompt. */
function longRun(index: number): Body[] {
  const runId = `run-${index}`;
  const ended = { toolName: 'x', exitCode: 0, durationMs: 1, outcome: 'done' } as const;
  const hunk = { oldStart: 1, newStart: 1, lines: Array.from({ length: 300 }, (_v, at) => `+line ${at}`) };
  return [
    { ...start, runId, prompt: `prompt ${index}` },
    { type: 'tool_end', runId, toolId: `a${index}`, ...ended, toolOutput: 'x'.repeat(7_000) },
    {
      type: 'tool_end',
      runId,
      toolId: `b${index}`,
      ...ended,
      toolOutput: `${'y'.repeat(6_000)}the end`,
      details: { type: 'command', command: 'npm test', exitCode: 0, durationMs: 1 },
    },
    {
      type: 'tool_end',
      runId,
      toolId: `c${index}`,
      ...ended,
      toolOutput: 'Edited.',
      details: {
        type: 'diff',
        files: [{ path: 'a.js', kind: 'edit', added: 300, removed: 0, hunks: [hunk] }],
      },
    },
    { type: 'text_delta', runId, text: `answer ${index}` },
    { ...end, runId },
  ];
}

const session = (runs: number) =>
  foldEvents('session-1', numbered(Array.from({ length: runs }, (_value, index) => longRun(index)).flat()));

it('sends a short session whole', () => {
  const view = session(5);
  expect(lightView(view)).toBe(view);
});

it('leaves the long texts of older runs out, and nothing else', () => {
  const light = lightView(session(30));
  const [prompt, text, command, change, answer] = light.runs[0]?.items ?? [];
  expect([prompt, answer]).toMatchObject([{ text: 'prompt 0' }, { text: 'answer 0' }]);
  expect(text).toMatchObject({ output: 'x'.repeat(400), isOutputCut: true, resultLength: 7_000 });
  expect((command as ToolItem).output).toMatch(/^y+the end$/);
  expect((change as ToolItem).details).toEqual({
    type: 'diff',
    files: [
      { path: 'a.js', kind: 'edit', added: 300, removed: 0, note: '300 lines; open the change to see it.' },
    ],
  });
  expect(light.runs.at(-1)).toEqual(session(30).runs.at(-1));
});

it('stays small for a thousand runs, and goes on with the next batch', () => {
  const view = session(1_000);
  const light = lightView(view);
  const characters = JSON.stringify(light).length;
  expect(JSON.stringify(view).length).toBeGreaterThan(15_000_000);
  expect(characters).toBeLessThan(3_500_000);
  expect(lightView(view).runs[0]).toBe(light.runs[0]);
  const batch = createBatch(numbered([{ ...start, runId: 'next', prompt: 'next' }], view.seq + 1))!;
  const applied = applyBatch(light, batch);
  expect(applied.kind === 'applied' && applied.state.runs.at(-1)?.items[0]).toMatchObject({ text: 'next' });
});
