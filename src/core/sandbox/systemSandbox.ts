// The sandbox that the operating system brings: bubblewrap on Linux, Seatbelt on macOS. Nothing of it is kept open between commands.
import { statSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createProtectedPaths } from '../permissions/protectedPaths';
import type { ProtectedPaths } from '../permissions/protectedPaths';
import { bubblewrapArguments } from './bubblewrap';
import type {
  CommandSandbox,
  SandboxEntry,
  SandboxNetwork,
  SandboxRequest,
  SandboxState,
} from './commandSandbox';
import type { Internet } from './domainProxy';
import { openPortDoor, openSocketDoor } from './networkDoor';
import type { Door } from './networkDoor';
import {
  guardedPaths,
  isInside,
  openSockets,
  readSocketTable,
  removeAppeared,
  secretsOf,
} from './sandboxPaths';
import type { SandboxPlan } from './sandboxPlan';
import { seatbeltArguments } from './seatbelt';

export interface SystemSandboxOptions {
  /** Default that of this machine. */
  readonly platform?: NodeJS.Platform;
  /** Default: found in the places where systems keep it, never by PATH. */
  readonly program?: string;
  /** Lets commands use the network. Default false. */
  readonly network?: boolean;
  /** Whose keys are hidden. Default the folder of this user. */
  readonly home?: string;
  /** What stays read-only in the workspace. Default the built-in list. */
  readonly protectedPaths?: ProtectedPaths;
  /** How commands reach the hosts that they may. */
  readonly internet?: Internet;
  /** Milliseconds for the first try-out. Default 5,000. */
  readonly probeMs?: number;
}

export interface SystemSandbox extends CommandSandbox {
  /** Deletes what it keeps on the disk. */
  dispose(): Promise<void>;
}

export function createSystemSandbox(options: SystemSandboxOptions = {}): SystemSandbox {
  return new OperatingSystemSandbox(options);
}

const programs: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: ['/usr/bin/bwrap', '/bin/bwrap', '/usr/local/bin/bwrap', '/run/current-system/sw/bin/bwrap'],
  darwin: ['/usr/bin/sandbox-exec'],
};

/** Private and empty for each command under bubblewrap. The first is where programs are told to keep their files. */
const linuxTemporary = ['/tmp', '/var/tmp', '/run/user'];

class OperatingSystemSandbox implements SystemSandbox {
  readonly name: string;
  private readonly platform: NodeJS.Platform;
  private readonly program: string | undefined;
  private readonly protectedPaths: ProtectedPaths;
  private state: Promise<SandboxState> | undefined;
  private own: Promise<string> | undefined;
  private readonly doors = new Set<Door>();
  private doorCount = 0;

  constructor(private readonly options: SystemSandboxOptions) {
    this.platform = options.platform ?? process.platform;
    this.name = this.platform === 'darwin' ? 'Seatbelt' : 'bubblewrap';
    const places = options.program === undefined ? programs[this.platform] : [options.program];
    this.program = places?.find(isFile);
    this.protectedPaths = options.protectedPaths ?? createProtectedPaths();
  }

  check(): Promise<SandboxState> {
    return (this.state ??= this.probe());
  }

