// Says of one part of a line whether it only reads, and what. Strict: what is not in the table, or not certain, is no reader.
import { allParts, programOf } from './commandLine';
import type { CommandLine, CommandPart, Redirect, Word } from './commandLine';
import { GIT_HARMLESS_OPTIONS, READING_CMDLETS, READING_GIT, READING_PROGRAMS } from './readingPrograms';
import type { ReadingProgram } from './readingPrograms';
import type { ShellDialect } from './shellGrammar';

/** What a part reads. It writes nothing, and runs nothing that is not looked at as well. */
export interface Reading {
  /** Paths as written, patterns of file names up to their first wildcard. */
  readonly paths: readonly string[];
  /** The patterns as written, for who knows which links they meet. */
  readonly patterns: readonly string[];
  /** True where it reads the content of files that are not named. */
  readonly isWide: boolean;
  /** True where it shows more than files, such as the environment. */
  readonly discloses: boolean;
  /** Folders where git may stand; empty for where the line starts. Each has to be the top of the workspace. */
  readonly repositories?: readonly string[];
}

/** What one part of a line reads, and from where its paths are meant. */
export interface PlacedPart {
  readonly part: CommandPart;
  /** Folders where `cd` may have led, the start among them; empty for where the line starts. */
  readonly places: readonly string[];
  /** With paths from each of the places; absent for what may do more than read. */
  readonly reading?: Reading;
}

/** Nobody needs more folders in a line, and each doubles what has to be looked at. */
const MAX_PLACES = 8;

/**
 * The parts of a line in their order, each with the places where `cd` may have led. `cd` itself reads the folder; git reads the settings
 * of the repository where it stands. `start`: the folder of the first, as written; empty for the top of the workspace. `isSure`: where
 * `&&` says that a `cd` has succeeded, only the place it led to counts; for that no folder on the way may be a link.
 */
export function followLine(
  line: CommandLine,
  shell: ShellDialect,
  start = '',
  isSure = false,
): readonly PlacedPart[] {
  let places: readonly string[] = [start];
  /** False once nobody can tell where the line goes on. */
  let isKnown = true;
  const alone = isSure ? aloneInChain(line) : new Set<number>();
  /** False once something ran that may have put a link in the way. */
  let isUntouched = true;
  return line.parts.map((part, at): PlacedPart => {
    const from = places;
    const below = (path: string): readonly string[] => from.map((place) => joinPath(place, path));
    if (!isKnown) return { part, places: from };
    if (mayMove(part)) {
      const target = folderOf(part);
      isKnown = target !== undefined && from.length < MAX_PLACES;
      if (target === undefined || !isKnown) return { part, places: from };
      const paths = below(target);
      places = alone.has(at) && isUntouched ? paths : [...new Set([...places, ...paths])];
      return { part, places: from, reading: { ...NOTHING, paths } };
    }
    const reading = readingOf(part, shell);
    if (reading === undefined) {
      // From here on the start counts again.
      if (isUntouched) places = [...new Set([start, ...places])];
      isUntouched = false;
      return { part, places: from };
    }
    const repositories = usesGit(part) ? from : [];
    const { paths, patterns } = reading;
    return {
      part,
      places: from,
      reading: { ...reading, paths: paths.flatMap(below), patterns: patterns.flatMap(below), repositories },
    };
  });
}

/** Parts that are a whole pipeline of a chain: what they do to the shell holds for what comes after. */
function aloneInChain({ chain = [] }: CommandLine): ReadonlySet<number> {
  const alone = new Set<number>();
  let at = 0;
  for (const count of chain) {
    if (count === 1) alone.add(at);
    at += count;
  }
  return alone;
}

/** True for what changes the folder, or runs what may. */
function mayMove(part: CommandPart): boolean {
  return allParts({ parts: [part], inBackground: false }).some(
    (inner) => MOVING.has(programOf(inner)?.toLowerCase() ?? '') || inner.wrapper?.kind === 'opaque',
  );
}

const MOVING: ReadonlySet<string> = new Set(
  'cd chdir pushd popd set-location push-location pop-location sl'.split(' '),
);

/** A path as meant from a place. */
export function joinPath(place: string, path: string): string {
  const isAbsolute = /^(?:[\\/~]|[A-Za-z]:)/.test(path);
  return place === '' || isAbsolute ? path : `${place}/${path}`;
}

