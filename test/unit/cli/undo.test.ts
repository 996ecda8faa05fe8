import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { undoChanges } from '../../../src/cli/undo';
import { openSession, temporaryFolder } from '../session/sessionFixture';

const write = (path: string, content: string) => ({
  calls: [{ name: 'write', input: { file_path: path, content } }],
});

/** Two runs: the first writes `a.txt`, the second `b.txt`. */
async function twoRuns() {
  const opened = await openSession({
    permissive: true,
    config: { sessionsDir: await temporaryFolder() },
    turns: [write('a.txt', 'A'), { text: 'Done.' }, write('b.txt', 'B'), { text: 'Done.' }],
  });
  await opened.session.send('First');
  await opened.session.send('Second');
  const runIds = opened.events.filter(({ type }) => type === 'start').map(({ runId }) => runId);
  const undo = async (options: { run?: string; list?: boolean } = {}) => {
    const lines: string[] = [];
    const warnings: string[] = [];
    const code = await undoChanges(opened.session, {
      run: options.run,
      list: options.list ?? false,
      print: (line) => lines.push(line),
      warn: (line) => warnings.push(line),
    });
    return { code, lines, warnings };
  };
  const isThere = async (path: string): Promise<boolean> =>
    (await opened.session.glob('**')).some((found) => found === path);
  return { ...opened, runIds, undo, isThere };
}

test('takes back the last run, then the one before, then says that there is nothing left', async () => {
  const { undo, isThere } = await twoRuns();
  const first = await undo();
  expect(first).toMatchObject({ code: 0, warnings: [] });
  expect(first.lines[0]).toBe('restored  b.txt');
  expect([await isThere('a.txt'), await isThere('b.txt')]).toEqual([true, false]);
  expect((await undo()).lines[0]).toBe('restored  a.txt');
  expect(await isThere('a.txt')).toBe(false);
  expect((await undo()).lines).toEqual(['There is nothing to undo: the files are as they were.']);
});

test('can be taken back with the id that it prints', async () => {
  const { undo, isThere, runIds } = await twoRuns();
  const { lines } = await undo({ run: runIds[0]!.slice(0, 12) });
  expect([await isThere('a.txt'), await isThere('b.txt')]).toEqual([false, false]);
  await undo({ run: lines.at(-1)!.split(' ').at(-1)! });
  expect([await isThere('a.txt'), await isThere('b.txt')]).toEqual([true, true]);
});

test('after an undo was taken back, the next one undoes that run again', async () => {
  const { undo, isThere } = await twoRuns();
  const { lines } = await undo();
  await undo({ run: lines.at(-1)!.split(' ').at(-1)! });
  expect((await undo()).lines[0]).toBe('restored  b.txt');
  expect(await isThere('a.txt')).toBe(true);
});

test('leaves what a person changed since, and says so', async () => {
  const { undo, root } = await twoRuns();
  writeFileSync(join(root, 'b.txt'), 'mine');
  expect(await undo()).toEqual({ code: 1, lines: [], warnings: ['kept      b.txt (changed since)'] });
  expect(readFileSync(join(root, 'b.txt'), 'utf8')).toBe('mine');
});

test('lists the runs that changed files', async () => {
  const { undo, runIds } = await twoRuns();
  const { lines } = await undo({ list: true });
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(new RegExp(`^${runIds[0]!}  \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d  run   a\\.txt$`));
});

test('an unknown run is named', async () => {
  const { undo } = await twoRuns();
  await expect(undo({ run: 'nope' })).rejects.toThrow('No run nope changed files');
});
