// Protected files as command lines meet them, judged crudely until the shell grammar comes: a line that names one asks,
// unless every command of it can only read.
import { crudeSegments, crudeWords } from './commandLine';
import type { ProtectedCommand } from './permissionCause';
import type { ProtectedPaths } from './protectedPaths';

/** Why a command line asks in every mode; undefined when it does not. */
export function protectedCommandCause(
  command: string,
  protectedPaths: ProtectedPaths,
): ProtectedCommand | undefined {
  if (onlyReads(command)) return undefined;
  if (crudeSegments(command).some(setsGitConfiguration)) return { code: 'git_configuration' };
  for (const word of crudeWords(command)) {
    const what = protectedPaths.kindOfWord(word);
    if (what !== undefined) return { code: 'protected_word', word, what };
  }
  return undefined;
}

// Programs without an option that writes a file or starts another program.
const READING_PROGRAMS: ReadonlySet<string> = new Set([
  'cat',
  'head',
  'tail',
  'grep',
  'ls',
  'wc',
  'stat',
  'du',
  'pwd',
  'echo',
]);

function onlyReads(command: string): boolean {
  if (/[<>`$(){}\\\n\r]/.test(command)) return false;
  return command
    .split(/&&|\|\||[;|&]/)
    .every((part) => READING_PROGRAMS.has(part.trim().split(/\s+/)[0] ?? ''));
}

const GIT_OPTIONS_WITH_VALUE: ReadonlySet<string> = new Set([
  '-C',
  '--git-dir',
  '--work-tree',
  '--namespace',
]);

function setsGitConfiguration(segment: string): boolean {
  const [program, ...words] = segment.split(' ');
  if (!/(?:^|[\\/])git(?:\.exe)?$/i.test(program ?? '')) return false;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word === '-c' || word.startsWith('--config-env')) return true;
    if (GIT_OPTIONS_WITH_VALUE.has(word)) index += 1;
    else if (!word.startsWith('-')) return word === 'config';
  }
  return false;
}
