// A container of docker or podman in which the commands of a session run: made with the first of them, reused, removed at the end.
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { basename, delimiter, isAbsolute, join } from 'node:path';
import { createProtectedPaths } from '../permissions/protectedPaths';
import { commandEnvironment } from '../process/environment';
import type { Shell } from '../process/shell';
import type { BashSandbox, BashSandboxOutput } from './bashSandbox';
import type { CommandSandbox, SandboxEntry, SandboxRequest, SandboxState } from './commandSandbox';
import {
  DEFAULT_SANDBOX_CONFIG,
  endArguments,
  execArguments,
  guestPath,
  startArguments,
} from './containerArguments';
import type { SandboxConfig } from './containerArguments';
import { guardedPaths } from './sandboxPaths';

export interface ContainerSandboxOptions {
  readonly config?: SandboxConfig;
  /** Absolute folder, mounted at `/workspace`. */
  readonly workspace: string;
  /** Path of `docker` or `podman`. Default: found on PATH, docker first. */
  readonly engine?: string;
  /** Default that of this process, without keys. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds until the container has to be there, which may include fetching its image. Default 300,000. */
  readonly startMs?: number;
  readonly newId?: () => string;
}

export interface ContainerSandbox extends CommandSandbox, BashSandbox {
  readonly image: string;
}

export function createContainerSandbox(options: ContainerSandboxOptions): ContainerSandbox {
  return new EngineContainer(options);
}

/** The shell of the container: bash where its image has one. The runner's own `sh` only joins errors to the output. */
export const containerShell: Shell = {
  name: 'bash',
  path: '/bin/sh',
  launch: (command, prefix = []) => ({
    executable: '/bin/sh',
    arguments: ['-c', 'exec "$@" 2>&1', 'sh', ...prefix, ...shellWords(command)],
    mergesErrors: true,
  }),
};

const graceSeconds = 2;
const probeMs = 10_000;
/** Bytes of each stream that `execCommand` returns. */
const outputBytes = 10 * 1024 * 1024;

interface RunningContainer {
  readonly name: string;
  readonly root: string;
  readonly client: ChildProcess;
}

class EngineContainer implements ContainerSandbox {
  readonly name: string;
  readonly image: string;
  private readonly config: Required<SandboxConfig>;
  private readonly engine: string | undefined;
  private state: Promise<SandboxState> | undefined;
  private container: Promise<RunningContainer> | undefined;

  constructor(private readonly options: ContainerSandboxOptions) {
    this.config = { ...DEFAULT_SANDBOX_CONFIG, ...options.config };
    this.image = this.config.image;
    this.engine = options.engine ?? findEngine(this.environment());
    this.name = this.engine === undefined ? 'docker or podman' : basename(this.engine).replace(/\.exe$/i, '');
  }

  check(): Promise<SandboxState> {
    return (this.state ??= this.probe());
  }

  async enter({ cwd }: SandboxRequest): Promise<SandboxEntry> {
    const { name, root } = await this.started();
    const workdir = guestPath(await realpath(cwd), root);
    if (workdir === undefined) throw new Error(`${cwd} is not in the container: it has the workspace only.`);
    const marker = this.newId();
    return {
      prefix: [this.program(), ...execArguments(name, workdir, marker)],
      isMonitor: false,
      ended: async (wasStopped) => {
        if (wasStopped) await this.engineRun(endArguments(name, marker, graceSeconds)).catch(() => undefined);
      },
    };
  }

  async execCommand(
    command: string,
    guestWorkspace: string,
    signal?: AbortSignal,
  ): Promise<BashSandboxOutput> {
    signal?.throwIfAborted();
    const { name } = await this.started();
    const marker = this.newId();
    const words = [...execArguments(name, guestWorkspace, marker), ...shellWords(command)];
    const result = await this.engineRun(words, { signal });
    if (signal?.aborted === true) {
      await this.engineRun(endArguments(name, marker, graceSeconds)).catch(() => undefined);
      signal.throwIfAborted();
    }
    return result;
  }

  /** The client's input ends, and with it the container; what does not end by that is removed. */
  async shutdown(): Promise<void> {
    const running = await this.container?.catch(() => undefined);
    this.container = undefined;
    if (running === undefined) return;
    running.client.stdin?.end();
    await this.engineRun(['rm', '--force', running.name]).catch(() => undefined);
  }

