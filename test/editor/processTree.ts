import { execFile, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const pollMilliseconds = 50;

/**
 * Ends a process that leads its own group, with everything it started: SIGTERM, then SIGKILL for what is still there
 * after the grace period. Terminals lead groups of their own, so the descendants are looked up as well.
 */
export async function endProcessTree(processId: number, gracePeriodMilliseconds = 3_000): Promise<void> {
  if (process.platform === 'win32') {
    await run('taskkill', ['/pid', String(processId), '/T', '/F']).catch(() => undefined); // Already gone.
    return;
  }
  const descendants = descendantsOf(processId, await processes());
  signalAll(processId, descendants, 'SIGTERM');
  const deadline = Date.now() + gracePeriodMilliseconds;
  while (Date.now() < deadline && (await isAnyAlive(processId, descendants))) await sleep(pollMilliseconds);
  signalAll(processId, descendants, 'SIGKILL');
}

/**
 * Watches over a process group for the case that this process is killed before it can end the group: a shell waits
 * for the end of its input, which comes with the end of this process however that happens, and kills the group.
 * Returns what calls the watch off.
 */
export function guardProcessGroup(processId: number): () => void {
  if (process.platform === 'win32') return () => undefined;
  const script = `read -r line; kill -s TERM -- -${processId}; sleep 2; kill -s KILL -- -${processId}`;
  const guard = spawn('/bin/sh', ['-c', script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  guard.unref();
  (guard.stdin as Socket).unref();
  return () => guard.kill('SIGKILL');
}

interface RunningProcess {
  readonly id: number;
  readonly parent: number;
  readonly group: number;
}

/** Every process but those that have ended and whose parent has not asked for their exit code yet, which may take seconds. */
async function processes(): Promise<readonly RunningProcess[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=,pgid=,stat=']);
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state]) => !state?.startsWith('Z'))
    .map(([id, parent, group]) => ({ id: Number(id), parent: Number(parent), group: Number(group) }));
}

function descendantsOf(processId: number, all: readonly RunningProcess[]): number[] {
  const found: number[] = [];
  for (let queue = [processId]; queue.length > 0;) {
    queue = all.filter(({ parent }) => queue.includes(parent)).map(({ id }) => id);
    found.push(...queue);
  }
  return found;
}

function signalAll(leader: number, descendants: readonly number[], name: NodeJS.Signals): void {
  signal(-leader, name);
  for (const descendant of descendants) signal(descendant, name);
}

function signal(target: number, name: NodeJS.Signals): void {
  try {
    process.kill(target, name);
  } catch {
    // It has ended already, which is what was wanted.
  }
}

async function isAnyAlive(leader: number, descendants: readonly number[]): Promise<boolean> {
  return (await processes()).some(({ id, group }) => group === leader || descendants.includes(id));
}
