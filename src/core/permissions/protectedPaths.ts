// Files through which an edit becomes a running program or a changed permission: writing them always asks, whatever a rule or
// a mode says. Names are compared folded, as the loosest file system would; whatever can't be judged counts as protected.
import type { ResolvedPath } from '../workspace/workspace';

export interface ProtectedPathsOptions {
  /** Absolute paths of our own storage and configuration; they and everything below are protected. */
  readonly own?: readonly string[];
}

export interface ProtectedPaths {
  /** Why this file is protected, in words; undefined when it is not. Never throws: a failure counts as protected. */
  reasonFor(file: Pick<ResolvedPath, 'path' | 'display'>): string | undefined;
  /** The same for a word of a command line that may be a path. */
  reasonForWord(word: string): string | undefined;
}

export function createProtectedPaths(options: ProtectedPathsOptions = {}): ProtectedPaths {
  const own = (options.own ?? []).map((path) => foldedSegments(path));
  const reasonForText = (text: string): string | undefined => {
    try {
      const segments = foldedSegments(text);
      if (own.some((root) => startsWith(segments, root))) return 'the settings and records of this extension';
      return reasonForSegments(segments);
    } catch {
      // A guard that can't judge a path must not let it pass.
      return 'a path that could not be checked';
    }
  };
  return {
    reasonFor: (file) => reasonForText(file.path) ?? reasonForText(file.display),
    reasonForWord: reasonForText,
  };
}

const GIT = 'the inside of a git repository';
const EDITOR = 'editor settings, tasks or launch configuration';
const AGENT = 'configuration or instructions of a coding agent';
const HOOKS = 'hooks that run by themselves';
const CI = 'continuous integration, which runs with its own secrets';
const SHELL = 'a start-up file of a shell';
const SECRETS = 'keys or credentials';
const PACKAGES = 'configuration of a package manager, which may hold credentials or run code';
const START = 'programs that start by themselves';

// Maps and sets, never plain objects: a file named `constructor` is just a file.
const FOLDERS: ReadonlyMap<string, string> = new Map([
  ['.git', GIT],
  ['.vscode', EDITOR],
  ['.idea', EDITOR],
  ['.fleet', EDITOR],
  ['.zed', EDITOR],
  ['.devcontainer', EDITOR],
  ['.planwright', AGENT],
  ['.claude', AGENT],
  ['.cursor', AGENT],
  ['.codex', AGENT],
  ['.gemini', AGENT],
  ['.continue', AGENT],
  ['.windsurf', AGENT],
  ['.clinerules', AGENT],
  ['.roo', AGENT],
  ['.agents', AGENT],
  ['.husky', HOOKS],
  ['.githooks', HOOKS],
  ['.lefthook', HOOKS],
  ['.circleci', CI],
  ['.buildkite', CI],
  ['.woodpecker', CI],
  ['.teamcity', CI],
  ['.azure-pipelines', CI],
  ['.ci', CI],
  ['.ssh', SECRETS],
  ['.gnupg', SECRETS],
  ['.aws', SECRETS],
  ['.kube', SECRETS],
]);

const FILES: ReadonlyMap<string, string> = new Map([
  ...entries(GIT, ['.gitconfig', '.gitmodules']),
  ...entries(AGENT, [
    '.mcp.json',
    'mcp.json',
    'agents.md',
    'agents.override.md',
    'claude.md',
    'claude.local.md',
  ]),
  ...entries(AGENT, [
    'gemini.md',
    'copilot-instructions.md',
    '.cursorrules',
    '.windsurfrules',
    '.clinerules',
  ]),
  ...entries(AGENT, ['.planwrightignore', 'planwright.json', 'agent.hcl']),
  ...entries(HOOKS, [
    '.pre-commit-config.yaml',
    '.pre-commit-config.yml',
    'lefthook.yml',
    'lefthook.yaml',
    '.lefthook.yml',
  ]),
  ...entries(HOOKS, ['lefthook-local.yml', '.overcommit.yml', '.huskyrc', '.huskyrc.json', '.huskyrc.js']),
  ...entries(CI, [
    '.gitlab-ci.yml',
    '.gitlab-ci.yaml',
    '.travis.yml',
    'appveyor.yml',
    '.appveyor.yml',
    'jenkinsfile',
  ]),
  ...entries(CI, [
    'azure-pipelines.yml',
    'azure-pipelines.yaml',
    'bitbucket-pipelines.yml',
    '.drone.yml',
    '.cirrus.yml',
  ]),
  ...entries(CI, [
    '.woodpecker.yml',
    '.woodpecker.yaml',
    'cloudbuild.yaml',
    'cloudbuild.yml',
    'buildspec.yml',
    'codemagic.yaml',
  ]),
  ...entries(SHELL, [
    '.bashrc',
    '.bash_profile',
    '.bash_login',
    '.bash_logout',
    '.bash_aliases',
    '.profile',
    '.envrc',
  ]),
  ...entries(SHELL, [
    '.zshrc',
    '.zshenv',
    '.zprofile',
    '.zlogin',
    '.zlogout',
    '.kshrc',
    '.cshrc',
    '.tcshrc',
    '.login',
  ]),
  ...entries(SHELL, [
    '.inputrc',
    'config.fish',
    'profile.ps1',
    'microsoft.powershell_profile.ps1',
    '.xprofile',
    '.xinitrc',
  ]),
  ...entries(SECRETS, [
    '.netrc',
    '_netrc',
    '.git-credentials',
    '.pgpass',
    'authorized_keys',
    'id_rsa',
    'id_ed25519',
    'id_ecdsa',
  ]),
  ...entries(PACKAGES, [
    '.npmrc',
    '.yarnrc',
    '.yarnrc.yml',
    '.pnpmfile.cjs',
    '.pypirc',
    'pip.conf',
    'pip.ini',
    '.gemrc',
  ]),
]);

