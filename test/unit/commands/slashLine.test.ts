import { expect, test } from 'vitest';
import { CommandRegistry, parseSlashLine } from '../../../src/core/commands/commandRegistry';
import { fillIn } from '../../../src/core/commands/promptFiles';

test.each([
  ['/help', { name: 'help', args: '' }],
  ['  /model  a/b \n', { name: 'model', args: 'a/b' }],
  ['/plan first\nsecond', { name: 'plan', args: 'first\nsecond' }],
  ['/git:commit -m x', { name: 'git:commit', args: '-m x' }],
  ['/usr/bin/foo explain', undefined],
  ['/etc/passwd', undefined],
  ['/a.b what is this', undefined],
  ['/', undefined],
  ['/ help', undefined],
  ['/* a comment */ explain', undefined],
  ['// todo', undefined],
  ['say /help', undefined],
])('%j', (prompt, line) => {
  expect(parseSlashLine(prompt)).toEqual(line);
});

test.each([
  ['Fix $ARGUMENTS now', 'issue 1', 'Fix issue 1 now'],
  ['$1 and $2, $3', `one "two words" `, 'one and two words, '],
  ['costs $10', 'x', 'costs $10\n\nx'],
  ['Say it', '', 'Say it'],
  ['Say it', '$& $1', 'Say it\n\n$& $1'],
  ['Say $ARGUMENTS', '$& $$ $1', 'Say $& $$ $1'],
])('%j with %j', (body, args, filled) => {
  expect(fillIn(body, args)).toBe(filled);
});

test('the last command of a name wins, names that nobody can type are refused, the list is by name', () => {
  const command = (name: string, description: string) => ({
    name,
    description,
    execute: () => ({ text: '' }),
  });
  const registry = new CommandRegistry([command('b', 'old'), command('a', ''), command('b', 'new')]);
  expect(registry.list().map(({ name, description }) => [name, description])).toEqual([
    ['a', ''],
    ['b', 'new'],
  ]);
  for (const name of ['', '1a', 'a b', '/a', 'a/b'])
    expect(() => registry.register(command(name, ''))).toThrow(/is no name for a command/);
});
