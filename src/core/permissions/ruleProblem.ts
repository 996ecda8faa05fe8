// What is wrong with a rule that a person writes. The gate takes any text for a rule, which then matches nothing: whoever writes one
// should hear of that.
import type { RuleProblem } from './permissionCause';
import { hasHiddenCharacters } from '../security/visibleText';
import { parseRule } from './rule';

/** Tools that rules may be about, beside those of MCP servers (`mcp__…`). */
export const RULE_TOOLS: readonly string[] =
  'bash read write edit patch delete grep glob ls bash_output bash_end sandbox terminal diagnostics'.split(
    ' ',
  );

/** Undefined for a rule that can be used. */
export function ruleProblem(text: string): RuleProblem | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return { code: 'empty' };
  if (hasHiddenCharacters(trimmed)) return { code: 'hidden_characters' };
  const open = trimmed.indexOf('(');
  const isClosed = trimmed.endsWith(')');
  const name = (open < 0 ? trimmed : trimmed.slice(0, open)).trim();
  if (name === '' || /[\s)]/.test(name)) return { code: 'no_tool', meant: `bash(${trimmed})` };
  if (open >= 0 && !isClosed) return { code: 'not_closed' };
  const { tool, pattern } = parseRule(trimmed);
  if (pattern?.trim() === '') return { code: 'empty_pattern', tool };
  if (!RULE_TOOLS.includes(tool) && !/^mcp__./.test(tool))
    return { code: 'unknown_tool', tool, known: RULE_TOOLS };
  return undefined;
}

/** A whole sentence, in English. */
export function ruleProblemText(problem: RuleProblem): string {
  switch (problem.code) {
    case 'empty':
      return 'A rule must not be empty.';
    case 'hidden_characters':
      return 'The rule holds invisible or control characters.';
    case 'not_closed':
      return 'The rule has a `(` without a `)` at its end.';
    case 'no_tool':
      return `A rule begins with the name of a tool, such as \`${problem.meant}\`.`;
    case 'empty_pattern':
      return `There is nothing between the brackets; \`${problem.tool}\` alone means every call.`;
    case 'unknown_tool':
      return `There is no tool \`${problem.tool}\`. Tools: ${problem.known.join(', ')}, and mcp__….`;
  }
}
