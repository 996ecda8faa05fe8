// Arguments of `docker` and `podman` for a container of one session. Pure; both programs take the same.

/** As A3S's SandboxConfig (spec section 2.9). */
export interface SandboxConfig {
  /** Default `alpine:latest`. It has to bring `sh` and `cat`. */
  readonly image?: string;
  /** Default 512. */
  readonly memoryMb?: number;
  /** Default 1. */
  readonly cpus?: number;
  /** Default false. */
  readonly network?: boolean;
  /** Variables of every command. Values are not visible in the list of processes. Default none. */
  readonly env?: Readonly<Record<string, string>>;
}

export const DEFAULT_SANDBOX_CONFIG: Required<SandboxConfig> = {
  image: 'alpine:latest',
  memoryMb: 512,
  cpus: 1,
  network: false,
  env: {},
};

/** Where commands find the workspace. */
export const GUEST_WORKSPACE = '/workspace';

export interface ContainerFolder {
  /** Absolute and real. */
  readonly root: string;
  /** Inside of it, as they are on this machine; see `SandboxPlan`. */
  readonly readOnly: readonly string[];
  readonly held: readonly string[];
}

export interface ContainerIdentity {
  readonly name: string;
  readonly engine: 'docker' | 'podman';
  /** Owner of what commands write; absent where the engine sees to it (macOS, Windows). */
  readonly user?: { readonly uid: number; readonly gid: number };
}

/**
 * Starts the container, in the foreground with its input open: it prints a line once it is there and ends when that input ends, also
 * because this process was killed. `--rm` then removes it.
 */
export function startArguments(
  config: Required<SandboxConfig>,
  folder: ContainerFolder,
  { name, engine, user }: ContainerIdentity,
): readonly string[] {
  const asUser = user === undefined ? [] : ['--user', `${user.uid}:${user.gid}`];
  const mounts = new Map([
    ...[folder.root, ...folder.held].map((path) => [path, ''] as const),
    ...folder.readOnly.map((path) => [path, ',readonly'] as const),
  ]);
  return [
    ...['run', '--interactive', '--rm', '--init', '--name', name, '--label', 'planwright'],
    ...['--memory', `${config.memoryMb}m`, '--cpus', String(config.cpus)],
    ...(config.network ? [] : ['--network', 'none']),
    ...['--security-opt', 'no-new-privileges'],
    // Rootless podman would give the person's id to root of the container.
    ...(engine === 'podman' && user !== undefined && user.uid !== 0 ? ['--userns', 'keep-id'] : asUser),
    ...(Object.hasOwn(config.env, 'HOME') ? [] : ['--env', 'HOME=/tmp']),
    ...Object.keys(config.env).flatMap((variable) => ['--env', variable]),
    ...[...mounts]
      .sort(([one], [other]) => one.length - other.length)
      .flatMap(([path, mode]) => ['--mount', mountWords(path, guestPath(path, folder.root) ?? path, mode)]),
    ...[
      '--workdir',
      GUEST_WORKSPACE,
      '--entrypoint',
      'sh',
      config.image,
      '-c',
      'echo ready; exec cat > /dev/null',
    ],
  ];
}

/** Everything before a command in the container. `marker` finds what belongs to it. */
export function execArguments(name: string, workdir: string, marker: string): readonly string[] {
  return ['exec', '--interactive', '--env', `${MARKER}=${marker}`, '--workdir', workdir, name];
}

/** Ends what carries the marker: a client that is ended leaves its command running in the container. */
export function endArguments(name: string, marker: string, graceSeconds: number): readonly string[] {
  const script = `each() {
  found=
  for p in /proc/[0-9]*; do
    grep -qs '${MARKER}=${marker}' "$p/environ" && kill -s "$1" "\${p#/proc/}" 2>/dev/null && found=1
  done
  [ -n "$found" ]
}
each TERM || exit 0
n=${graceSeconds}
while [ $n -gt 0 ]; do sleep 1; each 0 || exit 0; n=$((n - 1)); done
each KILL
exit 0`;
  return ['exec', name, 'sh', '-c', script];
}

/** A path of this machine as the container has it; undefined where it is not in the workspace. POSIX and Windows. */
export function guestPath(path: string, root: string): string | undefined {
  const parts = (text: string) => text.split(/[\\/]/).filter((part) => part !== '');
  const base = parts(root);
  const all = parts(path);
  if (!base.every((part, index) => all[index] === part)) return undefined;
  return [GUEST_WORKSPACE, ...all.slice(base.length)].join('/');
}

const MARKER = 'PLANWRIGHT_COMMAND_IN_CONTAINER';

/** The option is a line of comma-separated values: a path with a comma or a quote is quoted. */
function mountWords(source: string, target: string, mode: string): string {
  const field = (text: string) => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return `type=bind,${field(`source=${source}`)},${field(`target=${target}`)}${mode}`;
}