  async enter(request: SandboxRequest): Promise<SandboxEntry> {
    if (this.program === undefined) throw new Error(`${this.name} was not found.`);
    const isLinux = this.platform === 'linux';
    const [{ plan: closed, mustStayMissing }, cwd, own] = await Promise.all([
      this.plan(request),
      realpath(request.cwd),
      this.ownFolder(),
    ]);
    const door = await this.openDoor(request.network);
    const plan = door === undefined ? closed : { ...closed, door: door.place };
    const words = isLinux
      ? bubblewrapArguments(plan, {
          cwd,
          emptyFile: join(own, 'empty'),
          isRoot: process.getuid?.() === 0,
        })
      : ['/usr/bin/env', `TMPDIR=${plan.temporary[0] ?? ''}`, this.program, ...seatbeltArguments(plan)];
    return {
      prefix: [...(isLinux ? [this.program] : []), ...words, ...(door?.words ?? [])],
      isMonitor: isLinux,
      ...(door === undefined ? {} : { environment: door.environment, refused: door.refused }),
      ended: async () => {
        await Promise.all([removeAppeared(mustStayMissing), door?.close()]);
      },
    };
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.doors].map((door) => door.close()));
    const own = await this.own?.catch(() => undefined);
    this.own = undefined;
    if (own !== undefined) await rm(own, { recursive: true, force: true }).catch(() => undefined);
  }

  /** One for each command, so that what it may reach and what it was refused are its own. */
  private async openDoor(network: SandboxNetwork | undefined): Promise<Door | undefined> {
    if (network === undefined || this.options.network === true) return undefined;
    const { internet } = this.options;
    this.doorCount += 1;
    const name = `net-${this.doorCount}`;
    const door = await (this.platform === 'linux'
      ? openSocketDoor(join(await this.ownFolder(), name), network, internet)
      : openPortDoor(network, internet));
    const owned: Door = {
      ...door,
      close: async () => {
        this.doors.delete(owned);
        await door.close();
      },
    };
    this.doors.add(owned);
    return owned;
  }

  private async plan(
    request: SandboxRequest,
  ): Promise<{ readonly plan: SandboxPlan; readonly mustStayMissing: readonly string[] }> {
    // Side by side: under load each step from one look at the disk to the next costs more than the look.
    const isLinux = this.platform === 'linux';
    const writable = await Promise.all(request.writable.map((path) => realpath(path)));
    const [guarded, secrets, visible, socketTable, own] = await Promise.all([
      Promise.all(writable.map((root) => guardedPaths(root, this.protectedPaths))),
      secretsOf(this.options.home ?? homedir()),
      Promise.all([...(request.visible ?? []), dirname(process.execPath)].map(realOrNothing)).then((paths) =>
        paths.flat(),
      ),
      isLinux ? readSocketTable() : '',
      isLinux ? this.ownFolder() : this.temporaryFolder(),
    ]);
    const temporary = isLinux
      ? // The last is there so that no command finds the sockets of another.
        [...linuxTemporary.filter((path) => isFolder(path) && !writable.includes(path)), own]
      : [own];
    const isCovered = (path: string) =>
      [...temporary, ...secrets.folders, ...writable, '/dev', '/proc'].some((folder) =>
        isInside(path, folder),
      );
    const sockets = await openSockets(socketTable, isCovered);
    const isShown = (path: string) => !writable.some((root) => isInside(root, path));
    return {
      plan: {
        writable,
        readOnly: guarded.flatMap(({ readOnly }) => readOnly),
        held: guarded.flatMap(({ held }) => held),
        // Whoever opens such a folder as the workspace wants to work on it.
        hiddenFolders: secrets.folders.filter(isShown),
        hiddenFiles: [...secrets.files, ...sockets],
        temporary,
        visible: visible.filter((path) =>
          temporary.some((folder) => path !== folder && isInside(path, folder)),
        ),
        network: this.options.network ?? false,
      },
      mustStayMissing: guarded.flatMap((paths) => paths.mustStayMissing),
    };
  }

  /** Runs `true` in it, with all that a real command gets. */
  private async probe(): Promise<SandboxState> {
    const { name } = this;
    if (programs[this.platform] === undefined) return { works: false, problem: { code: 'unsupported' } };
    if (this.program === undefined) return { works: false, problem: { code: 'not_installed', name } };
    const broken = (detail: string): SandboxState => ({
      works: false,
      problem: { code: 'broken', name, detail },
    });
    try {
      const { execFile } = await import('node:child_process');
      const folder = await mkdtemp(join(await this.ownFolder(), 'probe-'));
      const { prefix } = await this.enter({ cwd: folder, writable: [folder] });
      const [program = '', ...args] = prefix;
      const detail = await new Promise<string | undefined>((resolve) => {
        const limits = { timeout: this.options.probeMs ?? 5_000, killSignal: 'SIGKILL' } as const;
        execFile(program, [...args, '/bin/sh', '-c', ': > written'], limits, (error, _output, errors) => {
          if (error === null) resolve(undefined);
          else resolve(errors.trim().split('\n')[0] || (error.killed === true ? 'no answer' : error.message));
        });
      });
      if (detail !== undefined) return broken(detail);
      return isFile(join(folder, 'written')) ? { works: true } : broken('nothing was written');
    } catch (error) {
      return broken(error instanceof Error ? error.message : String(error));
    }
  }

  private async temporaryFolder(): Promise<string> {
    const folder = join(await this.ownFolder(), 'tmp');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return folder;
  }

  /** Private, under a name that nobody can foresee, with the empty file in it. */
  private ownFolder(): Promise<string> {
    this.own ??= mkdtemp(join(tmpdir(), 'planwright-sandbox-')).then(async (folder) => {
      await writeFile(join(folder, 'empty'), '', { mode: 0o400 });
      return realpath(folder);
    });
    return this.own;
  }
}

async function realOrNothing(path: string): Promise<readonly string[]> {
  // What is not there yet can't be shown.
  return realpath(path).then(
    (real) => [real],
    () => [],
  );
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
