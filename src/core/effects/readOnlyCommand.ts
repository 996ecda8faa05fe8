// Says of a command line whether it only reads, so that nothing has to be remembered before it runs: lines of plain words whose programs
// stand in the table of the permission rules. What needs the grammar of the shell may write, and is not looked at here.
import { isParsed } from '../permissions/commands/commandLine';
import { parseWithoutGrammar } from '../permissions/commands/parseCommandLine';
import { readingOf } from '../permissions/commands/reading';

/** True only when every command of the line is known to write no file. */
export function isReadOnlyCommand(command: string): boolean {
  const line = parseWithoutGrammar(command);
  if (line === undefined || !isParsed(line) || line.inBackground) return false;
  return line.parts.every((part) => readingOf(part) !== undefined);
}
