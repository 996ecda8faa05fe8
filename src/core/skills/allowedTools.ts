// What `allowed-tools` of a skill says, as permission rules. Written for Claude Code or for us, as a list or in one line.
import { ConfigurationError } from '../config/configurationError';
import { parseRule } from '../permissions/rule';

/** Names that skills written for Claude Code use, in lower case, and what the tools are called here. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  multiedit: 'edit',
  notebookedit: 'edit',
  webfetch: 'web_fetch',
  websearch: 'web_search',
  agent: 'task',
  bashoutput: 'bash_output',
  killbash: 'bash_end',
  killshell: 'bash_end',
  todowrite: 'todo_write',
};

/**
 * The rules of a list. One line is cut at commas, or at blanks where it has none, but not inside of parentheses. Throws
 * `ConfigurationError` for an entry that is no rule.
 */
export function parseAllowedTools(written: string | readonly string[]): readonly string[] {
  const entries = typeof written === 'string' ? splitEntries(written) : written;
  return entries.map((entry) => {
    const { tool, pattern, text } = parseRule(entry);
    if (!/^[a-z][\w*-]*$/.test(tool)) {
      throw new ConfigurationError(
        `"${text}" in allowed-tools is no tool. Write a name or a name with a pattern, such as "read" or "bash(git log:*)".`,
      );
    }
    const name = OTHER_NAMES[tool] ?? tool;
    return pattern === undefined || pattern.trim() === '' || pattern === '*' ? name : `${name}(${pattern})`;
  });
}

function splitEntries(line: string): readonly string[] {
  const byComma = splitOutside(line, (character) => character === ',');
  return byComma.length > 1 ? byComma : splitOutside(line, (character) => /\s/.test(character));
}

function splitOutside(line: string, isBorder: (character: string) => boolean): readonly string[] {
  const entries: string[] = [];
  let depth = 0;
  let entry = '';
  for (const character of line) {
    if (character === '(') depth += 1;
    if (character === ')') depth = Math.max(0, depth - 1);
    if (depth === 0 && isBorder(character)) {
      entries.push(entry);
      entry = '';
    } else entry += character;
  }
  return [...entries, entry].map((one) => one.trim()).filter((one) => one !== '');
}
