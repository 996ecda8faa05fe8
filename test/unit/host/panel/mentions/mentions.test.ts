import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createContentFilter } from '../../../../../src/core/workspace/contentFilter';
import { createDiskWorkspace } from '../../../../../src/core/workspace/diskWorkspace';
import { ONE_LIMIT, readMentions } from '../../../../../src/host/panel/mentions/mentionContent';
import type { MentionSources } from '../../../../../src/host/panel/mentions/mentionContent';
import { planChoices, planMentionText } from '../../../../../src/host/panel/mentions/planMention';
import { plainTerminalText } from '../../../../../src/host/panel/mentions/plainTerminalText';
import { foldersOf, rankPaths } from '../../../../../src/host/panel/mentions/rankPaths';
import type { Mention } from '../../../../../src/protocol/mentions';
import { planOf } from '../../../plan/planFixture';
import { temporaryFolder } from '../../../workspace/temporaryFolder';

function sources(files: Readonly<Record<string, string>>): MentionSources & { readonly root: string } {
  const root = temporaryFolder(files);
  const workspace = createDiskWorkspace({ folders: [{ root }] });
  return {
    root,
    workspace,
    content: createContentFilter(workspace),
    problems: (file) => Promise.resolve(`problems of ${file?.display ?? 'all'}`),
    command: (id) =>
      Promise.resolve(
        id === 'tool:1' ? { command: 'npm test', output: '1 failed\n', exitCode: 1 } : undefined,
      ),
    plan: (stepId) => planMentionText(planOf([[], [1]]), stepId),
  };
}

async function textOf(mention: Mention, from: MentionSources): Promise<string | undefined> {
  return (await readMentions([mention], from))[0]?.text;
}

const file = (path: string, lines: { fromLine?: number; toLine?: number } = {}): Mention => ({
  kind: 'file',
  label: path,
  path,
  ...lines,
});

describe('what goes along with a prompt', () => {
  it('is the file, or the lines that were named', async () => {
    const from = sources({ 'src/a.js': 'one\r\ntwo\r\nthree\r\nfour' });
    expect(await textOf(file('src/a.js'), from)).toBe('one\r\ntwo\r\nthree\r\nfour');
    expect(await textOf(file('src/a.js', { fromLine: 2, toLine: 3 }), from)).toBe('two\nthree');
  });

  it('is the names in a folder, without what is kept from the model', async () => {
    const from = sources({
      '.planwrightignore': '*.pem\n',
      'lib/a.js': '',
      'lib/key.pem': '',
      'lib/deep/b.js': '',
      'lib/node_modules/x/index.js': '',
    });
    expect(await textOf({ kind: 'folder', label: 'lib', path: 'lib' }, from)).toBe('a.js\ndeep/\ndeep/b.js');
  });

  it('is the problems, and the command with its output', async () => {
    const from = sources({ 'a.js': '' });
    expect(await textOf({ kind: 'problems', label: 'Problems' }, from)).toBe('problems of all');
    expect(await textOf({ kind: 'problems', label: 'a.js', path: 'a.js' }, from)).toBe('problems of a.js');
    expect(await textOf({ kind: 'terminal', label: 'npm test', commandId: 'tool:1' }, from)).toBe(
      '$ npm test\n1 failed\n(exit code 1)',
    );
    expect(await textOf({ kind: 'terminal', label: 'Selected', text: 'boom' }, from)).toBe('boom');
  });

  it('is the plan, or one step of it', async () => {
    const from = sources({});
    expect(planChoices({ plan: planOf([[], [1]]) }).map(({ mention }) => mention)).toEqual([
      { kind: 'plan', label: 'Plan' },
      { kind: 'plan', label: 'Step 1: Do 1', stepId: 's1' },
      { kind: 'plan', label: 'Step 2: Do 2', stepId: 's2' },
    ]);
    expect(planChoices(undefined)).toEqual([]);
    expect(await textOf({ kind: 'plan', label: 'Plan' }, from)).toContain('# Plan: All done');
    expect(await textOf({ kind: 'plan', label: 'Step 2', stepId: 's2' }, from)).toBe(
      'Step 2 of 2 of the plan: Do 2\nGoal of the plan: All done\nState: pending',
    );
  });

  it('is cut where it is long, and says so', async () => {
    const from = sources({ 'a.txt': 'x'.repeat(ONE_LIMIT + 5) });
    const text = (await textOf(file('a.txt'), from)) ?? '';
    expect(text).toContain('5 more characters are left out');
    expect(text.length).toBeLessThan(ONE_LIMIT + 100);
  });

  it.each([
    ['a file that is kept from the model', file('secret.pem'), /kept from the model by \.planwrightignore/],
    ['a file that is gone', file('gone.js'), /gone\.js does not exist/],
    ['a place outside the workspace', file('/etc/hosts'), /outside the workspace/],
    ['what is not text', file('data.bin'), /not a text file/],
    ['a step that is gone', { kind: 'plan', label: 'Step 9', stepId: 's9' }, /Step 9 is no longer there/],
    ['a command that is forgotten', { kind: 'terminal', label: 'ls', commandId: 'x' }, /no longer there/],
  ] as const)('refuses %s in words for the person', async (_what, mention, words) => {
    const from = sources({ '.planwrightignore': '*.pem\n', 'secret.pem': 'key' });
    writeFileSync(join(from.root, 'data.bin'), Uint8Array.of(1, 0, 2));
    await expect(readMentions([mention], from)).rejects.toMatchObject({
      name: 'PersonError',
      message: expect.stringMatching(words) as string,
    });
  });

  it('refuses more than fits at once', async () => {
    const from = sources({ 'a.txt': 'x'.repeat(ONE_LIMIT) });
    await expect(
      readMentions(
        Array.from({ length: 4 }, () => file('a.txt')),
        from,
      ),
    ).rejects.toThrow('too much at once');
  });
});

describe('paths', () => {
  const paths = [
    'src/cart.js',
    'src/cartoon.js',
    'test/cart.test.js',
    'cart/index.js',
    'src/chart.js',
    'a.md',
  ];

  it.each([
    ['cart.js', ['src/cart.js', 'src/chart.js', 'src/cartoon.js', 'test/cart.test.js', 'cart/index.js']],
    ['cart.test', ['test/cart.test.js']],
    ['cart', ['src/cart.js', 'src/cartoon.js', 'test/cart.test.js', 'cart/index.js', 'src/chart.js']],
    ['src\\c', ['src/cart.js', 'src/chart.js', 'src/cartoon.js']],
    ['zzz', []],
  ])('are found by %j, best first', (query, expected) => {
    expect(rankPaths(paths, query, 10)).toEqual(expected);
  });

  it('give their folders', () => {
    expect(foldersOf(['a/b/c.js', 'a/d.js', 'e.js'])).toEqual(['a/b', 'a']);
  });
});

it('reads a terminal as a person does', () => {
  const raw = '\u001b]633;C\u0007\u001b[1;32mok\u001b[0m\r\n10 %\r50 %\rdone\r\n\u001b[?25hbell\u0007';
  expect(plainTerminalText(raw)).toBe('ok\ndone\nbell');
});
