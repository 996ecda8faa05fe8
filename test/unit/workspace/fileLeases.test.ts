import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commitChanges } from '../../../src/core/workspace/commit';
import { createDiskWorkspace } from '../../../src/core/workspace/diskWorkspace';
import { createFileLeases } from '../../../src/core/workspace/fileLeases';
import type { FileLease, LeaseHolder } from '../../../src/core/workspace/fileLeases';
import type { ResolvedPath, Workspace } from '../../../src/core/workspace/workspace';
import { WorkspaceError } from '../../../src/core/workspace/workspaceError';
import { temporaryFolder } from './temporaryFolder';

const { signal } = new AbortController();
const file = (name: string): ResolvedPath => ({ path: `/w/${name}`, display: name });
const a = file('a');
const b = file('b');
const c = file('c');

/** Everything that was granted, in order. */
function watch() {
  const granted: string[] = [];
  return {
    granted,
    async note(name: string, lease: Promise<FileLease>): Promise<FileLease> {
      const taken = await lease;
      granted.push(name);
      return taken;
    },
  };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('a second holder waits until the file is given back, the same holder does not', async () => {
  const leases = createFileLeases();
  const [one, two] = [{ name: 'one' }, { name: 'two' }];
  const { granted, note } = watch();
  const first = await note('one', leases.take(one, [a], signal));
  const again = await note('one again', leases.take(one, [a, b], signal));
  void note('two', leases.take(two, [a], signal));
  first.release();
  first.release();
  await settle();
  expect(granted).toEqual(['one', 'one again']);
  expect(leases.holderOf(a.path)).toBe(one);
  again.release();
  await settle();
  expect(granted).toEqual(['one', 'one again', 'two']);
  expect(leases.holderOf(a.path)).toBe(two);
  expect(leases.holderOf(b.path)).toBeUndefined();
});

test('those who wait are served in the order in which they came, also where one wants several files', async () => {
  const leases = createFileLeases();
  const { granted, note } = watch();
  const first = await leases.take({ name: 'first' }, [a], signal);
  const both = note('both', leases.take({ name: 'both' }, [a, b], signal));
  const late = note('late', leases.take({ name: 'late' }, [b], signal));
  await note('other', leases.take({ name: 'other' }, [c], signal));
  expect(granted).toEqual(['other']);
  first.release();
  (await both).release();
  (await late).release();
  expect(granted).toEqual(['other', 'both', 'late']);
});

test('a wait ends with its signal, and lets those behind it through', async () => {
  const leases = createFileLeases();
  const first = await leases.take({ name: 'first' }, [a], signal);
  const cancel = new AbortController();
  const waiting = leases.take({ name: 'waiting' }, [a, b], cancel.signal);
  const behind = leases.take({ name: 'behind' }, [b], signal);
  cancel.abort(new Error('stopped'));
  await expect(waiting).rejects.toThrow('stopped');
  (await behind).release();
  first.release();
  expect(leases.holderOf(a.path)).toBeUndefined();
  await expect(leases.take({ name: 'late' }, [a], cancel.signal)).rejects.toThrow('stopped');
});

test('whoever would close a ring of waits is refused, and told who is in the way', async () => {
  const leases = createFileLeases();
  const [one, two, three] = [{ name: 'step 1' }, { name: 'step 2' }, { name: 'step 3' }];
  await leases.take(one, [a], signal);
  await leases.take(two, [b], signal);
  await leases.take(three, [c], signal);
  const oneWaits = leases.take(one, [b], signal);
  const twoWaits = leases.take(two, [c], signal);
  await expect(leases.take(three, [a], signal)).rejects.toMatchObject({
    reason: 'leased',
    message:
      "a can't be written now: step 1 is changing it, and waits for a file that is held here. Nothing was written. " +
      'Finish the other files first, then try again.',
  });
  leases.releaseAll(three);
  (await twoWaits).release();
  leases.releaseAll(two);
  (await oneWaits).release();
});

test('the end of a holder frees its files and refuses what it still waits for', async () => {
  const leases = createFileLeases();
  const [step, other] = [{ name: 'step 1' }, { name: 'other' }];
  const lease = await leases.take(step, [a], signal);
  const theirs = await leases.take(other, [b], signal);
  const stepWaits = leases.take(step, [b], signal);
  const otherWaits = leases.take({ name: 'third' }, [a], signal);
  leases.releaseAll(step);
  await expect(stepWaits).rejects.toBeInstanceOf(WorkspaceError);
  const third = await otherWaits;
  lease.release(); // of a holder that is gone: the new one keeps the file
  expect(leases.holderOf(a.path)?.name).toBe('third');
  third.release();
  theirs.release();
});

/** Adds a line to the file, again and again until no other commit came between. */
async function addLine(
  workspace: Workspace,
  name: string,
  line: string,
  lease: { readonly leases: ReturnType<typeof createFileLeases>; readonly holder: LeaseHolder },
): Promise<void> {
  const resolved = await workspace.resolve(name);
  for (;;) {
    const before = await workspace.read(resolved.path);
    const after = { text: `${before.text ?? ''}${line}\n` };
    try {
      await commitChanges(workspace, [{ kind: 'edit', file: resolved, before, after }], { signal, lease });
      return;
    } catch (error) {
      if (!(error instanceof WorkspaceError && error.reason === 'stale')) throw error;
    }
  }
}

test('commits at the same time never lose a change', async () => {
  const name = fc.constantFrom('one.txt', 'two.txt', 'three.txt');
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(name, { maxLength: 6 }), { maxLength: 5 }), async (sessions) => {
      const root = temporaryFolder({ 'one.txt': '', 'two.txt': '', 'three.txt': '' });
      const leases = createFileLeases();
      const workspace = createDiskWorkspace({ folders: [{ root }] });
      const written: Record<string, string[]> = { 'one.txt': [], 'two.txt': [], 'three.txt': [] };
      await Promise.all(
        sessions.map(async (names, session) => {
          for (const [index, target] of names.entries()) {
            const line = `${session}.${index}`;
            written[target]?.push(line);
            await addLine(workspace, target, line, { leases, holder: { name: `session ${session}` } });
          }
        }),
      );
      for (const [target, lines] of Object.entries(written)) {
        const onDisk = readFileSync(join(root, target), 'utf8').split('\n').slice(0, -1);
        expect(onDisk.toSorted()).toEqual(lines.toSorted());
        expect(leases.holderOf((await workspace.resolve(target)).path)).toBeUndefined();
      }
    }),
    { numRuns: 25 },
  );
});

test('commits over several files at the same time all come to an end', async () => {
  const subset = fc.subarray([a, b, c], { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(fc.array(subset, { minLength: 1, maxLength: 12 }), async (wanted) => {
      const leases = createFileLeases();
      const inside = new Map<string, number>();
      await Promise.all(
        wanted.map(async (files, index) => {
          const lease = await leases.take({ name: String(index) }, files, signal);
          for (const { path } of files) {
            expect(inside.get(path)).toBeUndefined();
            inside.set(path, index);
          }
          await settle();
          for (const { path } of files) inside.delete(path);
          lease.release();
        }),
      );
      expect(inside.size).toBe(0);
    }),
    { numRuns: 60 },
  );
});
