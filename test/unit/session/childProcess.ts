// Real processes for tests about crashes and locks: bundles a script of this folder and runs it with this Node.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';

export interface TestProcess {
  /** The next line it prints; rejects when it ends first. */
  nextLine(): Promise<string>;
  send(line: string): void;
  /** Sends the signal; `SIGKILL` also waits for the end. */
  kill(signal: NodeJS.Signals): Promise<void>;
}

/** Bundles `script` into `dir` and returns the path of the result. */
export async function bundleScript(script: string, dir: string): Promise<string> {
  const outfile = join(dir, script.replace(/\.ts$/, '.mjs'));
  await build({
    entryPoints: [join(import.meta.dirname, script)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
  return outfile;
}

const running = new Set<ChildProcess>();

/** Ends every process that is still there; for `afterEach` and `afterAll`, also when a test failed in between. */
export async function endProcesses(): Promise<void> {
  const ended = [...running].map((child) => new Promise((resolve) => child.once('close', resolve)));
  for (const child of running) child.kill('SIGKILL');
  await Promise.all(ended);
}

export function startProcess(bundle: string, ...args: readonly string[]): TestProcess {
  const child: ChildProcess = spawn(process.execPath, [bundle, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  running.add(child);
  const exited = new Promise<void>((resolve) => {
    child.once('close', () => {
      running.delete(child);
      resolve();
    });
  });
  const lines = child.stdout === null ? undefined : createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    nextLine: async () => {
      const line = await lines?.next();
      if (line === undefined || line.done === true)
        throw new Error('The process ended without another line.');
      return line.value;
    },
    send: (line) => child.stdin?.write(`${line}\n`),
    kill: async (signal) => {
      child.kill(signal);
      if (signal === 'SIGKILL') await exited;
    },
  };
}
