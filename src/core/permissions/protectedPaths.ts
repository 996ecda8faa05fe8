// Files through which an edit becomes a running program or a changed permission: writing them always asks, whatever a rule or
// a mode says. Names are compared folded, as the loosest file system would; whatever can't be judged counts as protected.
import type { ResolvedPath } from '../workspace/workspace';
import type { ProtectedKind } from './permissionCause';
import { matchesGlob } from './ruleGlob';

export interface ProtectedPathsOptions {
  /** Absolute paths of our own storage and configuration; they and everything below are protected. */
  readonly own?: readonly string[];
}

export interface ProtectedPaths {
  /** What kind of protected file this is; undefined when it is none. Never throws: a failure counts as protected. */
  kindOf(file: Pick<ResolvedPath, 'path' | 'display'>): ProtectedKind | undefined;
  /** The same for a word of a command line that may be a path, or a pattern of names that begin with a dot. */
  kindOfWord(word: string): ProtectedKind | undefined;
}

export function createProtectedPaths(options: ProtectedPathsOptions = {}): ProtectedPaths {
  const own = (options.own ?? []).map((path) => foldedSegments(path));
  const kindOfText = (text: string): ProtectedKind | undefined => {
    try {
      const segments = foldedSegments(text);
      if (own.some((root) => startsWith(segments, root))) return 'own';
      return kindOfSegments(segments);
    } catch {
      // A guard that can't judge a path must not let it pass.
      return 'unchecked';
    }
  };
  return {
    kindOf: (file) => kindOfText(file.path) ?? kindOfText(file.display),
    kindOfWord: kindOfText,
  };
}

// Maps and sets, never plain objects: a file named `constructor` is just a file.
const FOLDERS: ReadonlyMap<string, ProtectedKind> = new Map<string, ProtectedKind>([
  ['.git', 'git'],
  ['.vscode', 'editor'],
  ['.idea', 'editor'],
  ['.fleet', 'editor'],
  ['.zed', 'editor'],
  ['.devcontainer', 'editor'],
  ['.planwright', 'agent'],
  ['.claude', 'agent'],
  ['.cursor', 'agent'],
  ['.codex', 'agent'],
  ['.gemini', 'agent'],
  ['.continue', 'agent'],
  ['.windsurf', 'agent'],
  ['.clinerules', 'agent'],
  ['.roo', 'agent'],
  ['.agents', 'agent'],
  ['.husky', 'hooks'],
  ['.githooks', 'hooks'],
  ['.lefthook', 'hooks'],
  ['.circleci', 'ci'],
  ['.buildkite', 'ci'],
  ['.woodpecker', 'ci'],
  ['.teamcity', 'ci'],
  ['.azure-pipelines', 'ci'],
  ['.ci', 'ci'],
  ['.ssh', 'secrets'],
  ['.gnupg', 'secrets'],
  ['.aws', 'secrets'],
  ['.kube', 'secrets'],
]);