/** Where `cd` leads; undefined for another command, and where that is not certain. */
function folderOf({ words, assignments, redirects }: CommandPart): string | undefined {
  const [name, folder] = words;
  if (name?.text !== 'cd' || words.length !== 2 || assignments.length > 0 || redirects.length > 0)
    return undefined;
  const isCertain = folder?.isPattern !== true && folder?.isHome !== true && folder?.text !== '';
  return isCertain && folder?.text?.startsWith('-') === false ? folder.text : undefined;
}

function usesGit(part: CommandPart): boolean {
  return allParts({ parts: [part], inBackground: false }).some((inner) => programOf(inner) === 'git');
}

/** Undefined for what may do more than read. */
export function readingOf(part: CommandPart, shell: ShellDialect = 'bash'): Reading | undefined {
  const [name] = part.words;
  if (part.assignments.length > 0 || part.defines !== undefined) return undefined;
  const inputs = inputsOf(part.redirects);
  if (inputs === undefined) return undefined;
  if (name === undefined) return { ...NOTHING, ...inputs };
  const own =
    part.wrapper === undefined || programOf(part) === 'find' ? programReading(part, shell) : NOTHING;
  const readings = [own, ...wrappedReadings(part, shell)];
  let merged: Reading = { ...NOTHING, ...inputs };
  for (const reading of readings) {
    if (reading === undefined) return undefined;
    merged = {
      paths: [...merged.paths, ...reading.paths],
      patterns: [...merged.patterns, ...reading.patterns],
      isWide: merged.isWide || reading.isWide,
      discloses: merged.discloses || reading.discloses,
    };
  }
  return merged;
}

const NOTHING: Reading = { paths: [], patterns: [], isWide: false, discloses: false };

function wrappedReadings(
  { words, wrapper }: CommandPart,
  shell: ShellDialect,
): readonly (Reading | undefined)[] {
  if (wrapper === undefined) return [];
  // `./timeout` is any program, and `env` says what the environment is.
  const name = words[0]?.text ?? '';
  if (wrapper.kind !== 'plain' || wrapper.inner.length === 0 || /[\\/]/.test(name) || name === 'env')
    return [undefined];
  if (name === 'find' && !findsFilesOnly(words) && wrapper.inner.some(({ part }) => readsFound(part)))
    return [undefined];
  return wrapper.inner.map(({ part }) => readingOf(part, shell));
}

/** What `find` meets may be a link, which a program that is given its name follows; `-type f` leaves links out. */
function findsFilesOnly(words: readonly Word[]): boolean {
  const texts = words.map(({ text }) => text);
  const end = texts.findIndex((text) => text !== undefined && /^-exec/.test(text));
  const tests = texts.slice(0, end);
  const hasChoice = texts.some((text) => text !== undefined && /^(?:-o|-or|,|!|-not|\(|\))$/.test(text));
  return !hasChoice && tests.some((text, index) => text === '-type' && tests[index + 1] === 'f');
}

/** True where a content is read, not only a name. */
function readsFound(part: CommandPart): boolean {
  const isFound = allParts({ parts: [part], inBackground: false }).some(({ words }) =>
    words.some((word) => word.isFound === true),
  );
  const row = READING_PROGRAMS.get(programOf(part) ?? '');
  return isFound && row?.namesOnly !== true && row?.operands !== 'text';
}

/** The files that redirects read; undefined where one writes, or can't be known. */
function inputsOf(redirects: readonly Redirect[]): Pick<Reading, 'paths' | 'patterns'> | undefined {
  const paths: string[] = [];
  const patterns: string[] = [];
  for (const { kind, target } of redirects) {
    if (kind === 'duplicate') continue;
    if (target?.text === undefined) return undefined;
    if (kind === 'text' || isNullDevice(target)) continue;
    if (kind === 'write') return undefined;
    paths.push(pathOf(target));
    if (target.isPattern === true) patterns.push(target.text);
  }
  return { paths, patterns };
}

export function isNullDevice({ text, isPattern }: Word): boolean {
  return text === '/dev/null' && isPattern !== true;
}

function programReading({ words }: CommandPart, shell: ShellDialect): Reading | undefined {
  const [name, ...rest] = words;
  // A path may lead to any program.
  if (name?.text === undefined || name.isPattern === true || name.isHome === true) return undefined;
  if (shell === 'powershell') {
    const cmdlet = READING_CMDLETS.get(name.text.toLowerCase());
    if (cmdlet !== undefined) return cmdletReading(cmdlet, rest);
  }
  if (name.text === 'git') return gitReading(rest);
  const program = READING_PROGRAMS.get(name.text);
  // The words of these mean other things to PowerShell.
  if (shell === 'powershell' && !/^(?:node|npm|python3?|rg)$/.test(name.text)) return undefined;
  return program === undefined ? undefined : wordsReading(program, rest);
}

