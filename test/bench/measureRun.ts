// One run of the built command line through a scenario, measured from outside.
import { execFileSync, spawn } from 'node:child_process';
import type { BenchServer } from './benchServer';
import { MemoryWatch } from './memory';
import type { Scenario } from './scenarios';

export interface RunFigures {
  /** Start of the process to its first request, in milliseconds. */
  readonly coldStart: number;
  /** Start to end of the process. */
  readonly wall: number;
  /** For each turn: end of an answer to the next request. */
  readonly turns: readonly number[];
  readonly firstRequestBytes: number;
  /** Resident memory in MB; NaN where it can't be read. */
  readonly peakMemory: number;
  readonly memoryAtTurn50: number;
  readonly memoryAtEnd: number;
}

export interface RunPlace {
  readonly program: string;
  readonly workspace: string;
  readonly home: string;
  readonly server: BenchServer;
}

/** Throws when the run does not end well: figures of a broken run mean nothing. */
export async function measureRun(
  scenario: Scenario,
  { program, workspace, home, server }: RunPlace,
): Promise<RunFigures> {
  execFileSync('git', ['-C', workspace, 'checkout', '--quiet', '--', '.']);
  server.play(scenario);
  const model = ['-m', 'openai/bench-model', '--base-url', server.url];
  const args = [program, ...model, '-C', workspace, '--permission-mode', 'auto', 'Do what the plan says.'];
  const started = performance.now();
  const child = spawn(process.execPath, args, {
    cwd: workspace,
    env: { PATH: process.env['PATH'], HOME: home, LANG: 'C.UTF-8' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const memory = new MemoryWatch(child.pid ?? 0);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  memory.stop();
  const wall = performance.now() - started;
  const exchanges = [...server.exchanges];
  if (code !== 0 || exchanges.length !== scenario.turns + 1) {
    throw new Error(
      `${scenario.name}: exit ${code} after ${exchanges.length} requests\n${errors.slice(-2000)}`,
    );
  }
  const timeOf = (turn: number): number => exchanges[turn]?.requested ?? Number.NaN;
  return {
    coldStart: timeOf(0) - started,
    wall,
    turns: exchanges
      .slice(1)
      .map((exchange, index) => exchange.requested - (exchanges[index]?.answered ?? Number.NaN)),
    firstRequestBytes: exchanges[0]?.bytes ?? 0,
    peakMemory: memory.peak,
    memoryAtTurn50: scenario.turns > 50 ? memory.at(timeOf(50)) : Number.NaN,
    memoryAtEnd: memory.at(timeOf(scenario.turns)),
  };
}