const FILES: ReadonlyMap<string, ProtectedKind> = new Map([
  ...entries('git', ['.gitconfig', '.gitmodules']),
  ...entries('agent', [
    '.mcp.json',
    'mcp.json',
    'agents.md',
    'agents.override.md',
    'claude.md',
    'claude.local.md',
  ]),
  ...entries('agent', [
    'gemini.md',
    'copilot-instructions.md',
    '.cursorrules',
    '.windsurfrules',
    '.clinerules',
  ]),
  ...entries('agent', ['.planwrightignore', 'planwright.json', 'agent.hcl']),
  ...entries('hooks', [
    '.pre-commit-config.yaml',
    '.pre-commit-config.yml',
    'lefthook.yml',
    'lefthook.yaml',
    '.lefthook.yml',
  ]),
  ...entries('hooks', ['lefthook-local.yml', '.overcommit.yml', '.huskyrc', '.huskyrc.json', '.huskyrc.js']),
  ...entries('ci', [
    '.gitlab-ci.yml',
    '.gitlab-ci.yaml',
    '.travis.yml',
    'appveyor.yml',
    '.appveyor.yml',
    'jenkinsfile',
  ]),
  ...entries('ci', [
    'azure-pipelines.yml',
    'azure-pipelines.yaml',
    'bitbucket-pipelines.yml',
    '.drone.yml',
    '.cirrus.yml',
  ]),
  ...entries('ci', [
    '.woodpecker.yml',
    '.woodpecker.yaml',
    'cloudbuild.yaml',
    'cloudbuild.yml',
    'buildspec.yml',
    'codemagic.yaml',
  ]),
  ...entries('shell', [
    '.bashrc',
    '.bash_profile',
    '.bash_login',
    '.bash_logout',
    '.bash_aliases',
    '.profile',
    '.envrc',
  ]),
  ...entries('shell', [
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
  ...entries('shell', [
    '.inputrc',
    'config.fish',
    'profile.ps1',
    'microsoft.powershell_profile.ps1',
    '.xprofile',
    '.xinitrc',
  ]),
  ...entries('secrets', [
    '.netrc',
    '_netrc',
    '.git-credentials',
    '.pgpass',
    'authorized_keys',
    'id_rsa',
    'id_ed25519',
    'id_ecdsa',
  ]),
  ...entries('packages', [
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
const SEQUENCES: readonly (readonly [readonly string[], ProtectedKind])[] = [
  [['.github', 'workflows'], 'ci'],
  [['.github', 'actions'], 'ci'],
  [['.github', 'instructions'], 'agent'],
  [['.github', 'hooks'], 'hooks'],
  [['.gitea', 'workflows'], 'ci'],
  [['.forgejo', 'workflows'], 'ci'],
  [['.gitlab', 'ci'], 'ci'],
  [['.cargo', 'config.toml'], 'packages'],
  [['.cargo', 'config'], 'packages'],
  [['.config', 'git'], 'git'],
  [['.config', 'fish'], 'shell'],
  [['.config', 'powershell'], 'shell'],
  [['.config', 'autostart'], 'start'],
  [['.config', 'systemd'], 'start'],
  [['.config', 'planwright'], 'agent'],
  [['library', 'launchagents'], 'start'],
  [['library', 'launchdaemons'], 'start'],
  [['.config', 'code', 'user'], 'editor'],
  [['application support', 'code', 'user'], 'editor'],
  [['roaming', 'code', 'user'], 'editor'],
];

function kindOfSegments(segments: readonly string[]): ProtectedKind | undefined {
  for (const segment of segments) {
    const kind = FOLDERS.get(segment) ?? kindOfPattern(segment);
    if (kind !== undefined) return kind;
  }
  for (const [sequence, kind] of SEQUENCES) {
    if (segments.some((_, index) => startsWith(segments.slice(index), sequence))) return kind;
  }
  const name = segments.at(-1) ?? '';
  if (name.endsWith('.code-workspace')) return 'editor';
  if (/^\.env(?:\.|$)/.test(name) && !/\.(?:example|sample|template|dist)$/.test(name)) return 'secrets';
  // A bare repository: its `hooks` and `config` act like those in `.git`.
  const parent = segments.at(-2) ?? '';
  if (parent.endsWith('.git') && (name === 'config' || name === 'hooks')) return 'git';
  return FILES.get(name);
}

/** `.g*` and `.vsc?de`: a pattern meets a name with a dot only where it begins with one itself. */
function kindOfPattern(segment: string): ProtectedKind | undefined {
  if (!/^\.[^*?[]*[*?[]/.test(segment)) return undefined;
  // Which characters a set takes is not worth knowing exactly.
  const pattern = segment.replace(/\[.*$/s, '*');
  for (const names of [FOLDERS, FILES])
    for (const [name, kind] of names) if (matchesGlob(pattern, name)) return kind;
  return matchesGlob(pattern, '.env') ? 'secrets' : undefined;
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

function entries(
  kind: ProtectedKind,
  names: readonly string[],
): readonly (readonly [string, ProtectedKind])[] {
  return names.map((name) => [name, kind]);
}
