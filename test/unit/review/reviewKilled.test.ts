import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';
import { createBlobStore } from '../../../src/core/journal/blobStore';
import { createReview } from '../../../src/core/review/createReview';
import { createDiskWorkspace } from '../../../src/core/workspace/diskWorkspace';
import { endProcesses, startProcess } from '../session/childProcess';
import { temporaryFolder } from '../workspace/temporaryFolder';

const LINES = Array.from({ length: 3000 }, (_, index) => `line ${index}`);

test('kill -9 at any moment loses no hunk, no decision and no text', { timeout: 60_000 }, async () => {
  const root = temporaryFolder({ 'a.txt': LINES.map((line) => `${line}\n`).join('') });
  const dir = temporaryFolder();
  const bundle = join(dir, 'killedReview.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'killedReview.ts')],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
  onTestFinished(endProcesses);
  const workspace = createDiskWorkspace({ folders: [{ root }] });
  const path = join(root, 'a.txt');
  const said = new Set<string>();
  let count = 0;
  for (let kill = 1; kill <= 6; kill += 1) {
    const child = startProcess(bundle, root, dir);
    const heard = (async () => {
      for (;;) said.add(await child.nextLine());
    })().catch(() => undefined); // it was killed
    const before = said.size;
    while (said.size < before + 5) await sleep(5);
    await sleep(11 * kill);
    await child.kill('SIGKILL');
    await heard;

    const failures: Error[] = [];
    const review = createReview({
      workspace,
      now: Date.now,
      newId: () => `after-${kill}-${(count += 1)}`,
      storage: {
        blobs: createBlobStore({ dir: join(dir, 'blobs') }),
        journalPath: (session) => join(dir, `${session}.jsonl`),
        reviewPath: (session) => join(dir, `${session}.review.json`),
        later: () => undefined,
      },
      onFailure: (error) => failures.push(error),
    });
    await review.load(['killed']);
    expect(failures).toEqual([]);
    const now = readFileSync(path, 'utf8').trimEnd().split('\n');
    const pending = new Map(
      review.file(path)?.hunks.map(({ start, added, removed }) => [start, [removed, added]]),
    );
    for (const [index, line] of LINES.entries()) {
      const text = now[index];
      if (said.has(`edited ${index}`) && !said.has(`undo ${index}`)) expect(text).toBe(`agent ${index}`);
      else if (said.has(`undone ${index}`) || !said.has(`edit ${index}`)) expect(text).toBe(line);
      else expect([line, `agent ${index}`]).toContain(text);
      if (said.has(`kept ${index}`)) expect(pending.has(index)).toBe(false);
      else if (!said.has(`keep ${index}`)) {
        // What the agent changed and nobody decided about is a hunk, and nothing else is.
        const wanted = text === line ? undefined : [`${line}\n`, `agent ${index}\n`];
        expect(pending.get(index), `line ${index} after kill ${kill}`).toEqual(wanted);
      }
    }
    await review.dispose();
  }
  expect([...said].filter((what) => what.startsWith('kept')).length).toBeGreaterThan(3);
});
