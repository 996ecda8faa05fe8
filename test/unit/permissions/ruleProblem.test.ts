import { expect, it } from 'vitest';
import { ruleProblem, ruleProblemText } from '../../../src/core/permissions/ruleProblem';
import { ruleProblemWords } from '../../../src/protocol/words/ruleWords';

const fill = (message: string, ...values: (string | number)[]): string =>
  message.replace(/\{(\d)\}/g, (_, at: string) => String(values[Number(at)]));

it.each([
  ['bash', undefined],
  [' Bash(npm test) ', undefined],
  ['bash(docker run -p 80:*  x)', undefined],
  ['edit(src/**)', undefined],
  ['read(~/notes/**)', undefined],
  ['mcp__github', undefined],
  ['mcp__github__search(*)', undefined],
  ['bash(echo (a) b)', undefined],
  ['', 'A rule must not be empty.'],
  ['  ', 'A rule must not be empty.'],
  ['bash(ls\u200b)', 'The rule holds invisible or control characters.'],
  ['bash(npm test', 'The rule has a `(` without a `)` at its end.'],
  ['bash(npm test) and more', 'The rule has a `(` without a `)` at its end.'],
  ['npm test', 'A rule begins with the name of a tool, such as `bash(npm test)`.'],
  ['(npm test)', 'A rule begins with the name of a tool, such as `bash((npm test))`.'],
  ['bash()', 'There is nothing between the brackets; `bash` alone means every call.'],
  ['toString', 'There is no tool `tostring`.'],
  ['npm(test)', 'There is no tool `npm`.'],
  ['mcp__', 'There is no tool `mcp__`.'],
])('says what is wrong with %j', (rule, expected) => {
  const problem = ruleProblem(rule);
  const words = problem === undefined ? undefined : ruleProblemText(problem);
  expect(words?.slice(0, expected?.length)).toBe(expected);
  if (problem !== undefined) expect(ruleProblemWords(problem, fill)).toBe(words);
});
