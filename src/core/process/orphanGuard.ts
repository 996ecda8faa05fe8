// Ends commands when this process is killed so that it can't do it itself. One small shell process reads the group ids of running
// commands from a pipe; when the pipe closes without a word, the host is gone, and it ends what is left. POSIX only.
import type { ChildProcess } from 'node:child_process';

export interface OrphanGuard {
  add(group: number): void;
  remove(group: number): void;
  dispose(): void;
}

/** Commands that end sooner than this never cost a guard, in milliseconds. */
const startAfterMs = 500;

const script = `groups=
while read -r action group; do
  case $action in
    add) groups="$groups $group" ;;
    remove)
      rest=
      for one in $groups; do [ "$one" = "$group" ] || rest="$rest $one"; done
      groups=$rest ;;
  esac
done
[ -n "$groups" ] || exit 0
for one in $groups; do kill -s TERM -- "-$one" 2>/dev/null; done
sleep 2
for one in $groups; do kill -s KILL -- "-$one" 2>/dev/null; done
exit 0`;

/** The guard starts with the first command that runs for longer than half a second, and ends with `dispose`. */
export function createOrphanGuard(): OrphanGuard {
  const groups = new Set<number>();
  let guard: ChildProcess | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isDisposed = false;

  const tell = (line: string) => guard?.stdin?.write(`${line}\n`);

  const start = async () => {
    timer = undefined;
    const { spawn } = await import('node:child_process');
    if (isDisposed || groups.size === 0 || guard !== undefined) {
      return;
    }
    const child = spawn('/bin/sh', ['-c', script], {
      detached: true,
      env: { PATH: '/usr/bin:/bin' },
      cwd: '/',
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    const gone = () => {
      if (guard === child) {
        guard = undefined;
      }
    };
    child.once('error', gone);
    child.once('exit', gone);
    // Writing to a guard that was killed by somebody else must not end the host.
    child.stdin?.on('error', gone);
    child.unref();
    (child.stdin as unknown as { unref?: () => void } | null)?.unref?.();
    guard = child;
    for (const group of groups) {
      tell(`add ${group}`);
    }
  };

  return {
    add(group) {
      groups.add(group);
      if (guard !== undefined) {
        tell(`add ${group}`);
      } else if (timer === undefined && !isDisposed) {
        timer = setTimeout(() => void start(), startAfterMs);
        timer.unref();
      }
    },
    remove(group) {
      groups.delete(group);
      tell(`remove ${group}`);
      if (groups.size === 0 && timer !== undefined) {
        clearTimeout(timer);
        timer = undefined;
      }
    },
    dispose() {
      isDisposed = true;
      clearTimeout(timer);
      guard?.stdin?.end();
      guard = undefined;
    },
  };
}
