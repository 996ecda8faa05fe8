// The programs that are known only to read, and what each of them may not be given. One row per program; whatever stands in no row asks.
// A row is wrong when it lets something write, run, reach the network, resolve a name, or follow a link out of the workspace.

export interface ReadingProgram {
  /** Options that make it write, run something or reach the network; a letter stands also in a group (`-ni`). */
  readonly refuses?: RegExp;
  /** Options that lead through links, or take the names of files from a file. */
  readonly follows?: RegExp;
  /** Only with one of these as its first argument, such as a subcommand of git. */
  readonly only?: RegExp;
  /**
   * What words are that are no options. `files` (default): paths. `text`: no paths. `pattern`: the first one is searched for, unless an
   * option of `patternOptions` is there.
   */
  readonly operands?: 'files' | 'text' | 'pattern';
  readonly patternOptions?: RegExp;
  /** More of them would be files to write, such as the second one of `uniq`. */
  readonly mostOperands?: number;
  /** Every operand has to be one of these. */
  readonly onlyOperands?: RegExp;
  /** The first operand has to be this. */
  readonly firstOperand?: RegExp;
  /** Options whose next word is no path. */
  readonly textOptions?: RegExp;
  /** Options that may hold a slash, which is no path there. */
  readonly slashOptions?: RegExp;
  /** A text among the words that makes it more than a reader. */
  readonly refusesText?: RegExp;
  /** Shows more than files: it asks, though it writes nothing. */
  readonly discloses?: boolean;
  /** Reads the content of files that are not named: always, or with these options; where a pattern names them in any case. */
  readonly wide?: true | RegExp;
  /** Reads names, sizes and the like, never a content. */
  readonly namesOnly?: boolean;
}

const files: ReadingProgram = {};
const text: ReadingProgram = { operands: 'text' };

const rows = (names: string, row: ReadingProgram): readonly (readonly [string, ReadingProgram])[] =>
  names.split(' ').map((name) => [name, row]);