/** Folders that are protected only in this place. */
const SEQUENCES: readonly (readonly [readonly string[], string])[] = [
  [['.github', 'workflows'], CI],
  [['.github', 'actions'], CI],
  [['.github', 'instructions'], AGENT],
  [['.github', 'hooks'], HOOKS],
  [['.gitea', 'workflows'], CI],
  [['.forgejo', 'workflows'], CI],
  [['.gitlab', 'ci'], CI],
  [['.cargo', 'config.toml'], PACKAGES],
  [['.cargo', 'config'], PACKAGES],
  [['.config', 'git'], GIT],
  [['.config', 'fish'], SHELL],
  [['.config', 'powershell'], SHELL],
  [['.config', 'autostart'], START],
  [['.config', 'systemd'], START],
  [['.config', 'planwright'], AGENT],
  [['library', 'launchagents'], START],
  [['library', 'launchdaemons'], START],
  [['.config', 'code', 'user'], EDITOR],
  [['application support', 'code', 'user'], EDITOR],
  [['roaming', 'code', 'user'], EDITOR],
];

function reasonForSegments(segments: readonly string[]): string | undefined {
  for (const segment of segments) {
    const reason = FOLDERS.get(segment);
    if (reason !== undefined) return reason;
  }
  for (const [sequence, reason] of SEQUENCES) {
    if (segments.some((_, index) => startsWith(segments.slice(index), sequence))) return reason;
  }
  const name = segments.at(-1) ?? '';
  if (name.endsWith('.code-workspace')) return EDITOR;
  if (/^\.env(?:\.|$)/.test(name) && !/\.(?:example|sample|template|dist)$/.test(name)) return SECRETS;
  // A bare repository: its `hooks` and `config` act like those in `.git`.
  const parent = segments.at(-2) ?? '';
  if (parent.endsWith('.git') && (name === 'config' || name === 'hooks')) return GIT;
  return FILES.get(name);
}

/**
 * Segments of a path as the loosest file system would compare them: folded case, composed, without invisible characters (HFS+),
 * trailing dots and spaces, and stream names (NTFS), with the short name of `.git` written out.
 */
function foldedSegments(path: string): readonly string[] {
  const isUri = /^[A-Za-z][A-Za-z0-9+.-]+:\/\//.test(path);
  const text = isUri
    ? decodeURIComponent(path.replace(/^[^:]+:\/\//, ''))
    : path.replace(/^[A-Za-z]:(?=[\\/])/, '');
  return text
    .split(/[\\/]+/)
    .map((segment) =>
      segment
        .normalize('NFKC')
        .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
        .toLowerCase()
        .replace(/:.*$/s, '')
        .replace(/(?<=[^.\s])[.\s]+$/, ''),
    )
    .map((segment) => (/^git~\d+$/.test(segment) ? '.git' : segment))
    .filter((segment) => segment !== '' && segment !== '.');
}

function startsWith(segments: readonly string[], start: readonly string[]): boolean {
  return start.length > 0 && start.every((segment, index) => segments[index] === segment);
}

function entries(reason: string, names: readonly string[]): readonly (readonly [string, string])[] {
  return names.map((name) => [name, reason]);
}
