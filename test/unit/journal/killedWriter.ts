// Edits one file again and again until it is killed. Arguments: workspace folder, journal file, id of the run.
import { createSessionChanges } from '../../../src/core/journal/sessionChanges';
import { commitChanges } from '../../../src/core/workspace/commit';
import { createDiskWorkspace } from '../../../src/core/workspace/diskWorkspace';
import { noticeText } from '../../../src/core/words/noticeCause';

const [root = '', path = '', runId = ''] = process.argv.slice(2);
const workspace = createDiskWorkspace({ folders: [{ root }] });
let count = 0;
const changes = createSessionChanges({
  path,
  sessionId: 'killed',
  workspace,
  now: Date.now,
  newId: () => `${runId}-${(count += 1)}`,
  onFailure: (cause) => {
    throw new Error(noticeText(cause));
  },
});

// Nothing is left running when the test itself dies.
process.stdin.resume().once('end', () => process.exit());
changes.startRun(runId);
const file = await workspace.resolve('a.txt');
for (let edit = 1; ; edit += 1) {
  const before = await workspace.read(file.path);
  const after = { text: `edit ${edit} of ${runId}\n${'x'.repeat(edit % 5000)}\nend` };
  await commitChanges(workspace, [{ kind: 'edit', file, before, after }], {
    signal: new AbortController().signal,
    journal: changes.recorder(() => ({ kind: 'run', runId })),
  });
  if (edit === 1) process.stdout.write('written\n');
  // Lets the end of standard input be seen.
  await new Promise(setImmediate);
}
