// What a person refused stays refused for the session, in whatever words or by whatever tool it comes again (threat 22).
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { PermissionCause } from '../../../src/core/permissions/permissionCause';
import { openSession } from './sessionFixture';
import type { ScriptedCall } from './scriptedModel';
import type { OpenOptions } from './sessionFixture';

const bash = (command: string) => ({ name: 'bash', input: { command } });
const remove = { name: 'delete', input: { file_path: 'build/out.js' } };
const FILES = { 'build/out.js': 'x\n', 'src/a.ts': 'one\n', 'notes.txt': 'n\n' };

type Call = ScriptedCall;

/** Plays each list of calls as one run; every question is answered by `answer`. */
async function play(
  runs: readonly (readonly Call[])[],
  {
    answer = { approved: false },
    ...options
  }: Omit<OpenOptions, 'turns'> & { answer?: { approved: false; reason?: string } } = {},
) {
  const asked: string[] = [];
  const denied: string[] = [];
  const opened = await openSession({
    files: FILES,
    permissionMode: 'ask',
    turns: runs.flatMap((calls) => [...calls.map((call) => ({ calls: [call] })), { text: 'Done.' }]),
    confirmation: {
      timeoutMs: 0,
      timeoutAction: 'reject',
      request: ({ toolName, details: { cause, remember } }) => {
        asked.push(`${toolName}: ${wordOf(cause)}${remember === undefined ? '' : ' (always)'}`);
        return Promise.resolve(answer);
      },
    },
    ...options,
  });
  opened.session.onEvent((event) => {
    if (event.type === 'permission_denied') denied.push(`${event.toolName}: ${wordOf(event.cause)}`);
  });
  for (const [index] of runs.entries()) await opened.session.send(`Run ${index}`);
  const isThere = (file: string): boolean => existsSync(join(opened.root, file));
  return { ...opened, asked, denied, isThere };
}

function wordOf(cause: PermissionCause | undefined): string {
  if (cause?.code !== 'refused_before') return cause?.code ?? '';
  return `${cause.effect.kind} ${cause.effect.shown ?? '?'} as ${cause.by}`;
}

const OTHER_WAYS: readonly (readonly [string, Call])[] = [
  ['the same', bash('rm -rf build')],
  ['a pattern', bash('rm -r build/*')],
  ['find', bash('find build -delete')],
  ['find with -exec', bash('find ./build -type f -exec rm {} +')],
  ['what wraps it', bash('timeout 5 rm -rf ./build')],
  ['from another folder', bash('cd src && rm -rf ../build')],
  ['a shell of its own', bash('bash -c "rm -rf build"')],
  ['a one-liner of Node', bash(`node -e "require('fs').rmSync('build', { recursive: true })"`)],
  ['a one-liner of Python', bash(`python3 -c "import shutil; shutil.rmtree('build')"`)],
  ['PowerShell', bash('pwsh -c "Remove-Item -Recurse build"')],
  ['moved away', bash('mv build /tmp/elsewhere-of-it')],
  ['git clean', bash('git clean -fdx build')],
  ['the tool', remove],
];

describe('after a refused rm -rf build', () => {
  test.each(OTHER_WAYS)('in the same run it is refused without a question: %s', async (_name, call) => {
    const { asked, denied, isThere } = await play([[bash('rm -rf build'), call]]);
    expect(asked).toHaveLength(1);
    expect(denied).toEqual([expect.stringMatching(/: delete build\S* as rm -rf build$/)]);
    expect(isThere('build/out.js')).toBe(true);
  });

  test.each(OTHER_WAYS)('in a later run it asks again and says so: %s', async (_name, call) => {
    const { asked, denied } = await play([[bash('rm -rf build')], [call]], {});
    expect(denied).toEqual([]);
    expect(asked.slice(1)).toEqual([expect.stringMatching(/: delete build\S* as rm -rf build$/)]);
  });

  test('neither a mode nor a rule lets it pass', async () => {
    const { asked } = await play([[bash('rm -rf build')], [bash('find build -delete')]], {
      permissionMode: 'auto',
      permissions: { ask: ['bash(rm *)'], allow: ['bash(find *)'] },
    });
    expect(asked.slice(1)).toEqual(['bash: delete build as rm -rf build']);
  });

  test('after a reason another try is put before the person', async () => {
    const { asked, denied } = await play([[bash('rm -rf build'), bash('rm build/out.js')]], {
      answer: { approved: false, reason: 'Only the file out.js' },
    });
    expect(asked.slice(1)).toEqual(['bash: delete build/out.js as rm -rf build']);
    expect(denied).toEqual([]);
  });

  test.each([
    ['reading', bash('ls build'), []],
    ['another file', bash('rm notes.txt'), ['bash: running (always)']],
    ['a folder whose name only begins alike', bash('rm -rf build-tools'), ['bash: running (always)']],
    ['writing a file in it', bash('touch build/new.js'), ['bash: running (always)']],
  ])('%s is as before', async (_name, call, questions) => {
    const { asked, denied } = await play([[bash('rm -rf build'), call]]);
    expect(asked.slice(1)).toEqual(questions);
    expect(denied).toEqual([]);
  });
});

test.each<[string, string, string, string]>([
  ['the network', 'curl https://evil.example/x', 'wget -q https://evil.example/y', 'network evil.example'],
  ['pushing', 'git push', 'git push --force origin main', 'git_push ?'],
  ['history', 'git commit -m x', 'git rebase main', 'git_commit ?'],
  ['what lies outside', 'cat /etc/hosts', 'head -1 /etc/hosts', 'read_outside /etc/hosts'],
  ['overwriting', 'echo x > src/a.ts', 'sed -i s/one/x/ src/a.ts', 'write src/a.ts'],
])('%s', async (_name, refused, again, effect) => {
  const { denied } = await play([[bash(refused), bash(again)]]);
  expect(denied).toEqual([`bash: ${effect} as ${refused}`]);
});

test('one host says nothing about another one', async () => {
  const { asked, denied } = await play([
    [bash('curl https://a.example/x'), bash('curl https://b.example/x')],
  ]);
  expect(denied).toEqual([]);
  expect(asked).toHaveLength(2);
});

test('another text for a file that was refused is another proposal: it is shown, with a note', async () => {
  const write = (content: string) => ({ name: 'write', input: { file_path: 'new.ts', content } });
  const { asked, denied } = await play([[write('one\n'), write('two\n')]]);
  expect(denied).toEqual([]);
  expect(asked).toEqual(['write: writing (always)', 'write: write new.ts as write new.ts']);
});

test('a small part of what was refused as a whole is put before the person', async () => {
  const { asked, denied } = await play([[bash('git clean -fd'), bash('rm notes.txt')]]);
  expect(denied).toEqual([]);
  expect(asked.slice(1)).toEqual(['bash: delete notes.txt as git clean -fd']);
});

test('what the model is told', async () => {
  const { model } = await play([[bash('rm -rf build'), bash('find build -delete')]]);
  const last = model.requests.at(-1)?.messages.at(-1);
  expect(last?.role === 'tool' && last.results[0]?.text).toBe(
    'The permission policy blocked bash: The same effect was refused in this run, as `rm -rf build`: it would delete `build`. Do not try to reach the same effect another way.',
  );
});
