import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createSearchBackend } from '../../../src/core/search/createSearchBackend';
import { createRipgrepSearch } from '../../../src/core/search/ripgrepSearch';
import { createDiskWorkspace } from '../../../src/core/workspace/diskWorkspace';
import { isRunning, until } from '../process/processes';
import { temporaryFolder } from '../workspace/temporaryFolder';
import { found, noAbort, packagedRipgrep, withUnsaved } from './searchHarness';

/** A program in the place of ripgrep that prints its id and matches without end. */
function endlessProgram(root: string): string {
  const program = join(root, 'endless.sh');
  const match =
    '{"type":"match","data":{"path":{"text":"a"},"lines":{"text":"x"},"line_number":1,"submatches":[]}}';
  writeFileSync(program, `#!/bin/sh\necho $$ > pid\nwhile true; do echo '${match}'; done\n`, { mode: 0o755 });
  return program;
}

it('ends the program when the reader stops, and when the signal fires', async () => {
  const root = temporaryFolder();
  const workspace = createDiskWorkspace({ folders: [{ root }] });
  const backend = createSearchBackend({ workspace, ripgrep: endlessProgram(root) });
  const pid = async () => Number((await workspace.read(join(root, 'pid'))).text);

  let seen = 0;
  for await (const _match of backend.searchText({ pattern: 'x' }, noAbort())) {
    seen += 1;
    if (seen === 1_000) {
      break;
    }
  }
  const first = await pid();
  await until('the first has ended', () => !isRunning(first));

  const abort = new AbortController();
  const read = async () => {
    for await (const _match of backend.searchText({ pattern: 'x' }, abort.signal)) {
      abort.abort();
    }
  };
  await expect(read()).rejects.toMatchObject({ name: 'AbortError' });
  const second = await pid();
  expect(second).not.toBe(first);
  await until('the second has ended', () => !isRunning(second));
});

it('shares the processors between searches at the same time', async () => {
  const root = temporaryFolder();
  const program = join(root, 'endless.sh');
  const match = '{"type":"match","data":{"path":{"text":"a"},"lines":{"text":"x"},"line_number":1}}';
  writeFileSync(program, `#!/bin/sh\necho "$*" >> calls\nwhile true; do echo '${match}'; done\n`, {
    mode: 0o755,
  });
  const workspace = createDiskWorkspace({ folders: [{ root }] });
  const search = createRipgrepSearch({ workspace, program, environment: process.env, processors: 4 });
  const start = async () => {
    const matches = search.searchText({ pattern: 'x' }, noAbort())[Symbol.asyncIterator]();
    await matches.next();
    return matches;
  };
  const running = [];
  for (let count = 0; count < 5; count += 1) running.push(await start());
  for (const matches of running) await matches.return?.();
  const last = await start();
  await last.return?.();
  const calls = readFileSync(join(root, 'calls'), 'utf8').trim().split('\n');
  expect(calls.map((call) => /--threads=(\d+)/.exec(call)?.[1])).toEqual([
    undefined,
    '2',
    '1',
    '1',
    '1',
    undefined,
  ]);
});

it('searches the unsaved text of open files instead of what is on disk', async () => {
  const root = temporaryFolder({ 'a.ts': 'old\n', 'b.ts': 'new\n', 'sub/c.ts': 'old\n' });
  const workspace = withUnsaved(root, { 'a.ts': 'zero\nnew\n', 'sub/c.ts': 'new\n' });
  const backend = createSearchBackend({ workspace, ripgrep: packagedRipgrep() });
  expect(await found(backend.searchText({ pattern: 'old' }, noAbort()), root)).toEqual([]);
  expect(await found(backend.searchText({ pattern: 'new' }, noAbort()), root)).toEqual([
    'a.ts:2:new',
    'b.ts:1:new',
    'sub/c.ts:1:new',
  ]);
  const inSub = { pattern: 'new', root: await workspace.resolve('sub') };
  expect(await found(backend.searchText(inSub, noAbort()), root)).toEqual(['sub/c.ts:1:new']);
  const byGlob = { pattern: 'new', glob: 'a.*' };
  expect(await found(backend.searchText(byGlob, noAbort()), root)).toEqual(['a.ts:2:new']);
});

it('says that a program could not be started', async () => {
  const root = temporaryFolder({ 'a.ts': 'x' });
  const workspace = createDiskWorkspace({ folders: [{ root }] });
  const backend = createSearchBackend({ workspace, ripgrep: join(root, 'gone') });
  await expect(found(backend.searchText({ pattern: 'x' }, noAbort()), root)).rejects.toMatchObject({
    name: 'SearchFailedError',
  });
});

it('passes over what it may not read', async () => {
  const root = temporaryFolder({ 'a.ts': 'x\n' });
  mkdirSync(join(root, 'locked'), { mode: 0o000 });
  const workspace = createDiskWorkspace({ folders: [{ root }] });
  const backend = createSearchBackend({ workspace, ripgrep: packagedRipgrep() });
  expect(await found(backend.searchText({ pattern: 'x' }, noAbort()), root)).toEqual(['a.ts:1:x']);
});

it('finds matches that span lines', async () => {
  const root = temporaryFolder({ 'a.ts': 'call(\n  one,\n);\ncall(two);\n' });
  const workspace = createDiskWorkspace({ folders: [{ root }] });
  const backend = createSearchBackend({ workspace, ripgrep: packagedRipgrep() });
  expect(await found(backend.searchText({ pattern: 'call\\(\\n\\s+one' }, noAbort()), root)).toEqual([
    'a.ts:1:call(',
    'a.ts:2:  one,',
  ]);
});
