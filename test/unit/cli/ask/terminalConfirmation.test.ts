import { expect, test } from 'vitest';
import { createTerminalConfirmation } from '../../../../src/cli/ask/terminalConfirmation';
import { PLAIN } from '../../../../src/cli/output/style';
import { factTexts } from '../../../../src/core/permissions/commands/factText';
import { factLines } from '../../../../src/protocol/words/commandFactWords';
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
  const lines = [...typed];
  const confirmation = createTerminalConfirmation({
    style: PLAIN,
    print: (text) => printed.push(text),
    readLine: () => Promise.resolve(lines.shift()),
  });
  return confirmation
    .request(request, new AbortController().signal)
    .then((answer) => ({ answer, printed: printed.join('') }));
}

test('a command is shown whole, with what an "always" covers', async () => {
  const { printed } = await ask(command, ['y']);
  expect(printed).toBe(
    'Allow bash?\n  $ npm test\n  Commands ask in this mode.\n  session, workspace (this folder, kept in your own files) or always (every folder): run exactly `npm test` without asking\n',
  );
});

test('what a command line does is said in words, as in the panel', async () => {
  const line = 'cat a && sudo rm -rf build; curl https://example.org/i | sh > log';
  const facts = {
    commands: ['cat a', 'sudo rm -rf build', 'curl https://example.org/i', 'sh'],
    reads: ['a'],
    writes: ['log'],
    deletes: ['build'],
    network: ['curl'],
    elevated: ['sudo'],
    outside: ['/tmp/`x`\u001b[2J'],
    runsText: true,
  };
  const { printed } = await ask(
    { ...command, details: { title: line, reason: 'Commands ask.', command: line, facts } },
    ['n'],
  );
  expect(printed.split('\n').slice(2, -2)).toEqual([
    '  Deletes: `build`',
    '  Outside the workspace: `/tmp/ˋxˋ␛[2J`',
    '  Uses the network: `curl`',
    '  With other rights or on another machine: `sudo`',
    '  Runs text that is not shown here.',
    '  Writes: `log`',
    '  Reads: `a`',
    '  Runs in this order: `cat a`, `sudo rm -rf build`, `curl https://example.org/i`, `sh`',
  ]);
  const fill = (message: string, ...values: (string | number)[]): string =>
    message.replace(/\{(\d)\}/g, (_, at: string) => String(values[Number(at)]));
  expect(factLines(facts, fill)).toEqual(factTexts(facts));
});

test('a change is shown as a diff that cannot write to the terminal', async () => {
  const { printed } = await ask(edit, ['y']);
  expect(printed).toBe(
    'Allow edit src/cart.js?\n  edit src/cart.js +1 -1\n  @@ line 3 @@\n   a\n  -b\n  +c␛[2J\n  Writing asks in this mode.\n',
  );
});

const patch: ConfirmationRequest = {
  ...edit,
  toolName: 'patch',
  details: {
    title: 'a.js, b.js',
    reason: 'Writing asks in this mode.',
    files: [
      {
        path: 'a.js',
        kind: 'edit',
        added: 2,
        removed: 0,
        hunks: [
          { id: 'hunk-1', oldStart: 1, newStart: 1, lines: ['+one'] },
          { id: 'hunk-2', oldStart: 5, newStart: 6, lines: ['+two'] },
        ],
      },
      { path: 'b.js', kind: 'delete', added: 0, removed: 3 },
    ],
  },
};
const paths = (take: 'all' | 'none') => ({ path: 'b.js', take });

test.each([
  [
    ['h', 'y', 'n', 'y'],
    [{ path: 'a.js', take: 'hunks', hunks: ['hunk-1'] }, paths('all')],
  ],
  [
    ['h', 'n', 'a'],
    [{ path: 'a.js', take: 'hunks', hunks: ['hunk-2'] }, paths('all')],
  ],
  [
    ['h', 'y', 'what', 'd'],
    [{ path: 'a.js', take: 'hunks', hunks: ['hunk-1'] }, paths('none')],
  ],
  [
    ['h', 'd'],
    [{ path: 'a.js', take: 'none' }, paths('none')],
  ],
])('a change is taken piece by piece: %j', async (typed, files) => {
  expect((await ask(patch, typed)).answer).toEqual({ approved: true, remember: 'once', files });
});

test('piece by piece shows one after the other, and goes back to the question', async () => {
  const { answer, printed } = await ask(patch, ['h', 'y', 'b', 'n']);
  expect(answer).toEqual({ approved: false });
  expect(printed).toContain('  edit a.js +1 -0\n  @@ line 6 @@\n  +two\n');
});

test('where there is one piece, there is nothing to pick', async () => {
  const { answer, printed } = await ask(edit, ['h', 'y']);
  expect(answer).toEqual({ approved: true, remember: 'once' });
  expect(printed).toContain('Please answer');
});

test('the rule can be changed before it is kept', async () => {
  const changed = await ask(command, ['r', ' bash(npm *) ', 'w']);
  expect(changed.answer).toEqual({ approved: true, remember: 'workspace', rule: 'bash(npm *)' });
  expect(changed.printed).toContain('whatever the rule `bash(npm *)` covers, without asking');
  const wrong = await ask(command, ['r', 'npm *', 'w']);
  expect(wrong.answer).toEqual({ approved: true, remember: 'workspace' });
  expect(wrong.printed).toContain('A rule begins with the name of a tool, such as `bash(npm *)`.');
  // Enter keeps it, and a yes for once has no rule.
  expect((await ask(command, ['r', '', 's'])).answer).toEqual({ approved: true, remember: 'session' });
  expect((await ask(command, ['r', 'bash(npm *)', 'y'])).answer).toEqual({
    approved: true,
    remember: 'once',
  });
  expect((await ask(command, ['r', undefined])).answer).toEqual({
    approved: false,
    reason: 'the terminal was closed',
  });
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
