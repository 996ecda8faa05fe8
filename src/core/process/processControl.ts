// Ends process trees. The one place that knows how each platform does it. Everything is synchronous, so that it also works in
// the `exit` hook of the host.
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import type { ProcessEntry } from './processTable';
import { membersOf, parseProcStat, parsePs } from './processTable';

export interface ProcessControl {
  /** True when commands should be started at the head of a process group of their own. */
  readonly usesGroups: boolean;
  /** Everything alive that belongs to the command; empty once it is gone. */
  members(root: number): readonly ProcessEntry[];
  /**
   * The same, and what has left both session and parents but still carries `marker` in the environment it was started with.
   * Only Linux tells; elsewhere as `members`.
   */
  markedMembers(root: number, marker: string): readonly ProcessEntry[];
  /** Cheaper than `members`, and may say true a moment too long (a zombie). */
  mayBeAlive(root: number): boolean;
  /**
   * Asks the tree to end. `strays` are members found earlier; one that is still the same process is asked as well. `sparesRoot`: the
   * root's own group is not asked, since all others would be ended with it at once, and ends by itself after them. The group that it
   * started ends the others too: while there are others it is asked, and held until `resume`. Returns that group, else undefined.
   */
  terminate(root: number, strays: readonly ProcessEntry[], sparesRoot?: boolean): number | undefined;
  /** Lets a group go on that was held. */
  resume(group: number): void;
  /** What Ctrl-C in a terminal does: programs decide for themselves. Ends the tree where the platform has no such signal. */
  interrupt(root: number, sparesRoot?: boolean): void;
  /** Ends the tree without asking. */
  kill(root: number, strays: readonly ProcessEntry[]): void;
}

/** Program and arguments that end a tree on Windows. Console programs there can't be asked, so it is always forced. */
export function windowsKillCommand(root: number, systemRoot: string): readonly [string, readonly string[]] {
  return [`${systemRoot}\\System32\\taskkill.exe`, ['/PID', String(root), '/T', '/F']];
}

export function createProcessControl(platform: NodeJS.Platform = process.platform): ProcessControl {
  return platform === 'win32' ? windowsControl() : posixControl(platform);
}

function posixControl(platform: NodeJS.Platform): ProcessControl {
  const readTable = platform === 'linux' ? readProc : readPs;
  const members = (root: number) => membersOf(root, readTable());
  const signalAll = (root: number, strays: readonly ProcessEntry[], signal: NodeJS.Signals) => {
    // The group first and at once: reading the table takes milliseconds in which it could grow.
    sendSignal(-root, signal);
    const table = readTable();
    const others = membersOf(root, table).filter((entry) => entry.group !== root);
    const alive = new Map(table.map((entry) => [entry.pid, entry]));
    const known = strays.filter((stray) => alive.get(stray.pid)?.startedAt === stray.startedAt);
    for (const pid of new Set([...others, ...known].map((entry) => entry.pid))) {
      sendSignal(pid, signal);
    }
    if (signal === 'SIGTERM') {
      // A stopped process does not see SIGTERM before it goes on.
      sendSignal(-root, 'SIGCONT');
    }
  };
  /** False when there is none yet. A group that starts meanwhile is missed; what is left is ended by force later. */
  const signalOtherGroups = (
    root: number,
    except: number | undefined,
    ...signals: readonly NodeJS.Signals[]
  ): boolean => {
    const groups = new Set(members(root).map(({ group }) => group));
    groups.delete(root);
    for (const group of groups) {
      for (const signal of group === except ? [] : signals) sendSignal(-group, signal);
    }
    return groups.size > 0;
  };
  /** The group of what the root itself started, once it has one of its own. */
  const startedBy = (root: number): number | undefined =>
    members(root).find(({ parent, group }) => parent === root && group !== root)?.group;
  return {
    usesGroups: true,
    members,
    markedMembers: platform === 'linux' ? markedInProc : members,
    mayBeAlive: (root) => sendSignal(-root, 0),
    interrupt(root, sparesRoot = false) {
      if (!sparesRoot || !signalOtherGroups(root, undefined, 'SIGINT')) sendSignal(-root, 'SIGINT');
    },
    terminate(root, strays, sparesRoot = false) {
      const first = sparesRoot ? startedBy(root) : undefined;
      if (first !== undefined) sendSignal(-first, 'SIGSTOP');
      if (!sparesRoot || !signalOtherGroups(root, first, 'SIGTERM', 'SIGCONT')) {
        signalAll(root, strays, 'SIGTERM');
        return undefined;
      }
      if (first !== undefined) sendSignal(-first, 'SIGTERM');
      return first;
    },
    resume: (group) => void sendSignal(-group, 'SIGCONT'),
    kill: (root, strays) => signalAll(root, strays, 'SIGKILL'),
  };
}

function windowsControl(): ProcessControl {
  const isAlive = (root: number) => sendSignal(root, 0);
  const end = (root: number) => {
    const [program, args] = windowsKillCommand(root, process.env.SystemRoot ?? 'C:\\Windows');
    spawnSync(program, args, { stdio: 'ignore', windowsHide: true, timeout: 5_000 });
  };
  const members = (root: number): readonly ProcessEntry[] =>
    isAlive(root) ? [{ pid: root, parent: 0, group: root, session: 0, startedAt: '', isZombie: false }] : [];
  return {
    usesGroups: false,
    members,
    markedMembers: members,
    mayBeAlive: isAlive,
    interrupt: end,
    terminate(root) {
      end(root);
      return undefined;
    },
    resume: () => undefined,
    kill: end,
  };
}

/** False when nobody received it. */
function sendSignal(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    // ESRCH: it has ended already, which is what is wanted. EPERM: it runs as somebody else; it lives, and is not ours to end.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function readProc(): readonly ProcessEntry[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) {
      return [];
    }
    try {
      const entry = parseProcStat(readFileSync(`/proc/${name}/stat`, 'utf8'));
      return entry === undefined ? [] : [entry];
    } catch {
      // It ended between the listing and the reading.
      return [];
    }
  });
}

function markedInProc(root: number, marker: string): readonly ProcessEntry[] {
  const table = readProc();
  const members = new Set(membersOf(root, table));
  return table.filter((entry) => members.has(entry) || (!entry.isZombie && carriesMarker(entry.pid, marker)));
}

function carriesMarker(pid: number, marker: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(marker);
  } catch {
    // Somebody else's process, or one that has just ended: not ours to end.
    return false;
  }
}

function readPs(): readonly ProcessEntry[] {
  try {
    return parsePs(
      execFileSync('/bin/ps', ['-A', '-o', 'pid=,ppid=,pgid=,stat='], { encoding: 'utf8', timeout: 2_000 }),
    );
  } catch {
    // Without the table the group alone is ended, which holds nearly everything.
    return [];
  }
}
