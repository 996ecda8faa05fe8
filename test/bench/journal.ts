// What the change journal costs beside the write itself: the same edits of one file, with and without it, in turn, so that a busy machine
// weighs on both alike.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSessionChanges } from '../../src/core/journal/sessionChanges';
import { commitChanges } from '../../src/core/workspace/commit';
import { createDiskWorkspace } from '../../src/core/workspace/diskWorkspace';
import { median, percentile } from './statistics';

/** Milliseconds an edit. */
export interface EditFigures {
  readonly median: number;
  readonly p95: number;
  /** Time of the processor, which other programs that run do not add to; a mean, as the system counts it coarsely. */
  readonly processor: number;
}

export interface JournalReport {
  readonly without: EditFigures;
  readonly with: EditFigures;
  /** What the journal adds to the median; milliseconds. */
  readonly cost: number;
  /** Processes that waited for a core in the last minute. */
  readonly load: number;
}

/** What the journal may add to an edit, in milliseconds. */
export const JOURNAL_TARGET_MS = 2;

const EDITS = 300;
/** The first ones load code and make folders. */
const WARM_UP = 20;
const FILE_BYTES = 50 * 1024;

export async function measureJournal(): Promise<JournalReport> {
  const dir = await mkdtemp(join(tmpdir(), 'planwright-bench-journal-'));
  const root = join(dir, 'workspace');
  await mkdir(root);
  const workspace = createDiskWorkspace({ folders: [{ root }] });
  const line = `${'x'.repeat(79)}\n`;
  const text = (edit: number): string => `edit ${edit}\n${line.repeat(FILE_BYTES / line.length)}`;
  await writeFile(join(root, 'file.txt'), text(0));
  const changes = createSessionChanges({
    path: join(dir, 'changes', 'bench.jsonl'),
    sessionId: 'bench',
    workspace,
    now: Date.now,
    newId: () => crypto.randomUUID(),
    onFailure: (cause) => {
      throw new Error(JSON.stringify(cause));
    },
  });
  const journal = changes.recorder(() => ({ kind: 'run', runId: 'bench' }));
  const signal = new AbortController().signal;
  const edits = { without: newMeasure(), with: newMeasure() };
  try {
    const file = await workspace.resolve('file.txt');
    for (let edit = 1; edit <= 2 * EDITS; edit += 1) {
      const before = await workspace.read(file.path);
      const change = { kind: 'edit', file, before, after: { text: text(edit) } } as const;
      const isRecorded = edit % 2 === 0;
      const used = process.cpuUsage();
      const started = performance.now();
      await commitChanges(workspace, [change], { signal, ...(isRecorded ? { journal } : {}) });
      const took = performance.now() - started;
      const { user, system } = process.cpuUsage(used);
      if (edit <= 2 * WARM_UP) continue;
      const measure = edits[isRecorded ? 'with' : 'without'];
      measure.times.push(took);
      measure.processor += (user + system) / 1000;
    }
  } finally {
    await changes.dispose();
    await rm(dir, { recursive: true, force: true });
  }
  const [without, recorded] = [figuresOf(edits.without), figuresOf(edits.with)];
  return {
    without,
    with: recorded,
    cost: recorded.median - without.median,
    load: loadavg()[0] ?? Number.NaN,
  };
}

interface Measure {
  readonly times: number[];
  processor: number;
}

const newMeasure = (): Measure => ({ times: [], processor: 0 });

function figuresOf({ times, processor }: Measure): EditFigures {
  return { median: median(times), p95: percentile(times, 0.95), processor: processor / times.length };
}
