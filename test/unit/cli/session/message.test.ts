import { expect, test } from 'vitest';
import { completeCommand, interpretMessage } from '../../../../src/cli/session/message';

test.each([
  ['  ', { type: 'nothing' }],
  ['/exit', { type: 'exit' }],
  [' /quit ', { type: 'exit' }],
  ['/help', { type: 'help' }],
  ['/noplan', { type: 'no_plan' }],
  ['/compact', { type: 'prompt', text: '/compact' }],
  ['/usr/bin/foo explain', { type: 'prompt', text: '/usr/bin/foo explain' }],
  ['/etc/hosts', { type: 'prompt', text: '/etc/hosts' }],
  ['Fix\nit', { type: 'prompt', text: 'Fix\nit' }],
])('%j', (typed, expected) => {
  expect(interpretMessage(typed)).toEqual(expected);
});

test.each([
  ['/', ['/cost ', '/exit ', '/clear ']],
  ['/c', ['/cost ', '/clear ']],
  ['/x', []],
  ['/cost all', []],
  ['cost', []],
])('%j becomes %j', (typed, completed) => {
  expect(completeCommand(typed, ['/cost', '/exit', '/clear'])).toEqual(completed);
});
