// Which shell runs the model's command lines, and how it is started: a fixed program without profile, start-up files, aliases or
// functions of the person, so that what was checked is what runs. Pure rules; what is on the disk comes in through `ShellProbe`.

/** What the choice of a shell needs to know about the machine. */
export interface ShellProbe {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** True for an existing file. Must not throw. */
  readonly isFile: (path: string) => boolean;
}

/** A program with its arguments, ready to be started. */
export interface ShellLaunch {
  readonly executable: string;
  readonly arguments: readonly string[];
  /** True when standard error arrives on standard output, in the order it was written. */
  readonly mergesErrors: boolean;
}

export interface Shell {
  /** Named to the model. */
  readonly name: 'bash' | 'sh' | 'Git Bash' | 'PowerShell';
  readonly path: string;
  /** `prefix` is put before the shell itself: it becomes the command of that program, such as of a sandbox. Default none. */
  launch(command: string, prefix?: readonly string[]): ShellLaunch;
}

/** Thrown where no shell was found at all. */
export class ShellNotFoundError extends Error {
  override readonly name = 'ShellNotFoundError';
}

const posixBash = [
  '/bin/bash',
  '/usr/bin/bash',
  '/usr/local/bin/bash',
  '/opt/homebrew/bin/bash',
  '/run/current-system/sw/bin/bash',
];

/** POSIX: bash from a fixed place, else from PATH, else sh. Windows: Git Bash, else PowerShell. Throws `ShellNotFoundError`. */
export function chooseShell(probe: ShellProbe): Shell {
  return probe.platform === 'win32' ? chooseWindowsShell(probe) : choosePosixShell(probe);
}

function choosePosixShell(probe: ShellProbe): Shell {
  const folders = searchPath(probe, ':', (folder) => folder.startsWith('/'));
  const bash = [...posixBash, ...folders.map((folder) => `${folder}/bash`)].find(probe.isFile);
  if (bash !== undefined) {
    return posixShell('bash', bash, [bash, '--noprofile', '--norc', '-c', '--']);
  }
  const sh = ['/bin/sh', '/usr/bin/sh', ...folders.map((folder) => `${folder}/sh`)].find(probe.isFile);
  if (sh !== undefined) {
    return posixShell('sh', sh, [sh, '-c', '--']);
  }
  throw new ShellNotFoundError('No shell was found: neither bash nor sh.');
}

/**
 * The outer `sh` only joins standard error to standard output and becomes the real shell (same process, same exit code).
 * Node's pipes are sockets, which can't be opened by name, so a command that names `/dev/stderr` or the like gets a true pipe.
 */
function posixShell(name: 'bash' | 'sh', path: string, start: readonly string[]): Shell {
  return {
    name,
    path,
    launch(command, prefix = []) {
      const opensByName = /\/dev\/(std(out|err)|fd\/)|\/proc\/self\/fd/.test(command);
      if (name === 'bash' && opensByName) {
        const join = 'exec "$@" > >(exec cat) 2>&1';
        return {
          executable: path,
          arguments: ['--noprofile', '--norc', '-c', join, 'sh', ...prefix, ...start, command],
          mergesErrors: true,
        };
      }
      const join = 'exec "$@" 2>&1';
      const words = ['-c', join, 'sh', ...prefix, ...start, command];
      return { executable: '/bin/sh', arguments: words, mergesErrors: true };
    },
  };
}

function chooseWindowsShell(probe: ShellProbe): Shell {
  const gitBash = gitBashCandidates(probe).find(probe.isFile);
  if (gitBash !== undefined) {
    return {
      name: 'Git Bash',
      path: gitBash,
      launch: (command) => ({
        executable: gitBash,
        arguments: ['--noprofile', '--norc', '-c', '--', command],
        mergesErrors: false,
      }),
    };
  }
  const powerShell = powerShellCandidates(probe).find(probe.isFile);
  if (powerShell !== undefined) {
    return {
      name: 'PowerShell',
      path: powerShell,
      launch: (command) => ({
        executable: powerShell,
        arguments: [...powerShellOptions, encodePowerShell(command)],
        mergesErrors: false,
      }),
    };
  }
  throw new ShellNotFoundError('No shell was found: neither Git Bash nor PowerShell.');
}

/** Never `bash.exe` from PATH as it is: in the system folder that name is the Linux subsystem, another machine in effect. */
function gitBashCandidates(probe: ShellProbe): readonly string[] {
  const roots = ['ProgramFiles', 'ProgramW6432', 'ProgramFiles(x86)'].flatMap((name) => {
    const folder = windowsVariable(probe, name);
    return folder === undefined ? [] : [`${folder}\\Git`];
  });
  const local = windowsVariable(probe, 'LOCALAPPDATA');
  if (local !== undefined) {
    roots.push(`${local}\\Programs\\Git`);
  }
  // git.exe on PATH stands in `Git\cmd`, `Git\bin` or `Git\mingw64\bin`.
  for (const folder of searchPath(probe, ';', isWindowsFolder)) {
    const root = /^(.*)\\(?:cmd|bin|mingw64\\bin|usr\\bin)$/i.exec(folder)?.[1];
    if (root !== undefined && probe.isFile(`${folder}\\git.exe`)) {
      roots.push(root.replace(/\\mingw64$/i, ''));
    }
  }
  return roots.map((root) => `${root}\\bin\\bash.exe`);
}

function powerShellCandidates(probe: ShellProbe): readonly string[] {
  const programs = windowsVariable(probe, 'ProgramFiles');
  const system = windowsVariable(probe, 'SystemRoot') ?? 'C:\\Windows';
  return [
    ...(programs === undefined ? [] : [`${programs}\\PowerShell\\7\\pwsh.exe`]),
    ...searchPath(probe, ';', isWindowsFolder).map((folder) => `${folder}\\pwsh.exe`),
    `${system}\\System32\\WindowsPowerShell\\v1.0\\powershell.exe`,
  ];
}

const powerShellOptions = [
  '-NoLogo',
  '-NoProfile',
  '-NonInteractive',
  '-OutputFormat',
  'Text',
  '-EncodedCommand',
] as const;

/** Base64 of UTF-16: no quoting rule between us and the shell can change the command. The exit code is that of the last command. */
function encodePowerShell(command: string): string {
  const script = [
    "$ProgressPreference = 'SilentlyContinue'",
    '[Console]::OutputEncoding = [Text.UTF8Encoding]::new($false)',
    command,
    'if (-not $?) { if ($LASTEXITCODE) { exit $LASTEXITCODE }; exit 1 }',
  ].join('\n');
  return Buffer.from(script, 'utf16le').toString('base64');
}

/** Absolute folders of PATH only: a relative one would let the workspace choose the shell. */
function searchPath(
  probe: ShellProbe,
  separator: string,
  isAbsolute: (folder: string) => boolean,
): readonly string[] {
  const value = probe.platform === 'win32' ? windowsVariable(probe, 'PATH') : probe.environment.PATH;
  return (value ?? '')
    .split(separator)
    .map((folder) => folder.replace(/^"(.*)"$/, '$1').replace(/[\\/]+$/, ''))
    .filter(isAbsolute);
}

function isWindowsFolder(folder: string): boolean {
  return /^[a-z]:\\/i.test(folder);
}

/** Names of Windows variables ignore case, also in a plain copy of the environment. */
function windowsVariable(probe: ShellProbe, name: string): string | undefined {
  const key = Object.keys(probe.environment).find((key) => key.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : probe.environment[key] || undefined;
}
