// Arguments of `bwrap` for one command. Pure.
import type { SandboxPlan } from './sandboxPlan';

export interface BubblewrapOptions {
  readonly cwd: string;
  /** Stands in the place of hidden files; it is empty. */
  readonly emptyFile: string;
  /** The host runs as root: then no user namespace stands between, and what root could undo is taken away. */
  readonly isRoot: boolean;
}

/**
 * Everything before the command, ending with `--`. Arguments are never read by a shell, so paths need no quoting.
 *
 * Mounts go from the shortest path to the longest: one that covers another must come first.
 */
export function bubblewrapArguments(plan: SandboxPlan, options: BubblewrapOptions): readonly string[] {
  const mounts = new Map<string, readonly string[]>();
  const add = (paths: readonly string[], words: (path: string) => readonly string[]) => {
    for (const path of paths) mounts.set(path, words(path));
  };
  // Later ones win for the same path.
  add(plan.temporary, (path) => ['--tmpfs', path]);
  add(plan.visible, (path) => ['--ro-bind-try', path, path]);
  add([...plan.writable, ...plan.held], (path) => ['--bind', path, path]);
  add(plan.readOnly, (path) => ['--ro-bind', path, path]);
  add(plan.hiddenFolders, (path) => ['--tmpfs', path, '--remount-ro', path]);
  add(plan.hiddenFiles, (path) => ['--ro-bind', options.emptyFile, path]);
  // Read-only keeps nobody from talking to a socket.
  if (plan.door !== undefined && 'socket' in plan.door)
    add([plan.door.socket], (path) => ['--ro-bind', path, path]);
  return [
    // SIGTERM and Ctrl-C go to this session of its own, never to the one who watches over the sandbox.
    '--new-session',
    '--die-with-parent',
    '--unshare-pid',
    '--unshare-ipc',
    ...(plan.network ? [] : ['--unshare-net']),
    ...(options.isRoot ? rootOptions : []),
    ...['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc'],
    ...(options.isRoot
      ? rootProc.flatMap((name) => ['--ro-bind-try', `/proc/${name}`, `/proc/${name}`])
      : []),
    ...[...mounts].sort(([one], [other]) => depth(one) - depth(other)).flatMap(([, words]) => words),
    ...['TMPDIR', 'TMP', 'TEMP'].flatMap((name) => ['--setenv', name, plan.temporary[0] ?? '/tmp']),
    ...['--chdir', options.cwd, '--'],
  ];
}

/** Root may still write files of others, as in any container; it may not mount, make devices or change the system. */
const rootOptions = [
  ...['--cap-drop', 'ALL'],
  ...['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID'].flatMap((name) => ['--cap-add', `CAP_${name}`]),
];

/** Places where root changes the running system by writing a file, which needs no capability. */
const rootProc = ['acpi', 'bus', 'fs', 'irq', 'mtrr', 'pressure', 'scsi', 'sys', 'sysrq-trigger'];

function depth(path: string): number {
  return path.split('/').filter((part) => part !== '').length;
}
