// Edits every third line of a file, and keeps or undoes some of them, until it is killed. Says each thing before and after it does it.
// Arguments: workspace folder, folder of the journals.
import { join } from 'node:path';
import { createBlobStore } from '../../../src/core/journal/blobStore';
import { createSessionChanges } from '../../../src/core/journal/sessionChanges';
import { createReview } from '../../../src/core/review/createReview';
import { commitChanges } from '../../../src/core/workspace/commit';
import { createDiskWorkspace } from '../../../src/core/workspace/diskWorkspace';

const [root = '', dir = ''] = process.argv.slice(2);
const workspace = createDiskWorkspace({ folders: [{ root }] });
const fail = (error: unknown): void => {
  throw error instanceof Error ? error : new Error(String(error));
};
const newId = (): string => crypto.randomUUID();
const journalPath = (session: string): string => join(dir, `${session}.jsonl`);
const review = createReview({
  workspace,
  newId,
  now: Date.now,
  storage: {
    blobs: createBlobStore({ dir: join(dir, 'blobs') }),
    journalPath,
    reviewPath: (session) => join(dir, `${session}.review.json`),
    later: setImmediate,
  },
  onFailure: fail,
});
const path = journalPath('killed');
const changes = createSessionChanges({
  path,
  sessionId: 'killed',
  workspace,
  review,
  newId,
  now: Date.now,
  onFailure: fail,
});

// Nothing is left running when the test itself dies.
process.stdin.resume().once('end', () => process.exit());
const say = (what: string, line: number): void => void process.stdout.write(`${what} ${line}\n`);
const file = await workspace.resolve('a.txt');
await review.taken('killed');
for (let line = 0; ; line = (line + 3) % 3000) {
  const before = await workspace.read(file.path);
  if (before.text?.includes(`line ${line}\n`) !== true) continue;
  say('edit', line);
  const after = { text: before.text.replace(`line ${line}\n`, `agent ${line}\n`) };
  await commitChanges(workspace, [{ kind: 'edit', file, before, after }], {
    signal: new AbortController().signal,
    journal: changes.recorder(() => ({ kind: 'run', runId: 'run' })),
  });
  say('edited', line);
  const hunk = review.file(file.path)?.hunks.find(({ added }) => added === `agent ${line}\n`);
  if (hunk === undefined) throw new Error(`line ${line} is no hunk`);
  const target = { kind: 'hunks', ids: [hunk.id] } as const;
  if (line % 4 === 0) {
    say('keep', line);
    await review.keep(target);
    say('kept', line);
  } else if (line % 4 === 1) {
    say('undo', line);
    await review.undo(target);
    say('undone', line);
  }
  // Lets the end of standard input be seen.
  await new Promise(setImmediate);
}
