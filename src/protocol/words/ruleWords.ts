// What is wrong with a permission rule, in the language of whoever calls.
import type { RuleProblem } from '../coreTypes';
import type { Translate } from './permissionWords';

/** A whole sentence. */
export function ruleProblemWords(problem: RuleProblem, t: Translate): string {
  switch (problem.code) {
    case 'empty':
      return t('A rule must not be empty.');
    case 'hidden_characters':
      return t('The rule holds invisible or control characters.');
    case 'not_closed':
      return t('The rule has a `(` without a `)` at its end.');
    case 'no_tool':
      return t('A rule begins with the name of a tool, such as `{0}`.', problem.meant);
    case 'empty_pattern':
      return t('There is nothing between the brackets; `{0}` alone means every call.', problem.tool);
    case 'unknown_tool':
      return t('There is no tool `{0}`. Tools: {1}, and mcp__….', problem.tool, problem.known.join(', '));
  }
}
