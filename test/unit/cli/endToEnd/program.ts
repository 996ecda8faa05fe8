// The command line as people run it: built by the same rules as `npm run build`, started as a process of its own.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../../..');

export interface Program {
  /** Path of the built `cli.js`. */
  readonly file: string;
  dispose(): Promise<void>;
}

/** Builds into a folder inside the project, so that packages which are not bundled are found as they are after an install. */
export async function buildProgram(): Promise<Program> {
  await mkdir(join(root, 'dist-test'), { recursive: true });
  const outdir = await mkdtemp(join(root, 'dist-test', 'cli-'));
  await build({
    absWorkingDir: root,
    entryPoints: { cli: 'src/cli/main.ts', effectsWorker: 'src/core/effects/effectsWorker.ts' },
    outdir,
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    chunkNames: 'chunks/[name]-[hash]',
    external: ['@vscode/ripgrep'],
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
  return { file: join(outdir, 'cli.js'), dispose: () => rm(outdir, { recursive: true, force: true }) };
}

/** A person's folders and a copy of the sample project, in a temporary place. */
export interface Place {
  readonly home: string;
  readonly project: string;
  /** Environment of a child: nothing of this machine's but `PATH`. */
  readonly environment: Readonly<Record<string, string>>;
  dispose(): Promise<void>;
}

export async function makePlace(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'planwright-cli-'));
  const home = join(folder, 'home');
  const project = join(folder, 'project');
  await mkdir(home);
  await cp(join(root, 'test/fixtures/sampleProject'), project, { recursive: true });
  return {
    home,
    project,
    environment: {
      PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
      HOME: home,
      PLANWRIGHT_HOME: join(home, 'planwright'),
      LANG: 'C.UTF-8',
    },
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
}

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
  /** Resolves once the text is printed, on standard output or error, after what was seen before. */
  seen(text: string): Promise<void>;
}

export interface StartOptions {
  readonly place: Place;
  readonly environment?: Readonly<Record<string, string>>;
  /** Piped to standard input; absent: no standard input. */
  readonly input?: string;
}

/** Starts the program in the sample project. */
export function start(
  file: string,
  args: readonly string[],
  { place, environment, input }: StartOptions,
): Running {
  const child = spawn(process.execPath, [file, ...args], {
    cwd: place.project,
    env: { ...place.environment, ...environment },
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  child.stdin?.end(input);
  return watch(child);
}

/** Long before the test's own limit, so that the failure shows what was printed. */
const SEEN_LIMIT_MS = 12_000;

/** Collects what a process prints. */
export function watch(child: ChildProcess): Running {
  let stdout = '';
  let stderr = '';
  let unseen = '';
  const waiting = new Set<() => void>();
  const collect = (text: string): string => {
    unseen += text;
    for (const check of waiting) check();
    return text;
  };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += collect(text)));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += collect(text)));
  const finished = new Promise<Finished>((resolveFinished, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolveFinished({ code, stdout, stderr }));
  });
  return {
    child,
    finished,
    seen(text) {
      return new Promise((found, reject) => {
        const stop = (): void => {
          waiting.delete(check);
          clearTimeout(timer);
          child.off('close', give);
        };
        const give = (): void => {
          stop();
          reject(new Error(`Not seen: "${text}". Printed since:\n${unseen}`));
        };
        const check = (): void => {
          const at = unseen.indexOf(text);
          if (at < 0) return;
          unseen = unseen.slice(at + text.length);
          stop();
          found();
        };
        const timer = setTimeout(give, SEEN_LIMIT_MS);
        waiting.add(check);
        child.once('close', give);
        check();
      });
    },
  };
}

/** Runs the program to its end. */
export function run(file: string, args: readonly string[], options: StartOptions): Promise<Finished> {
  return start(file, args, options).finished;
}
