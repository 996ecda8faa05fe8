import { expect, test } from 'vitest';
import { interpretMessage } from '../../../../src/cli/session/message';

test.each([
  ['  ', { type: 'nothing' }],
  ['/exit', { type: 'exit' }],
  [' /quit ', { type: 'exit' }],
  ['/help', { type: 'help' }],
  ['/noplan', { type: 'no_plan' }],
  ['/compact', { type: 'unknown_command', name: '/compact' }],
  ['/usr/bin/foo explain', { type: 'prompt', text: '/usr/bin/foo explain' }],
  ['/etc/hosts', { type: 'prompt', text: '/etc/hosts' }],
  ['Fix\nit', { type: 'prompt', text: 'Fix\nit' }],
])('%j', (typed, expected) => {
  expect(interpretMessage(typed)).toEqual(expected);
});
