// What it costs to find out what a command changed: the bundled worker on a generated workspace, without the command itself.
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openWorkspaceEffects } from '../../src/core/effects/effectsClient';
import { median } from './statistics';
import { sourceFile } from './workspace';

export interface CommandFigure {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
}

export interface CommandBench {
  /** Folder of the built command line. */
  readonly dist: string;
  readonly workspace: string;
  /** Number of source files in it. */
  readonly files: number;
  readonly runs: number;
}

const MEGABYTE = 1024 * 1024;
const TOUCHED = [0, 1, 30, 1000];

export async function measureCommands({
  dist,
  workspace,
  files,
  runs,
}: CommandBench): Promise<readonly CommandFigure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'planwright-bench-effects-'));
  const memoryBefore = process.memoryUsage().rss;
  let busiest = 0;
  /** Runs a call; keeps how long it kept this thread busy in all, which no single pause of the caller exceeds. */
  const timed = async (call: () => Promise<unknown>): Promise<number> => {
    const started = performance.now();
    const before = performance.eventLoopUtilization();
    await call();
    busiest = Math.max(busiest, performance.eventLoopUtilization(before).active);
    return performance.now() - started;
  };
  const effects = openWorkspaceEffects(
    { blobsDir: join(folder, 'blobs') },
    pathToFileURL(join(dist, 'effectsWorker.js')),
  );
  const command = { sessionId: 'bench', origin: { kind: 'direct', toolCallId: 'bench' } } as const;
  let mark: string | undefined;
  const begin = (id: string): Promise<number> =>
    timed(async () => ({ mark } = await effects.begin({ id, roots: [workspace], command })));
  const end = (id: string): Promise<number> =>
    timed(async () => {
      await effects.end({ id, goesOn: false });
      if (mark !== undefined) await rm(mark);
    });
  try {
    const figures: CommandFigure[] = [
      { name: 'commands: first one that may write waits', unit: 'ms', value: await begin('first') },
    ];
    await end('first');
    const memory = (process.memoryUsage().rss - memoryBefore) / MEGABYTE;
    for (const touched of TOUCHED.filter((count) => count <= files)) {
      const begins: number[] = [];
      const ends: number[] = [];
      for (let run = 0; run < (touched > 100 ? Math.min(runs, 3) : runs); run += 1) {
        const id = `${touched}-${run}`;
        begins.push(await begin(id));
        for (let index = 0; index < touched; index += 1) {
          await appendFile(join(workspace, sourceFile((index * 37) % files)), `// ${id}\n`);
        }
        ends.push(await end(id));
      }
      const what = touched === 1 ? '1 file changed' : `${touched} files changed`;
      figures.push(
        { name: `commands: before, ${what}`, unit: 'ms', value: median(begins) },
        { name: `commands: after, ${what}`, unit: 'ms', value: median(ends) },
      );
    }
    figures.push(
      { name: 'commands: memory of the worker', unit: 'MB', value: memory },
      { name: 'commands: the caller is busy, at most', unit: 'ms', value: busiest },
    );
    return figures;
  } finally {
    await effects.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}
