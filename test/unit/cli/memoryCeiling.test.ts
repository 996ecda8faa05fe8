import { expect, test } from 'vitest';
import { createMemoryCeiling } from '../../../src/cli/memoryCeiling';
import type { AgentEvent } from '../../../src/core/events/agentEvent';

test('only a run that turns out to be long is held down, once', () => {
  const flags: string[] = [];
  const onEvent = createMemoryCeiling((flag) => flags.push(flag));
  const turn = { type: 'turn_start', turn: 1, sessionId: 's', runId: 'r', seq: 1, time: 0 } as AgentEvent;
  for (let count = 0; count < 7; count++) onEvent(turn);
  expect(flags).toEqual([]);
  for (let count = 0; count < 20; count++) onEvent(turn);
  expect(flags).toEqual(['--semi-space-growth-factor=1', '--optimize-for-size']);
});
