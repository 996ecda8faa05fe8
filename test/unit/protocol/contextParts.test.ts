import { expect, it } from 'vitest';
import { joinPrompt } from '../../../src/protocol/mentionedText';
import { foldEvents } from '../../../src/protocol/reducer';
import { contextParts } from '../../../src/protocol/contextParts';
import { numbered, start } from './eventFixture';

const mention = { kind: 'file', label: 'a.js', path: 'a.js' } as const;

function session(promptTokens: number) {
  const prompt = joinPrompt('p'.repeat(40), [{ mention, text: 'm'.repeat(400) }]);
  return foldEvents(
    'session-1',
    numbered([
      { ...start, prompt },
      { type: 'text_delta', text: 'a'.repeat(40) },
      { type: 'tool_call', toolId: 't', toolName: 'read', title: 'a.js', args: {}, readOnly: true },
      {
        type: 'tool_end',
        toolId: 't',
        toolName: 'read',
        toolOutput: 'x'.repeat(20_000),
        exitCode: 0,
        durationMs: 1,
        outcome: 'done',
      },
      { type: 'turn_end', turn: 1, usage: { promptTokens, completionTokens: 0, totalTokens: promptTokens } },
    ]),
  );
}

it('divides the context into what is known, and what is left', () => {
  expect(contextParts(session(10_000))).toEqual({
    instructions: 10_000 - 100 - 20 - 5_001,
    mentions: 100,
    conversation: 20,
    tools: 5_001,
    mentioned: [{ mention, length: 400 }],
  });
});

it('never says more than was counted', () => {
  const parts = contextParts(session(1_000));
  expect(parts?.instructions).toBeLessThan(5);
  expect((parts?.mentions ?? 0) + (parts?.conversation ?? 0) + (parts?.tools ?? 0)).toBeLessThanOrEqual(
    1_001,
  );
});

it('says nothing before the first turn', () => {
  expect(contextParts(foldEvents('session-1', numbered([start])))).toBeUndefined();
});