function gitReading(words: readonly Word[]): Reading | undefined {
  const at = words.findIndex(({ text }) => text === undefined || !GIT_HARMLESS_OPTIONS.test(text));
  const subcommand = READING_GIT.get(words[at]?.text ?? '');
  return subcommand === undefined ? undefined : wordsReading(subcommand, words.slice(at + 1));
}

function cmdletReading(program: ReadingProgram, words: readonly Word[]): Reading | undefined {
  // `-Path:x` and the paths of other providers, such as `Env:` and `HKLM:`.
  if (words.some(({ text }) => text === undefined || /^-.*[:/\\]|^[A-Za-z]{2,}:/.test(text)))
    return undefined;
  return wordsReading(program, words);
}

function wordsReading(program: ReadingProgram, words: readonly Word[]): Reading | undefined {
  if (program.only !== undefined && !program.only.test(words[0]?.text ?? '')) return undefined;
  const paths: string[] = [];
  const patterns: string[] = [];
  let isWide = program.wide === true;
  let operands = 0;
  let endsOptions = false;
  const hasPattern =
    program.operands === 'pattern' &&
    !words.some(({ text }) => text !== undefined && program.patternOptions?.test(text) === true);
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index];
    if (word === undefined) continue;
    const { text } = word;
    if (text === undefined) {
      if (isHarmless(word, program, operands)) operands += 1;
      else return undefined;
      continue;
    }
    if (program.refusesText?.test(text) === true) return undefined;
    if (word.isPattern === true && mayMatchOption(text, program)) return undefined;
    if (text.startsWith('-') && text !== '-' && !endsOptions) {
      if (text === '--') endsOptions = true;
      if (program.refuses?.test(text) === true || program.follows?.test(text) === true) return undefined;
      if (program.wide instanceof RegExp && program.wide.test(text)) isWide = true;
      if (program.textOptions?.test(text) === true) index += 1;
      else if (program.operands !== 'text' && program.slashOptions?.test(text) !== true) {
        const value = /^--[\w-]+=(.*)$/s.exec(text)?.[1];
        if (value !== undefined) paths.push(value);
        else if (/[/\\~]|\.\./.test(text)) return undefined;
      }
      continue;
    }
    operands += 1;
    if (program.onlyOperands?.test(text) === false) return undefined;
    if (operands === 1 && program.firstOperand?.test(text) === false) return undefined;
    if (operands > (program.mostOperands ?? Infinity)) return undefined;
    if (program.operands === 'text' || (hasPattern && operands === 1)) continue;
    if (word.isPattern === true && program.namesOnly !== true) isWide = true;
    // A pattern whose name begins with a dot may match the folder above.
    if (word.isPattern === true && /(?:^|\/)\.{1,2}[*?[]/.test(text)) return undefined;
    paths.push(pathOf(word));
    if (word.isPattern === true) patterns.push(text);
  }
  return { paths, patterns, isWide, discloses: program.discloses === true };
}

/** A file may be named like an option. */
function mayMatchOption(pattern: string, { refuses }: ReadingProgram): boolean {
  if (pattern.startsWith('-')) return !/^--[\w-]+=/.test(pattern);
  return refuses !== undefined && /^[*?[]/.test(pattern);
}

/** Output of commands that are looked at themselves, the exit code, and what names only places and people. */
function isHarmless({ source, isFound }: Word, program: ReadingProgram, operands: number): boolean {
  if (isFound === true || /^<\(/.test(source)) return program.operands !== 'text';
  if (/^(?:\$[?#]|"[^"$`\\]*(?:\$[?#][^"$`\\]*)+")$/.test(source)) return true;
  if (program.operands !== 'text' || (program.refuses !== undefined && operands === 0)) return false;
  return !/[{\\]|\$\(\(|\$(?!\(|[?#]|(?:HOME|PWD|USER|SHELL)\b)/.test(source);
}

/** What is certain of the path; a home folder keeps its `~`. */
function pathOf({ text = '', isPattern }: Word): string {
  if (isPattern !== true) return text;
  const fixed = text.slice(0, text.search(/[*?[]/));
  const folder = fixed.slice(0, fixed.lastIndexOf('/') + 1);
  // What stands behind the first wildcard may climb as well.
  return /(?:^|\/)\.\.(?:\/|$)/.test(text.slice(folder.length)) ? '..' : folder === '' ? '.' : folder;
}
