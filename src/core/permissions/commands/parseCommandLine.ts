// From a command line to its parts. Lines of plain words need no grammar and are read at once; the grammar is loaded for the first
// line that needs it. What can't be read is said with its reason, never guessed.
import { hasHiddenCharacters } from '../../security/visibleText';
import { Unparsable } from './commandLine';
import type { CommandLine, ParsedLine, UnparsableLine } from './commandLine';
import { parseBash } from './parseBash';
import { parsePlainLine } from './plainLine';
import { parsePowerShell } from './parsePowerShell';
import { loadShellGrammar } from './shellGrammar';
import type { ShellDialect, ShellGrammar } from './shellGrammar';
import { withWrappers } from './wrappers';

/** UTF-16 units. Longer lines ask. */
export const MAX_LINE = 16_000;
/** Signs that cost the grammar most where a line is wrong; lines with more of them ask. */
export const MAX_SIGNS = 500;

/** What runs the line: a shell whose grammar is known, or another one. */
export type LineShell = ShellDialect | 'other';

/** From the name of a command runner's shell. */
export function shellOf(name: string): LineShell {
  if (/^(?:sh|bash|git bash)$/i.test(name)) return 'bash';
  return /^(?:powershell|pwsh)$/i.test(name) ? 'powershell' : 'other';
}

/** Undefined where the grammar has to be asked. */
export function parseWithoutGrammar(text: string, shell: LineShell = 'bash'): ParsedLine | undefined {
  if (shell === 'other') return unparsable('unknown_shell');
  if (text.length > MAX_LINE || countSigns(text) > MAX_SIGNS) return unparsable('too_long');
  if (hasHiddenCharacters(text)) return unparsable('hidden_characters');
  if (shell === 'powershell') return undefined;
  const line = parsePlainLine(text);
  if (line === undefined) return undefined;
  try {
    return withWrappers(line, (inner) => {
      const plain = parsePlainLine(inner);
      if (plain === undefined) throw new NeedsGrammar();
      return plain;
    });
  } catch (error) {
    if (error instanceof NeedsGrammar) return undefined;
    if (error instanceof Unparsable) return unparsable(error.reason);
    throw error;
  }
}

/** Rejects where the grammar can't be loaded. */
export async function parseCommandLine(text: string, shell: LineShell = 'bash'): Promise<ParsedLine> {
  const known = parseWithoutGrammar(text, shell);
  if (known !== undefined || shell === 'other') return known ?? unparsable('unknown_shell');
  return parseWith(await loadShellGrammar(shell), text, shell);
}

/** The same, by a grammar that is there, also for lines that would not need one. */
export function parseWith(grammar: ShellGrammar, text: string, shell: ShellDialect): ParsedLine {
  const read = (source: string): CommandLine => {
    const root = grammar.parse(source);
    const line = shell === 'bash' ? parseBash(root, source) : parsePowerShell(root, source);
    if (line.parts.length === 0) throw new Unparsable('not_understood');
    return line;
  };
  try {
    return shell === 'bash' ? withWrappers(read(text), read) : read(text);
  } catch (error) {
    if (error instanceof Unparsable) return unparsable(error.reason);
    throw error;
  }
}

function unparsable(reason: UnparsableLine['unparsable']): UnparsableLine {
  return { unparsable: reason };
}

function countSigns(text: string): number {
  let count = 0;
  for (const character of text) if (/[<>()|{]/.test(character)) count += 1;
  return count;
}

class NeedsGrammar extends Error {}