export const READING_PROGRAMS: ReadonlyMap<string, ReadingProgram> = new Map<string, ReadingProgram>([
  ...rows('cat head tail tac nl rev fold expand unexpand cmp comm paste od hexdump column', files),
  ...rows('ls stat realpath readlink pwd df', { namesOnly: true }),
  ['wc', { follows: /^--files0/ }],
  ['du', { namesOnly: true, follows: /^(?:--files0|-[a-zA-Z]*[LX]|--d|--exclude-f)/ }],
  ...rows('md5sum sha1sum sha224sum sha256sum sha384sum sha512sum b2sum cksum', {
    follows: /^(?:-[a-zA-Z]*c|--c)/,
  }),
  ['zcat', files],
  // `@x` takes names of files from x.
  ['strings', { refusesText: /^@/ }],
  // An index is evaluated, and so are the commands in it.
  ...rows('test [ [[', { namesOnly: true, refusesText: /[$`]|^-v$/ }),
  ...rows('echo basename dirname true false : seq sleep which type id whoami uname tr', text),
  ['printf', { operands: 'text', refuses: /^-/ }],
  ['cut', { slashOptions: /^-d/ }],
  ['command', { ...text, only: /^-[vV]$/ }],
  ['date', { operands: 'text', refuses: /^(?:-[a-zA-Z]*[sfr]|--[sfr])/, onlyOperands: /^\+/ }],
  ['hostname', { operands: 'text', mostOperands: 0, refuses: /^-/ }],
  ['printenv', { ...text, discloses: true }],
  ['file', { refuses: /^(?:-[a-zA-Z]*[CzZ]|--c|--unc)/, follows: /^(?:-[a-zA-Z]*[fmL]|--f|--m|--d)/ }],
  ['sort', { refuses: /^(?:-[a-zA-Z]*[oT]|--o|--c|--t)/, follows: /^--files0/, slashOptions: /^-t/ }],
  ['uniq', { mostOperands: 1 }],
  ['xxd', { mostOperands: 1, refuses: /^-[a-zA-Z]*r/ }],
  ['tree', { refuses: /^(?:-[a-zA-Z]*[oR]|--output|--fromf)/, follows: /^-[a-zA-Z]*l/, namesOnly: true }],
  ['diff', { refuses: /^(?:--to-file|-[a-zA-Z]*l|--pag)/, follows: /^(?:-[a-zA-Z]*r|--recu)/ }],
  ...rows('grep egrep fgrep', {
    operands: 'pattern',
    patternOptions: /^(?:-[a-zA-Z]*[ef]|--[rf])/,
    follows: /^(?:-[a-zA-Z]*R|--d)/,
    wide: /^(?:-[a-zA-Z]*r|--r)/,
  }),
  [
    'rg',
    {
      operands: 'pattern',
      patternOptions: /^(?:-[a-zA-Z]*[ef]|--[rft])/,
      refuses: /^(?:--(?:pre|hostname-bin|search-zip)|-[a-zA-Z]*z)/,
      follows: /^(?:-[a-zA-Z]*L|--follow)/,
      wide: true,
    },
  ],
  [
    'find',
    {
      // What `-exec` runs is looked at by itself.
      refuses: /^-(?:delete|fprint|fprint0|fprintf|fls|ok|okdir)$/,
      follows: /^-(?:L|follow|files0-from)$/,
      namesOnly: true,
      textOptions:
        /^-(?:i?name|i?path|i?wholename|i?regex|regextype|type|xtype|maxdepth|mindepth|size|perm|links|inum|user|group|printf|[acm](?:time|min))$/,
    },
  ],
  [
    'jq',
    {
      operands: 'pattern',
      refuses: /^(?:-[a-zA-Z]*[Lf]|--lib|--from)/,
      refusesText: /\b(?:env|ENV|import|include|modulemeta)\b/,
    },
  ],
  // Printing lines is all that a script may do here: others write files and run programs.
  [
    'sed',
    {
      operands: 'pattern',
      only: /^-n$/,
      refuses: /^-(?!n$)/,
      firstOperand: /^(?:(?:\d+|\$)(?:,(?:\d+|\$))?p;?)+$/,
    },
  ],
  ...rows('node npm', { only: /^(?:-v|--version)$/, mostOperands: 0 }),
  ...rows('python python3', { only: /^(?:-V|--version)$/, mostOperands: 0 }),
]);

/** Options of git before its subcommand that change nothing about what runs. */
export const GIT_HARMLESS_OPTIONS = /^(?:--no-pager|-P|--no-optional-locks)$/;

/** Options may be shortened, down to what is not ambiguous. */
export const GIT_REFUSES = /^(?:--(?:ou|ext|textc|op|exec|upl|show-s|no-ind|filt|pag|stdin|batch)|-O)/;

const gitReader: ReadingProgram = { refuses: GIT_REFUSES };
const gitContent: ReadingProgram = { refuses: GIT_REFUSES, wide: true };
/** Shows contents with options only. */
const gitHistory: ReadingProgram = {
  refuses: GIT_REFUSES,
  wide: /^(?:-[a-zA-Z]*[pLGSuUcm]|--(?:pat|cc|diff-m|word|color-w|uni|full-d|bin|dd|rem))/,
};
const onlyOptions: ReadingProgram = { refuses: GIT_REFUSES, mostOperands: 0 };

/** Subcommands of git. */
export const READING_GIT: ReadonlyMap<string, ReadingProgram> = new Map<string, ReadingProgram>([
  ...rows('status rev-parse ls-files shortlog describe merge-base ls-tree name-rev rev-list', gitReader),
  ...rows('count-objects check-ignore for-each-ref', gitReader),
  ...rows('log whatchanged', gitHistory),
  ...rows('show diff blame cat-file diff-tree', gitContent),
  ['grep', { ...gitContent, operands: 'pattern', patternOptions: /^(?:-[a-zA-Z]*[ef]|--f)/ }],
  [
    'branch',
    {
      ...onlyOptions,
      refuses: /^(?!-(?:a|r|v|vv|l)$|--(?:all|remotes|list|show-current|verbose|no-color|column|sort=\S+)$)/,
    },
  ],
  ['tag', { ...onlyOptions, refuses: /^(?!-(?:l|n\d*)$|--(?:list|sort=\S+)$)/ }],
  ['remote', { ...onlyOptions, refuses: /^(?!-v$|--verbose$)/ }],
  ['stash', { ...gitContent, only: /^(?:list|show)$/ }],
  ['worktree', { ...gitReader, only: /^list$/, mostOperands: 1 }],
  ['reflog', onlyOptions],
  ['--version', onlyOptions],
  ['version', onlyOptions],
]);

/** Cmdlets and their aliases, in lower case. */
export const READING_CMDLETS: ReadonlyMap<string, ReadingProgram> = new Map<string, ReadingProgram>([
  ...rows('get-childitem gci ls dir get-item gi get-location gl pwd test-path resolve-path rvpa', files),
  ...rows('get-content gc cat type get-filehash', files),
  ...rows('select-string sls', { operands: 'pattern', patternOptions: /^-pat/i }),
  ...rows('measure-object measure select-object select sort-object sort out-string', text),
  ...rows('format-table ft format-list fl write-output echo write get-date', text),
]);