  private async probe(): Promise<SandboxState> {
    const { name } = this;
    if (this.engine === undefined) return { works: false, problem: { code: 'not_installed', name } };
    try {
      const { exitCode, stdout, stderr } = await this.engineRun(['version'], { timeoutMs: probeMs });
      if (exitCode === 0) return { works: true };
      const detail = `${stderr}\n${stdout}`.trim().split('\n')[0] || `exit code ${exitCode}`;
      return { works: false, problem: { code: 'broken', name, detail } };
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      return { works: false, problem: { code: 'broken', name, detail } };
    }
  }

  /** One that ended meanwhile, or could not be started, is replaced with the next command. */
  private async started(): Promise<RunningContainer> {
    const current = this.container;
    if (current !== undefined) {
      const running = await current.catch(() => undefined);
      if (running?.client.exitCode === null && running.client.signalCode === null) return running;
      if (this.container === current) this.container = undefined;
    }
    return (this.container ??= this.start());
  }

  private async start(): Promise<RunningContainer> {
    const { spawn } = await import('node:child_process');
    const root = await realpath(this.options.workspace);
    const name = `planwright-${this.newId()}`;
    const folder = { root, ...(await guardedPaths(root, createProtectedPaths())) };
    const isLinux = process.platform === 'linux';
    const words = startArguments(this.config, folder, {
      name,
      engine: this.name === 'podman' ? 'podman' : 'docker',
      ...(isLinux ? { user: { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 } } : {}),
    });
    const client = spawn(this.program(), words, {
      env: { ...this.environment(), ...this.config.env },
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    client.stdin.on('error', () => undefined);
    const problem = await readiness(client, this.options.startMs ?? 300_000);
    if (problem !== undefined) {
      client.stdin.end();
      client.kill();
      throw new Error(`The container could not be started: ${problem}`);
    }
    return { name, root, client };
  }

  private program(): string {
    if (this.engine === undefined) throw new Error('Neither docker nor podman was found.');
    return this.engine;
  }

  private newId(): string {
    return (this.options.newId ?? randomUUID)();
  }

  private environment(): Record<string, string> {
    return commandEnvironment(this.options.environment ?? process.env, { platform: process.platform });
  }

  private async engineRun(
    words: readonly string[],
    limits: { readonly signal?: AbortSignal; readonly timeoutMs?: number } = {},
  ): Promise<BashSandboxOutput> {
    const { execFile } = await import('node:child_process');
    return new Promise((resolve) => {
      const settings = {
        env: this.environment(),
        maxBuffer: outputBytes,
        windowsHide: true,
        ...(limits.signal === undefined ? {} : { signal: limits.signal }),
        ...(limits.timeoutMs === undefined ? {} : { timeout: limits.timeoutMs }),
      };
      const child = execFile(this.program(), [...words], settings, (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolve({ stdout, stderr, exitCode: code });
      });
      child.stdin?.end();
    });
  }
}

/** Undefined once the container has said that it is there, else what the engine said. */
async function readiness(client: ChildProcess, ms: number): Promise<string | undefined> {
  let said = '';
  return new Promise((resolve) => {
    const settle = (problem: string | undefined) => {
      clearTimeout(timer);
      resolve(problem);
    };
    const timer = setTimeout(() => settle(`it was not there within ${ms} ms`), ms);
    client.stdout?.on('data', (text: Buffer) => {
      if (text.toString().includes('ready')) settle(undefined);
    });
    client.stderr?.on('data', (text: Buffer) => {
      said = `${said}${text.toString()}`.slice(-2_000);
    });
    client.once('error', (error) => settle(error.message));
    client.once('close', (code) => settle(said.trim() || `exit code ${code}`));
  });
}

function shellWords(command: string): readonly string[] {
  return [
    'sh',
    '-c',
    'command -v bash > /dev/null && exec bash -c -- "$1"; exec sh -c -- "$1"',
    'sh',
    command,
  ];
}

/** Absolute folders of PATH only: a relative one would let the workspace choose the program. */
function findEngine(environment: Readonly<Record<string, string>>): string | undefined {
  const path = Object.entries(environment).find(([name]) => name.toUpperCase() === 'PATH')?.[1] ?? '';
  const folders = path.split(delimiter).filter(isAbsolute);
  const names = process.platform === 'win32' ? ['docker.exe', 'podman.exe'] : ['docker', 'podman'];
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true);
}
