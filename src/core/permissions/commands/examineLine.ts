// Takes a command line apart and finds the files that it is known to read and write, for the gate.
import { posix, win32 } from 'node:path';
import type { DirectoryEntry, ResolvedPath } from '../../workspace/workspace';
import { allParts, isParsed } from './commandLine';
import type { CommandLine, CommandPart, ParsedLine } from './commandLine';
import type { LineView } from './commandRules';
import { parseCommandLine } from './parseCommandLine';
import type { LineShell } from './parseCommandLine';
import { patternLinks } from './patternLinks';
import { followLine, isNullDevice, joinPath } from './reading';
import type { PlacedPart, Reading } from './reading';
import type { ShellDialect } from './shellGrammar';

/** Resolves a path as a command of the line would. Rejects where it can't tell. */
export type Locate = (path: string) => Promise<ResolvedPath>;

export interface ExaminedLine extends LineView {
  readonly reading: ReadonlySet<CommandPart>;
  /** What the known readers read, and whether all of that lies inside. */
  readonly readers: readonly ExaminedReader[];
  /** Files that redirects write to. */
  readonly written: readonly ResolvedPath[];
}

export interface ExaminedReader {
  readonly part: CommandPart;
  readonly files: readonly ResolvedPath[];
  readonly isWide: boolean;
}

export interface ExamineOptions {
  readonly shell: LineShell;
  readonly locate: Locate;
  /** Entries of a folder by its real path. Default: nobody knows which links a pattern of file names meets. */
  readonly list?: (folder: string) => Promise<readonly DirectoryEntry[]>;
  /** As `LineView.gitRisk`, for a folder. Default: nothing is looked at. */
  readonly gitRisk?: (folder: string) => string | undefined;
  /** Where the line starts, as an absolute path. Default: where `locate` looks for relative paths. */
  readonly cwd?: string;
}

/** Never rejects: what can't be found out counts as outside or unparsable. */
export async function examineLine(text: string, options: ExamineOptions): Promise<ExaminedLine> {
  const { shell, cwd } = options;
  const parsed = await parse(text, shell);
  if (!isParsed(parsed) || shell === 'other')
    return { text, parsed, reading: new Set(), readers: [], written: [] };
  const find = finder(options.locate);
  const reading = new Set<CommandPart>();
  const readers: ExaminedReader[] = [];
  const targets: string[] = [];
  let gitRisk: string | undefined;
  const followed = await followSurely(parsed, shell, cwd, find);
  for (const { part, places, reading: found } of followed) {
    targets.push(...targetsOf(part).flatMap((path) => places.map((place) => joinPath(place, path))));
    if (found === undefined || found.discloses || !(await isAtTop(found, find))) continue;
    const risk = await riskOf(found, find, options.gitRisk);
    gitRisk ??= risk;
    if (risk !== undefined) continue;
    const files = [
      ...(await Promise.all(distinct(found.paths).map(find))),
      ...(await metBy(found.patterns, options, find)),
    ];
    readers.push({ part, files, isWide: found.isWide });
    if (files.every(({ folder }) => folder !== undefined)) reading.add(part);
  }
  const written = await Promise.all(distinct(targets).map(find));
  return { text, parsed, reading, readers, written, ...(gitRisk === undefined ? {} : { gitRisk }) };
}

/**
 * The line with only the places that `cd` surely led to, where all of these are folders of their own names: from behind a link `..` leads
 * elsewhere than its name says. Else with all places where it may have led.
 */
async function followSurely(
  line: CommandLine,
  shell: ShellDialect,
  cwd: string | undefined,
  find: Locate,
): Promise<readonly PlacedPart[]> {
  const unsure = followLine(line, shell, cwd);
  if (line.chain === undefined) return unsure;
  const sure = followLine(line, shell, cwd, true);
  const start = (await find(cwd ?? '.')).path;
  for (const place of new Set(sure.flatMap(({ places }) => places))) {
    if (place === (cwd ?? '')) continue;
    const isAbsolute = posix.isAbsolute(place) || win32.isAbsolute(place);
    const named = posix.normalize(isAbsolute ? place : `${start}/${place}`).replace(/(?<=.)\/$/, '');
    if ((await find(place)).path !== named) return unsure;
  }
  return sure;
}

/** Files that a part and what it wraps write to by redirects. */
function targetsOf(part: CommandPart): readonly string[] {
  return allParts({ parts: [part], inBackground: false }).flatMap(({ redirects }) =>
    redirects.flatMap(({ kind, target }) =>
      kind === 'write' && target?.text !== undefined && !isNullDevice(target) ? [target.text] : [],
    ),
  );
}

/** What is behind the links that patterns meet; a pattern that meets too much counts as outside. */
async function metBy(
  patterns: readonly string[],
  { shell, list }: ExamineOptions,
  locate: Locate,
): Promise<readonly ResolvedPath[]> {
  if (list === undefined) return [];
  const met = await Promise.all(
    [...new Set(patterns)].map(async (pattern) => {
      const written = shell === 'powershell' ? pattern.replaceAll('\\', '/') : pattern;
      return (await patternLinks(written, { locate, list })) ?? [{ path: pattern, display: pattern }];
    }),
  );
  return met.flat();
}

function distinct(paths: readonly string[]): readonly string[] {
  return [...new Set(paths)].filter((path) => !isStream(path));
}

function finder(locate: Locate): Locate {
  return async (path) => {
    // A home folder is never the workspace; what can't be resolved is not inside either.
    if (path.startsWith('~')) return { path, display: path };
    try {
      return await locate(path);
    } catch {
      return { path, display: path };
    }
  };
}

async function parse(text: string, shell: LineShell): Promise<ParsedLine> {
  try {
    return await parseCommandLine(text, shell);
  } catch {
    return { unparsable: 'no_grammar' };
  }
}

/** Elsewhere git would follow the settings of another repository, which may name programs to run. */
async function isAtTop({ repositories = [] }: Reading, find: Locate): Promise<boolean> {
  const places = await Promise.all(repositories.map((place) => find(place === '' ? '.' : place)));
  return places.every(({ path, folder }) => folder !== undefined && path === folder.root);
}

/** Git obeys the settings of the repository where it stands. */
async function riskOf(
  { repositories = [] }: Reading,
  find: Locate,
  gitRisk: ExamineOptions['gitRisk'],
): Promise<string | undefined> {
  if (gitRisk === undefined) return undefined;
  for (const place of repositories) {
    const risk = gitRisk((await find(place === '' ? '.' : place)).path);
    if (risk !== undefined) return risk;
  }
  return undefined;
}

/** What every command has open anyway. */
function isStream(path: string): boolean {
  return path === '-' || /^\/dev\/(?:null|stdin|stdout|stderr|tty)$/.test(path);
}

/** By the text alone, where there is no workspace to ask. */
export const locateByText: Locate = (path) => {
  const segments = path.split(/[\\/]/);
  let depth = 0;
  let climbs = false;
  for (const segment of segments) {
    if (segment === '..') depth -= 1;
    else if (segment !== '' && segment !== '.') depth += 1;
    climbs ||= depth < 0;
  }
  const isOutside = climbs || /^(?:[\\/~]|[A-Za-z]:)/.test(path);
  return Promise.resolve({ path, display: path, ...(isOutside ? {} : { folder: { name: '', root: '.' } }) });
};
