// Says of a command line whether it only reads, so that nothing has to be remembered before it runs. Strict on purpose: plain words,
// pipes and lists of known programs, nothing else. Whatever is not understood may write. Never used to allow a command.

/** A program that only reads, unless one of these arguments is there. */
interface Reader {
  /** Arguments that make it write or run something else; a letter stands also in a group (`-ni`). */
  readonly writes?: RegExp;
  /** Only with one of these as its first argument, such as a subcommand of git. */
  readonly only?: RegExp;
  /** Arguments after the options name files to write, such as the second one of `uniq`. */
  readonly mostOperands?: number;
}

const plain: Reader = {};

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ...'cat head tail wc ls pwd echo printf stat du df nl cut tr cmp comm paste tac rev fold expand md5sum sha1sum sha256sum cksum basename dirname realpath readlink true false test which id whoami uname printenv hexdump strings grep egrep fgrep zcat'
    .split(' ')
    .map((name): [string, Reader] => [name, plain]),
  ['rg', { writes: /^--(?:pre|hostname-bin)/ }],
  ['find', { writes: /^-(?:exec|execdir|ok|okdir|delete|fprint|fprint0|fprintf|fls)$/ }],
  ['file', { writes: /^(?:-[a-zA-Z]*C|--c)/ }],
  ['sort', { writes: /^(?:-[a-zA-Z]*[oT]|--o|--c|--t)/ }],
  ['uniq', { mostOperands: 1 }],
  ['tree', { writes: /^-[a-zA-Z]*[oR]|^--output/ }],
  ['diff', { writes: /^--to-file|^-[a-zA-Z]*l|^--pag/ }],
  ['date', { writes: /^(?:-[a-zA-Z]*s|--s|\d)/ }],
  ['xxd', { mostOperands: 1, writes: /^-[a-zA-Z]*r/ }],
  ['jq', plain],
  ['node', { only: /^(?:-v|--version)$/ }],
  ['npm', { only: /^(?:-v|--version)$/ }],
  ['python3', { only: /^(?:-V|--version)$/ }],
  [
    'git',
    {
      only: /^(?:log|show|diff|status|rev-parse|ls-files|blame|shortlog|describe|merge-base|ls-tree)$/,
      writes: /^--(?:output|ext-diff|textconv|open-files-in-pager|exec|upload-pack)|^-O/,
    },
  ],
]);

/** Expansions, redirects, groups, comments and escapes: all that plain words have not. */
const SPECIAL = /[$`<>(){}\\!*?[\]#~^%"'\r\n]/;
const SEPARATOR = /\|\||&&|\||;/;

/** True only when every command of the line is known to write no file. */
export function isReadOnlyCommand(command: string): boolean {
  const text = withoutQuotes(command.trim().replace(/ 2>(?:&1|\/dev\/null)(?=\s|$)/g, ''));
  if (text === undefined || text === '') return false;
  return text.split(SEPARATOR).every((part) => isReader(part.trim().split(/\s+/)));
}

/** Quoted words become a harmless one where they hold nothing that a shell or a program could act on; undefined for anything special. */
function withoutQuotes(command: string): string | undefined {
  const text = command
    .replace(/(?<=^|[\s=])'([^']*)'(?=\s|$)/g, (_, inner: string) => quoted(inner))
    .replace(/(?<=^|[\s=])"([^"$`\\!]*)"(?=\s|$)/g, (_, inner: string) => quoted(inner))
    // A pattern of file names among the arguments is no danger: it is what the program reads.
    .replace(/(?<=\s)[\w./-]*\*[\w./*-]*(?=\s|$)/g, (word) => (word.startsWith('-') ? '$' : 'pattern'));
  return SPECIAL.test(text) || /(?<!&)&(?!&)/.test(text) ? undefined : text;
}

function quoted(inner: string): string {
  // An option stays to be looked at.
  return inner.startsWith('-') ? inner.replaceAll(/\s/g, '') : 'word';
}

function isReader([name = '', ...words]: readonly string[]): boolean {
  // A path may lead to any program, an assignment may change what a program does.
  const reader = READERS.get(name);
  if (reader === undefined) return false;
  const [first = ''] = words;
  if (reader.only !== undefined && !reader.only.test(first)) return false;
  if (reader.writes !== undefined && words.some((word) => reader.writes?.test(word) === true)) return false;
  const operands = words.filter((word) => !word.startsWith('-'));
  return operands.length <= (reader.mostOperands ?? Infinity);
}
