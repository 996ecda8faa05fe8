// What a command line is known to do, for the words of a question. Known means: from the tables and the redirects; a program of its own may do
// more, which is why it asks.
import { makeVisible } from '../../security/visibleText';
import { allParts, isParsed, programOf } from './commandLine';
import type { CommandPart, Word } from './commandLine';
import { runsText } from './hiddenCode';
import type { CommandFacts } from './commandFacts';
import type { ExaminedLine } from './examineLine';
import { reachesNetwork } from './networkPrograms';

/** Entries of one list. */
export const MAX_FACTS = 12;

export function commandFacts(line: ExaminedLine): CommandFacts {
  const { parsed, readers, written } = line;
  if (!isParsed(parsed)) return EMPTY;
  const parts = allParts(parsed);
  const read = readers.flatMap(({ files }) => files);
  const operands = (programs: ReadonlyMap<string, Operands>): readonly string[] =>
    parts.flatMap((part) => operandsOf(part, programs));
  const programs = (test: (part: CommandPart) => boolean): readonly string[] =>
    parts.filter(test).map((part) => programOf(part) ?? part.source);
  return {
    commands: shown(parts.map(({ source }) => source)),
    reads: shown(read.filter(({ display }) => display !== '.').map(({ display }) => display)),
    writes: shown([...written.map(({ display }) => display), ...operands(WRITERS)]),
    deletes: shown(operands(DELETERS)),
    network: shown(programs(reachesNetwork)),
    elevated: shown(programs(({ wrapper }) => wrapper?.kind === 'elevated')),
    outside: shown(
      [...read, ...written].filter(({ folder }) => folder === undefined).map(({ display }) => display),
    ),
    runsText: runsText(parsed),
  };
}

const EMPTY: CommandFacts = {
  commands: [],
  reads: [],
  writes: [],
  deletes: [],
  network: [],
  elevated: [],
  outside: [],
  runsText: false,
};

/** Which words of a program name the files it acts on. */
type Operands = 'all' | 'last' | 'find' | 'git';

const DELETERS: ReadonlyMap<string, Operands> = new Map([
  ...['rm', 'rmdir', 'unlink', 'shred', 'remove-item', 'ri', 'del', 'erase', 'rd'].map(
    (name): [string, Operands] => [name, 'all'],
  ),
  ['find', 'find'],
  ['git', 'git'],
]);

const WRITERS: ReadonlyMap<string, Operands> = new Map([
  ...['touch', 'mkdir', 'tee', 'truncate', 'chmod', 'set-content', 'sc', 'new-item', 'ni', 'out-file'].map(
    (name): [string, Operands] => [name, 'all'],
  ),
  ...['cp', 'mv', 'ln', 'install', 'rsync', 'copy-item', 'move-item'].map((name): [string, Operands] => [
    name,
    'last',
  ]),
]);

function operandsOf(part: CommandPart, programs: ReadonlyMap<string, Operands>): readonly string[] {
  const kind = programs.get(programOf(part)?.toLowerCase() ?? '');
  const words = part.words.slice(1);
  if (kind === undefined) return [];
  if (kind === 'find') return has(words, '-delete') ? [operands(words)[0] ?? '.'] : [];
  if (kind === 'git')
    return has(words, 'clean') ? [part.source] : has(words, 'rm') ? operands(words).slice(1) : [];
  return kind === 'last' ? operands(words).slice(-1) : operands(words);
}

function has(words: readonly Word[], text: string): boolean {
  return words.some((word) => word.text === text);
}

function operands(words: readonly Word[]): readonly string[] {
  return words.filter(({ source }) => !source.startsWith('-')).map(({ text, source }) => text ?? source);
}

function shown(texts: readonly string[]): readonly string[] {
  const different = [...new Set(texts)];
  const rest = different.length - MAX_FACTS;
  const kept = different.slice(0, rest > 0 ? MAX_FACTS - 1 : MAX_FACTS).map((text) => cut(makeVisible(text)));
  return rest > 0 ? [...kept, `… +${rest + 1}`] : kept;
}

function cut(text: string): string {
  const line = text.replaceAll('\n', '⏎');
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
