// `npm run bench`: how fast the built command line is on generated workspaces, how fast the extension activates, how large
// everything is. Prints a table and writes `test-output/bench.json`. Figures of one machine on one day compare, others do not.
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from '../../scripts/setup/paths.mjs';
import { measureActivation } from './activation';
import { startBenchServer } from './benchServer';
import { measureCommands } from './commands';
import { JOURNAL_TARGET_MS, measureJournal } from './journal';
import type { JournalReport } from './journal';
import { describeSecurity } from './security';
import { measureRun } from './measureRun';
import type { RunFigures, RunPlace } from './measureRun';
import { packageProduct } from './packageProduct';
import { measurePanel } from './panel';
import type { PanelReport } from './panel';
import { markdownTable } from './report';
import type { Row } from './report';
import { measureReview, REVIEW_TARGET_MS } from './review';
import type { ReviewFigure } from './review';
import { measureReviewList, REVIEW_LIST_TARGET_MS } from './reviewList';
import type { ReviewListFigure } from './reviewList';
import { SCENARIOS } from './scenarios';
import type { Scenario } from './scenarios';
import { distSizes } from './sizes';
import { median, percentile } from './statistics';
import { writeWorkspace } from './workspace';

const USAGE = `Usage: npm run bench -- [--runs N] [--files 2000,50000] [--panel-minutes N] [--panel-only] [--commands-only] [--journal-only] [--review-only] [--security-only] [--no-editor] [--no-build]
  --runs N      runs of each scenario (default 5; the 200 turns run at most twice)
  --files LIST  sizes of the generated workspaces
  --panel-minutes N  how long text streams into the panel (default 10; 0 leaves the panel out)
  --panel-only  measure the panel and nothing else
  --commands-only  measure what following commands costs and nothing else
  --journal-only measure what the change journal adds to an edit and nothing else
  --review-only measure the review in the editor and nothing else
  --security-only  measure redaction and the search for orders and nothing else
  --no-editor   leave the activation times and the review out
  --no-build    measure dist/ as it is; otherwise it is built as published`;

interface BenchOptions {
  readonly runs: number;
  readonly files: readonly number[];
  /** 0: the panel is left out. */
  readonly panelMinutes: number;
  readonly panelOnly: boolean;
  readonly commandsOnly: boolean;
  readonly journalOnly: boolean;
  readonly reviewOnly: boolean;
  readonly securityOnly: boolean;
  readonly editor: boolean;
  readonly build: boolean;
}

/** Runs the measurements; resolves to the exit code. */
export async function run(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (!options) {
    console.error(USAGE);
    return 2;
  }
  if (options.journalOnly) {
    // Nothing of what is built takes part.
    await benchJournal();
    return 0;
  }
  if (!options.panelOnly && !options.commandsOnly && !options.reviewOnly) {
    console.log(`${describeSecurity()}\n`);
    if (options.securityOnly) return 0;
  }
  if (options.build) packageProduct(projectRoot);
  if (options.panelOnly) {
    await benchPanel(options.panelMinutes);
    return 0;
  }
  if (options.reviewOnly) {
    await benchReview();
    return 0;
  }
  const rows: Row[] = [];
  const columns = options.files.map((files) => `${files} files`);
  const folder = await mkdtemp(join(tmpdir(), 'planwright-bench-'));
  const server = await startBenchServer();
  try {
    const perSize: Record<string, readonly Figure[]> = {};
    for (const [index, files] of options.files.entries()) {
      console.log(`Writing a workspace of ${files} files ...`);
      const workspace = join(folder, `workspace-${files}`);
      await writeWorkspace(workspace, files);
      const place = {
        program: join(projectRoot, 'dist', 'cli.js'),
        workspace,
        home: join(folder, 'home'),
        server,
      };
      await mkdir(place.home, { recursive: true });
      const run = options.commandsOnly ? [] : await measureAll(place, options.runs);
      const dist = join(projectRoot, 'dist');
      const commands = await measureCommands({ dist, workspace, files, runs: options.runs });
      perSize[columns[index] ?? ''] = [...run, ...commands];
    }
    rows.push(...asRows(perSize));
  } finally {
    await server.dispose();
    await rm(folder, { recursive: true, force: true });
  }
  if (options.commandsOnly) {
    console.log(`\n${describeMachine()}\n\n${markdownTable(columns, rows)}\n`);
    return 0;
  }
  const panel = options.panelMinutes === 0 ? undefined : await benchPanel(options.panelMinutes);
  const journal = await benchJournal();
  const activation = options.editor ? await measureActivation() : undefined;
  const review = options.editor ? await benchReview() : undefined;
  const sizes = await distSizes(join(projectRoot, 'dist'));
  const vsix = await stat(join(projectRoot, 'dist', 'planwright.vsix')).catch(() => undefined);

  const machine = describeMachine();
  console.log(`\n${machine}\n\n${markdownTable(columns, rows)}\n`);
  if (activation) {
    const { bootstrapMs, fullActivationMs } = activation;
    console.log(
      `Activation in the editor: bootstrap ${bootstrapMs.toFixed(1)} ms, full ${fullActivationMs.toFixed(1)} ms`,
    );
  }
  console.log(
    `Sizes in kB: ${Object.entries(sizes)
      .map(([name, size]) => `${name} ${size}`)
      .join(', ')}`,
  );
  console.log(
    vsix ? `planwright.vsix: ${(vsix.size / 1024 / 1024).toFixed(2)} MB` : 'planwright.vsix: not packed',
  );

  const output = join(projectRoot, 'test-output');
  await mkdir(output, { recursive: true });
  const report = {
    machine,
    at: new Date().toISOString(),
    rows,
    panel,
    journal,
    activation,
    review,
    sizes,
    vsixBytes: vsix?.size,
  };
  await writeFile(join(output, 'bench.json'), `${JSON.stringify(report, undefined, 2)}\n`);
  return 0;
}

