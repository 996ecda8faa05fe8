// The command lines of ripgrep. Pure.
//
// Names that start with a dot are searched (`.github`, `.env.example`), folders of version control are not. Ignore files count
// with and without a repository; those above the workspace folder only within the repository it belongs to.
import { globLevels } from './globPattern';

export interface RipgrepScope {
  /** Path below the working directory with `/`; empty for all of it. */
  readonly target: string;
  /** The working directory lies in a repository. */
  readonly inRepository: boolean;
  /** Ignore files of the working directory, needed where those of parents are not read. */
  readonly ignoreFiles: readonly string[];
  /** Default: as many as ripgrep takes. */
  readonly threads?: number;
}

export interface RipgrepTextQuery {
  readonly pattern: string;
  readonly glob?: string;
  readonly ignoreCase?: boolean;
  readonly contextLines?: number;
}

const common = ['--no-config', '--no-messages', '--hidden'];
const versionControl = ['.git', '.hg', '.svn', '.jj'].flatMap((name) => ['--glob', `!${name}`]);

export function ripgrepTextArguments(query: RipgrepTextQuery, scope: RipgrepScope): readonly string[] {
  // `\n` in a pattern can only mean a match over several lines.
  const multiline = /\n|\\n|\(\?[a-z]*s[a-z]*\)/.test(query.pattern);
  return [
    '--json',
    ...common,
    ...scopeOptions(scope),
    // Look-around and back-references go to the other engine, which is slower; everything else stays with the fast one.
    '--engine=auto',
    multiline ? '--multiline' : '--crlf',
    ...(query.ignoreCase === true ? ['--ignore-case'] : []),
    ...(query.contextLines === undefined || query.contextLines === 0
      ? []
      : ['--context', String(query.contextLines)]),
    ...globOptions(query.glob),
    // Last, for the last glob that matches wins.
    ...versionControl,
    '--regexp',
    query.pattern,
    '--',
    scope.target === '' ? './' : `./${scope.target}`,
  ];
}

export function ripgrepFileArguments(scope: RipgrepScope): readonly string[] {
  return [
    '--files',
    '--null',
    ...common,
    ...scopeOptions(scope),
    ...versionControl,
    '--',
    scope.target === '' ? './' : `./${scope.target}`,
  ];
}

function scopeOptions(scope: RipgrepScope): readonly string[] {
  const threads = scope.threads === undefined ? [] : [`--threads=${scope.threads}`];
  if (scope.inRepository) {
    return threads;
  }
  // Without a repository ripgrep would read the ignore files of all parents, up to the root of the disk.
  const files = scope.target === '' ? [] : scope.ignoreFiles.flatMap((file) => ['--ignore-file', file]);
  return [...threads, '--no-require-git', '--no-ignore-parent', ...files];
}

/**
 * A glob of ripgrep wins over ignore files, so a wanted one is given as a type of file: that knows names only, which narrows the
 * search. The caller checks the whole path. A glob of what is not wanted is safe as it is.
 */
function globOptions(glob: string | undefined): readonly string[] {
  if (glob === undefined || glob === '') {
    return [];
  }
  if (glob.startsWith('!')) {
    return ['--glob', glob];
  }
  const levels = globLevels(glob);
  const name = levels?.at(-1) ?? /(?:^|\/)([^/{}]+)$/.exec(glob)?.[1];
  return name === undefined || name === '' || name.includes('**')
    ? []
    : ['--type-add', `wanted:${name}`, '--type', 'wanted'];
}
