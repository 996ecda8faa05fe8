import { execFile, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const gracePeriodMilliseconds = 3_000;
const pollMilliseconds = 50;

/**
 * Ends a process that leads its own group, with everything it started: SIGTERM, then SIGKILL after three seconds.
 * Terminals lead groups of their own, so the descendants are looked up as well.
 */
export async function endProcessTree(processId: number): Promise<void> {
  if (process.platform === 'win32') {
    await run('taskkill', ['/pid', String(processId), '/T', '/F']).catch(() => undefined); // Already gone.
    return;
  }
  const descendants = await descendantsOf(processId);
  signalAll(processId, descendants, 'SIGTERM');
  const deadline = Date.now() + gracePeriodMilliseconds;
  while (Date.now() < deadline && isAnyAlive([-processId, ...descendants])) await sleep(pollMilliseconds);
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

async function descendantsOf(processId: number): Promise<number[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=']);
  const children = new Map<number, number[]>();
  for (const line of stdout.trim().split('\n')) {
    const [child = 0, parent = 0] = line.trim().split(/\s+/).map(Number);
    children.set(parent, [...(children.get(parent) ?? []), child]);
  }
  const found: number[] = [];
  for (let queue = [processId]; queue.length > 0;) {
    queue = queue.flatMap((parent) => children.get(parent) ?? []);
    found.push(...queue);
  }
  return found;
}

function signalAll(leader: number, descendants: readonly number[], name: NodeJS.Signals): void {
  signal(-leader, name);
  for (const descendant of descendants) signal(descendant, name);
}

function signal(target: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(target, name);
  } catch {
    return false; // It has ended already, which is what was wanted.
  }
}

function isAnyAlive(targets: readonly number[]): boolean {
  return targets.some((target) => signal(target, 0));
}
