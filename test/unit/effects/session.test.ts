// What a session says and keeps of the changes of its commands, from the model's call to the undo.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { AgentEventOf } from '../../../src/core/events/agentEvent';
import { openSession, temporaryFolder } from '../session/sessionFixture';
import type { OpenOptions } from '../session/sessionFixture';
import { treeOf } from '../journal/journalHarness';

const bash = (command: string, more: Readonly<Record<string, unknown>> = {}) => ({
  calls: [{ name: 'bash', input: { command, ...more } }],
});

/** Writes late.txt once that file is there. */
const lateAfter = (file: string): string =>
  `until [ -e '${file}' ]; do sleep 0.02; done; echo late > late.txt`;

/** For a busy machine; nothing depends on the time. */
const patient = { timeout: 15_000 };

async function opened(
  turns: OpenOptions['turns'],
  files: Readonly<Record<string, string>>,
  options: Partial<OpenOptions> = {},
) {
  const sessionsDir = await temporaryFolder();
  const session = await openSession({ files, permissive: true, config: { sessionsDir }, turns, ...options });
  const ends = (): readonly AgentEventOf<'tool_end'>[] =>
    session.events.filter((event) => event.type === 'tool_end');
  return { ...session, ends };
}

test('a command’s changes are in the list, with the command, and go back with the run', async () => {
  const { session, root, ends, events } = await opened([bash("sed -i 's/old/new/' *.txt && rm c.md")], {
    'a.txt': 'old a\n',
    'b.txt': 'old b\n',
    'c.md': 'gone\n',
  });
  await session.send('Go');
  expect(ends()[0]?.toolOutput).toBe('(no output)\n[Changed 3 files: a.txt, b.txt, deleted c.md]');
  expect(ends()[0]?.details).toMatchObject({
    type: 'command',
    changedFiles: [
      { path: 'a.txt', kind: 'edit' },
      { path: 'b.txt', kind: 'edit' },
      { path: 'c.md', kind: 'delete' },
    ],
  });
  const [start] = events.filter(({ type }) => type === 'start');
  const changes = await session.changes();
  expect(changes).toMatchObject([
    {
      kind: 'edit',
      path: 'a.txt',
      undoable: true,
      origin: { kind: 'run', runId: start?.runId, command: "sed -i 's/old/new/' *.txt && rm c.md" },
    },
    { kind: 'edit', path: 'b.txt' },
    { kind: 'delete', path: 'c.md' },
  ]);
  await session.restoreFiles(start!.runId!);
  expect(treeOf(root)).toEqual({ 'a.txt': 'old a\n', 'b.txt': 'old b\n', 'c.md': 'gone\n' });
});

test('what the command names itself is not said again', async () => {
  const { session, ends } = await opened([bash('rm a.txt; echo x > ./sub.txt')], { 'a.txt': 'a' });
  await session.send('Go');
  expect(ends()[0]?.toolOutput).toBe('(no output)');
});

test('a file that a command changed has to be read again before an edit', async () => {
  const { session, ends } = await opened(
    [
      { calls: [{ name: 'read', input: { file_path: 'a.txt' } }] },
      bash('for f in *; do echo more >> $f; done'),
      { calls: [{ name: 'edit', input: { file_path: 'a.txt', old_string: 'a', new_string: 'b' } }] },
    ],
    { 'a.txt': 'a\n' },
  );
  await session.send('Go');
  expect(ends().map(({ outcome }) => outcome)).toEqual(['done', 'done', 'failed']);
  expect(ends()[1]?.toolOutput).toContain('[Changed 1 file: a.txt]');
});

test('a command that fails, and one that runs out of time, are followed too', async () => {
  const { session } = await opened(
    [bash('echo 1 > one; exit 3'), bash('echo 2 > two; sleep 60', { timeout: 300 })],
    { 'a.txt': 'a' },
  );
  await session.send('Go');
  expect((await session.changes()).map(({ path }) => path)).toEqual(['one', 'two']);
});

test('a cancelled command is followed too', async () => {
  const { session, root, events } = await opened([bash('echo 1 > one; sleep 60')], { 'a.txt': 'a' });
  const stream = await session.stream('Go');
  for await (const event of stream) {
    if (event.type === 'tool_run') {
      await expect.poll(() => Object.keys(treeOf(root)), patient).toContain('one');
      void session.cancel();
    }
  }
  expect((await session.changes()).map(({ path }) => path)).toEqual(['one']);
  expect(events.at(-1)).toMatchObject({ type: 'end', stopReason: 'cancelled' });
});

test('a command in the background is followed to its end', async () => {
  const go = join(await temporaryFolder(), 'go');
  const { session, root, events } = await opened(
    [bash(lateAfter(go), { run_in_background: true }), bash('echo 1 > one.txt')],
    { 'a.txt': 'a' },
  );
  await session.send('Go');
  writeFileSync(go, '');
  await expect.poll(() => treeOf(root)['late.txt'], patient).toBe('late\n');
  await expect
    .poll(async () => (await session.changes()).map(({ path }) => path), patient)
    .toEqual(['one.txt', 'late.txt']);
  const [first, second] = events.filter((event) => event.type === 'tool_call').map(({ toolId }) => toolId);
  expect((await session.changes()).map(({ origin }) => 'toolCallId' in origin && origin.toolCallId)).toEqual([
    second,
    first,
  ]);
});

test('a write of a tool while a command runs in the background is not the command’s', async () => {
  const go = join(await temporaryFolder(), 'go');
  const { session, root } = await opened(
    [
      bash(lateAfter(go), { run_in_background: true }),
      { calls: [{ name: 'write', input: { file_path: 'tool.txt', content: 'tool\n' } }] },
    ],
    { 'a.txt': 'a' },
  );
  await session.send('Go');
  writeFileSync(go, '');
  await expect.poll(() => treeOf(root)['late.txt'], patient).toBe('late\n');
  await expect
    .poll(async () => (await session.changes()).map(({ path }) => path), patient)
    .toEqual(['tool.txt', 'late.txt']);
});

test('a command that only reads starts nothing', async () => {
  const sessionsDir = await temporaryFolder();
  const { session } = await openSession({
    files: { 'a.txt': 'a' },
    permissive: true,
    config: { sessionsDir },
    turns: [bash('cat a.txt | head -1')],
  });
  await session.send('Go');
  expect(Object.keys(treeOf(sessionsDir)).filter((path) => path.includes('blobs'))).toEqual([]);
  expect(await session.changes()).toEqual([]);
});

test('a tool call of the embedder is followed as well', async () => {
  const { session, root } = await opened([], { 'a.txt': 'a\n' });
  await session.tool('bash', { command: 'sed -i s/a/b/ *.txt' });
  expect(readFileSync(join(root, 'a.txt'), 'utf8')).toBe('b\n');
  expect(await session.changes()).toMatchObject([{ path: 'a.txt', origin: { kind: 'direct' } }]);
});

test('more than is recorded is said to the person', async () => {
  const files = Object.fromEntries(Array.from({ length: 2100 }, (_, index) => [`f${index}`, 'x']));
  const { session, root, ends, events } = await opened([bash('for f in f*; do echo y > $f; done')], files);
  writeFileSync(join(root, 'more'), '');
  await session.send('Go');
  expect(ends()[0]?.toolOutput).toMatch(/\[Changed 2100 files: f0, f1, .* and 2090 more\]/);
  expect(ends()[0]?.details).toMatchObject({ moreChangedFiles: 1900 });
  expect(events.find((event) => event.type === 'notice')).toMatchObject({
    level: 'warning',
    text: expect.stringMatching(/^A command changed more than is recorded/) as string,
  });
});