/** Measures and prints the review's part. */
async function benchReview(): Promise<ReviewReport> {
  console.log('Keep and Undo in the editor, 100 hunks in 10,000 lines ...');
  const decisions = await measureReview();
  if (decisions !== undefined) printDecisions(decisions);
  console.log('The list of proposed changes, 200 files with 2,000 hunks ...');
  const list = await measureReviewList();
  const rows = list.map(({ name, value }) => ({ name, unit: 'ms', figures: { 'click to paint': value } }));
  console.log(`\n${describeMachine()}\n\n${markdownTable(['click to paint'], rows)}`);
  console.log(`The first two are to stay under ${REVIEW_LIST_TARGET_MS} ms.\n`);
  return { decisions, list };
}

/** Measures and prints the journal's part. */
async function benchJournal(): Promise<JournalReport> {
  console.log('Edits of a 50 kB file, with the change journal and without it ...');
  const report = await measureJournal();
  const rows = [
    { name: 'one edit without the journal', unit: 'ms', figures: { ...report.without } },
    { name: 'one edit with it', unit: 'ms', figures: { ...report.with } },
  ];
  console.log(
    `\n${describeMachine()}, load ${report.load.toFixed(1)}\n\n${markdownTable(['median', 'p95', 'processor'], rows)}`,
  );
  console.log(
    `The journal adds ${report.cost.toFixed(2)} ms (medians); it is to stay under ${JOURNAL_TARGET_MS} ms.\n`,
  );
  return report;
}

function printDecisions(figures: readonly ReviewFigure[]): void {
  const rows = figures.map(({ name, median: middle, p95 }) => ({
    name,
    unit: 'ms',
    figures: { median: middle, p95 },
  }));
  console.log(`\n${describeMachine()}\n\n${markdownTable(['median', 'p95'], rows)}`);
  console.log(`The p95 of a decision is to stay under ${REVIEW_TARGET_MS} ms.\n`);
}

/** Measures, prints and keeps the panel's part. */
async function benchPanel(minutes: number): Promise<PanelReport> {
  console.log(`The panel with 1,000 turns in the editor, ${minutes} min of streaming ...`);
  const report = await measurePanel({ minutes, dist: join(projectRoot, 'dist') });
  const { figures } = report;
  const rows = figures.map(({ name, unit, value }) => ({ name, unit, figures: { panel: value } }));
  console.log(`\n${describeMachine()}\n\n${markdownTable(['panel'], rows)}\n`);
  const output = join(projectRoot, 'test-output');
  await mkdir(output, { recursive: true });
  await writeFile(join(output, 'bench-panel.json'), `${JSON.stringify(report, undefined, 2)}\n`);
  return report;
}

interface ReviewReport {
  /** Absent where no editor could be started. */
  readonly decisions: readonly ReviewFigure[] | undefined;
  readonly list: readonly ReviewListFigure[];
}

interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
}

