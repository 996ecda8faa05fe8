import { expect, test } from 'vitest';
import { createTerminalConfirmation } from '../../../../src/cli/ask/terminalConfirmation';
import { PLAIN } from '../../../../src/cli/output/style';
import type { ConfirmationRequest } from '../../../../src/core/permissions/confirmation';

const command: ConfirmationRequest = {
  sessionId: 's',
  toolId: 't1',
  toolName: 'bash',
  args: { command: 'npm test' },
  details: {
    title: 'npm test',
    reason: 'Commands ask in this mode.',
    command: 'npm test',
    remember: { rule: 'bash(npm test)', words: 'run exactly `npm test` without asking' },
  },
};

const edit: ConfirmationRequest = {
  sessionId: 's',
  toolId: 't2',
  toolName: 'edit',
  args: {},
  details: {
    title: 'src/cart.js',
    reason: 'Writing asks in this mode.',
    files: [
      {
        path: 'src/cart.js',
        kind: 'edit',
        added: 1,
        removed: 1,
        hunks: [{ oldStart: 3, newStart: 3, lines: [' a', '-b', '+c\u001b[2J'] }],
      },
    ],
  },
};

function ask(request: ConfirmationRequest, typed: readonly (string | undefined)[]) {
  const printed: string[] = [];
  const remembered: string[] = [];
  const lines = [...typed];
  const confirmation = createTerminalConfirmation({
    style: PLAIN,
    print: (text) => printed.push(text),
    readLine: () => Promise.resolve(lines.shift()),
    remember: async (rule) => void remembered.push(rule),
  });
  return confirmation
    .request(request, new AbortController().signal)
    .then((answer) => ({ answer, printed: printed.join(''), remembered }));
}

test('a command is shown whole, with what an "always" covers', async () => {
  const { printed } = await ask(command, ['y']);
  expect(printed).toBe(
    'Allow bash?\n  $ npm test\n  Commands ask in this mode.\n  session / always: run exactly `npm test` without asking\n',
  );
});

test('a change is shown as a diff that cannot write to the terminal', async () => {
  const { printed } = await ask(edit, ['y']);
  expect(printed).toBe(
    'Allow edit src/cart.js?\n  edit src/cart.js +1 -1\n  @@ line 3 @@\n   a\n  -b\n  +c␛[2J\n  Writing asks in this mode.\n',
  );
});

test('only "always" is stored', async () => {
  expect((await ask(command, ['a'])).remembered).toEqual(['bash(npm test)']);
  expect((await ask(command, ['s'])).remembered).toEqual([]);
});

test('it asks again until it understands', async () => {
  const { answer, printed } = await ask(command, ['', 'hm', 'n wrong folder']);
  expect(answer).toEqual({ approved: false, reason: 'wrong folder' });
  expect(printed.match(/Please answer/g)).toHaveLength(2);
});

test('the end of input refuses', async () => {
  expect((await ask(command, [undefined])).answer).toEqual({
    approved: false,
    reason: 'the terminal was closed',
  });
});

test('two questions at once are asked one after the other', async () => {
  const order: string[] = [];
  const waiting: ((answer: string) => void)[] = [];
  const confirmation = createTerminalConfirmation({
    style: PLAIN,
    print: (text) => order.push(text.split('\n')[0] ?? ''),
    readLine: () => new Promise((resolve) => waiting.push(resolve)),
    remember: async () => undefined,
  });
  const { signal } = new AbortController();
  const both = Promise.all([confirmation.request(command, signal), confirmation.request(edit, signal)]);
  await new Promise(setImmediate);
  expect(order).toEqual(['Allow bash?']);
  waiting.shift()?.('n');
  await new Promise(setImmediate);
  expect(order).toEqual(['Allow bash?', 'Allow edit src/cart.js?']);
  waiting.shift()?.('y');
  expect(await both).toEqual([{ approved: false }, { approved: true, remember: 'once' }]);
});
