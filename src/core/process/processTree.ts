// Starts processes and makes sure that each ends, with everything it started: on request, on dispose, and with this process.
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import type { OrphanGuard } from './orphanGuard';
import type { ProcessControl } from './processControl';

/** Time between asking a tree to end and ending it by force, in milliseconds. */
export const defaultGraceMs = 2_000;

export interface ProcessExit {
  /** Absent when a signal ended it. */
  readonly code?: number;
  readonly signal?: NodeJS.Signals;
}

export interface TrackedProcess {
  readonly child: ChildProcess;
  readonly pid: number;
  /** When the process itself has ended; what it started may live on. */
  readonly exited: Promise<ProcessExit>;
  /** Asks the whole tree to end, at once; after the grace time it is ended by force. Resolves when it is gone. Runs once. */
  end(): Promise<void>;
  /** As Ctrl-C in a terminal. */
  interrupt(): void;
  /** True when something that it started is still alive. */
  hasMembers(): boolean;
}

export interface ProcessTreeOptions {
  readonly control: ProcessControl;
  /** Default `defaultGraceMs`. */
  readonly graceMs?: number;
  /** Ends the trees when this process is killed without a chance to do it itself. */
  readonly guard?: OrphanGuard;
}

export interface TrackingOptions {
  /** The process only watches over the others, which end with it: it is not asked to end, they are. Default false. */
  readonly isMonitor?: boolean;
}

export interface ProcessTree {
  /** Rejects when the program can't be started. */
  start(
    program: string,
    args: readonly string[],
    options: SpawnOptions,
    tracking?: TrackingOptions,
  ): Promise<TrackedProcess>;
  /** Ends everything that was started and resolves when it is gone. */
  dispose(): Promise<void>;
}

/** Variable in the environment of a command and all it starts, by which those are found that have left its group and session. */
const markerName = 'PLANWRIGHT_COMMAND';
/** When a tree that is being ended is first looked at again, in milliseconds; then after twice that, and so on. */
const pollMs = 10;

export function createProcessTree(options: ProcessTreeOptions): ProcessTree {
  const { control, guard } = options;
  const graceMs = options.graceMs ?? defaultGraceMs;
  /** Trees with living members. */
  const alive = new Map<number, TrackedProcess>();
  let count = 0;

  const onHostExit = () => {
    for (const root of alive.keys()) {
      control.kill(root, []);
    }
  };

  const remember = (tracked: TrackedProcess) => {
    if (alive.size === 0) {
      process.on('exit', onHostExit);
    }
    alive.set(tracked.pid, tracked);
    guard?.add(tracked.pid);
  };

  const forget = (root: number) => {
    if (alive.delete(root)) {
      guard?.remove(root);
      if (alive.size === 0) {
        process.off('exit', onHostExit);
      }
    }
  };

  const endTree = async (root: number, marker: string, isMonitor: boolean) => {
    const strays = control.markedMembers(root, marker);
    const isGone = () => control.markedMembers(root, marker).length === 0;
    const held = control.terminate(root, strays, isMonitor);
    if (held !== undefined) {
      const isLast = () =>
        control.markedMembers(root, marker).every(({ group }) => group === root || group === held);
      await isTrueWithin(isLast, graceMs / 2);
      control.resume(held);
    }
    if (!(await isTrueWithin(isGone, held === undefined ? graceMs : graceMs / 2))) {
      control.kill(root, strays);
      // A process in an uninterruptible wait may outlive even that; it is not waited for.
      await isTrueWithin(isGone, graceMs);
    }
    forget(root);
  };

  const isTrueWithin = async (condition: () => boolean, ms: number) => {
    let wait = pollMs;
    for (let waited = 0; ; waited += wait, wait *= 2) {
      if (condition()) {
        return true;
      }
      if (waited >= ms) {
        return false;
      }
      wait = Math.min(wait, ms - waited);
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  };

  return {
    async start(program, args, spawnOptions, { isMonitor = false } = {}) {
      // Loaded with the first command, not with the program: most sessions begin without one.
      const { spawn } = await import('node:child_process');
      // Commands that left something running and whose rest has ended since.
      for (const [root, tracked] of alive) {
        const hasEnded = tracked.child.exitCode !== null || tracked.child.signalCode !== null;
        if (hasEnded && !control.mayBeAlive(root)) {
          forget(root);
        }
      }
      count += 1;
      const marker = `${process.pid}-${performance.timeOrigin}-${count}`;
      const child = spawn(program, args, {
        ...spawnOptions,
        env: { ...spawnOptions.env, [markerName]: marker },
        detached: control.usesGroups,
        windowsHide: true,
      });
      await new Promise<void>((resolve, reject) => {
        child.once('spawn', () => {
          child.off('error', reject);
          resolve();
        });
        child.once('error', reject);
      });
      const pid = child.pid as number;
      let ending: Promise<void> | undefined;
      const exited = new Promise<ProcessExit>((resolve) => {
        child.once('exit', (code, signal) => {
          // Without groups nothing can be found any more once the root is gone, and its id may soon be another's.
          if (ending === undefined && (!control.usesGroups || !control.mayBeAlive(pid))) {
            forget(pid);
          }
          resolve({ ...(code === null ? {} : { code }), ...(signal === null ? {} : { signal }) });
        });
      });
      const tracked: TrackedProcess = {
        child,
        pid,
        exited,
        end: () =>
          (ending ??= alive.has(pid)
            ? endTree(pid, `${markerName}=${marker}`, isMonitor)
            : Promise.resolve()),
        interrupt: () => {
          if (alive.has(pid)) {
            control.interrupt(pid, isMonitor);
          }
        },
        hasMembers: () => {
          const has = alive.has(pid) && control.mayBeAlive(pid) && control.members(pid).length > 0;
          if (!has) {
            forget(pid);
          }
          return has;
        },
      };
      remember(tracked);
      return tracked;
    },
    async dispose() {
      await Promise.all([...alive.values()].map((tracked) => tracked.end()));
      guard?.dispose();
    },
  };
}