async function measureAll(place: RunPlace, runs: number): Promise<readonly Figure[]> {
  await measureRun(SCENARIOS.hello, place); // The first start compiles; people start more than once.
  const hello = await repeat(SCENARIOS.hello, place, runs);
  const tools = await repeat(SCENARIOS.tools50, place, runs);
  const parallel = await repeat(SCENARIOS.parallel8, place, runs);
  const stream = await repeat(SCENARIOS.stream10k, place, runs);
  const long = await repeat(SCENARIOS.long200, place, Math.min(runs, 2));
  const of = (all: readonly RunFigures[], pick: (figures: RunFigures) => number): number =>
    median(all.map(pick));
  const turns = (all: readonly RunFigures[]): readonly number[] => all.flatMap((figures) => figures.turns);
  const helloWall = of(hello, (figures) => figures.wall);
  return [
    { name: 'cold start to first request', unit: 'ms', value: of(hello, (figures) => figures.coldStart) },
    { name: 'first request', unit: 'kB', value: of(hello, (figures) => figures.firstRequestBytes) / 1024 },
    { name: '50 tool turns: client time, median', unit: 'ms', value: median(turns(tools)) },
    { name: '50 tool turns: client time, p95', unit: 'ms', value: percentile(turns(tools), 0.95) },
    { name: '8 parallel reads: client time, median', unit: 'ms', value: median(turns(parallel)) },
    {
      name: '10,000 deltas: time beyond a short answer',
      unit: 'ms',
      value: of(stream, (figures) => figures.wall) - helloWall,
    },
    { name: '200 turns: client time, median', unit: 'ms', value: median(turns(long)) },
    {
      name: '200 turns: memory at turn 50',
      unit: 'MB',
      value: of(long, (figures) => figures.memoryAtTurn50),
    },
    { name: '200 turns: memory at the end', unit: 'MB', value: of(long, (figures) => figures.memoryAtEnd) },
    { name: '200 turns: peak memory', unit: 'MB', value: of(long, (figures) => figures.peakMemory) },
  ];
}

async function repeat(scenario: Scenario, place: RunPlace, runs: number): Promise<readonly RunFigures[]> {
  console.log(`  ${scenario.name}`);
  const all: RunFigures[] = [];
  for (let count = 0; count < runs; count++) all.push(await measureRun(scenario, place));
  return all;
}

function asRows(perColumn: Readonly<Record<string, readonly Figure[]>>): readonly Row[] {
  const [first = []] = Object.values(perColumn);
  return first.map(({ name, unit }, index) => ({
    name,
    unit,
    figures: Object.fromEntries(
      Object.entries(perColumn).map(([column, figures]) => [column, figures[index]?.value ?? Number.NaN]),
    ),
  }));
}

function describeMachine(): string {
  const [cpu] = cpus();
  const memory = `${Math.round(totalmem() / 1024 ** 3)} GB`;
  return `${cpu?.model.trim() || process.arch}, ${cpus().length} cores, ${memory}, ${process.platform}, Node ${process.versions.node}`;
}

function readOptions(args: readonly string[]): BenchOptions | undefined {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        runs: { type: 'string', default: '5' },
        files: { type: 'string', default: '2000,50000' },
        'panel-minutes': { type: 'string', default: '10' },
        'panel-only': { type: 'boolean', default: false },
        'commands-only': { type: 'boolean', default: false },
        'journal-only': { type: 'boolean', default: false },
        'review-only': { type: 'boolean', default: false },
        'security-only': { type: 'boolean', default: false },
        'no-editor': { type: 'boolean', default: false },
        'no-build': { type: 'boolean', default: false },
      },
    });
    const runs = Number(values.runs);
    const files = values.files.split(',').map(Number);
    const panelMinutes = Number(values['panel-minutes']);
    if (!Number.isFinite(panelMinutes) || panelMinutes < 0) return undefined;
    const isCount = (value: number): boolean => Number.isInteger(value) && value > 0;
    if (!isCount(runs) || !files.every(isCount)) return undefined;
    return {
      runs,
      files,
      panelMinutes,
      panelOnly: values['panel-only'],
      commandsOnly: values['commands-only'],
      journalOnly: values['journal-only'],
      reviewOnly: values['review-only'],
      securityOnly: values['security-only'],
      editor: !values['no-editor'],
      build: !values['no-build'],
    };
  } catch {
    // parseArgs says what is wrong less well than the usage text.
    return undefined;
  }
}
