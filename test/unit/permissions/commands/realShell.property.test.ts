// The shell itself is asked: no line that needs no question runs a program that is not known only to read. All programs are stand-ins that
// do nothing, but for `x`, which says that it ran.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createPermissionGate } from '../../../../src/core/permissions/gate';
import { temporaryFolder } from '../../workspace/temporaryFolder';
import { bash } from '../requests';

const PIECES = [
  ...[
    'ls',
    'cat',
    'echo',
    'head',
    'grep',
    'find',
    'x',
    'x',
    'x',
    'x;',
    '\\x',
    "'x'",
    '"x"',
    'a',
    'src/c',
    '-n',
  ],
  ...['-exec', '{}', '\\;', '+', '--', '1', '{x,a}', 'a=', '~', '*', '?', '%', '@', 'é', '\r', '#', '!', '='],
  ...["'", '"', '\\', '\\\n', '\\\n', '\n', '\n', ' ', '\t', ';', '&', '&&', '|', '||', '|&', '>', '<', '>>'],
  ...[
    '2>&1',
    '2>/dev/null',
    '<<<',
    '<<EOF\n',
    '\nEOF\n',
    '<<-EOF\n',
    'EOF',
    '$(',
    ')',
    '`',
    '$((',
    '))',
    '(',
  ],
  ...[
    '{',
    '}',
    '${a',
    '${a:-',
    '$a',
    "$'",
    '$"',
    "$'\\x78'",
    '[',
    ']',
    '[[',
    ']]',
    'case',
    'esac',
    'in',
    'if',
  ],
  ...[
    'then',
    'fi',
    'do',
    'done',
    'for',
    'while',
    'function',
    'time',
    'coproc',
    'eval',
    'exec',
    '&>',
    '<(',
    '>(',
  ],
];

const lines = fc
  .tuple(
    fc.constantFrom('', 'ls ', 'cat a ', 'echo ', 'grep a b', 'find . ', 'ls\n', 'cat a\n\\\n'),
    fc.array(fc.tuple(fc.constantFrom(...PIECES), fc.constantFrom('', '', ' ')), {
      minLength: 2,
      maxLength: 12,
    }),
  )
  .map(([start, pieces]) => `${start}${pieces.flat().join('')}`)
  .filter((line) => line.includes('x'));

it('a line that needs no question runs nothing else, says bash', async () => {
  const folder = temporaryFolder({ 'work/a': '', 'work/b': '', 'work/src/c': '', 'bin/ls': '' });
  const marker = join(folder, 'marker');
  for (const name of ['ls', 'cat', 'echo', 'head', 'grep', 'find', 'x']) {
    const file = join(folder, 'bin', name);
    writeFileSync(file, name === 'x' ? `#!/bin/sh\n: > ${marker}\n` : '#!/bin/sh\nexit 0\n');
    chmodSync(file, 0o755);
  }
  const gate = createPermissionGate({ mode: () => 'ask', trusted: true });
  let allowed = 0;
  await fc.assert(
    fc.asyncProperty(lines, async (line) => {
      if ((await gate.check(bash(line))).decision !== 'allow') return;
      allowed += 1;
      const options = { cwd: join(folder, 'work'), env: { PATH: join(folder, 'bin') }, timeout: 5_000 };
      spawnSync('/bin/bash', ['--noprofile', '--norc', '-c', line], { ...options, stdio: 'ignore' });
      expect([line, existsSync(marker)]).toEqual([line, false]);
    }),
    { numRuns: 700 },
  );
  expect(allowed).toBeGreaterThan(10);
}, 60_000);

it.each([
  'echo "$(ls\n\\\nx)"',
  'echo ${a:-$(ls\n\\\nx)}',
  'ls\n\\\nx',
  'ls a\n\\\nx',
  'ls \n\\\n x',
  'ls \\\n\n\\\nx',
  'ls | cat\n\\\nx',
  '[ -f a\nx ]',
  'ls\n\\\n\\\nx',
])('a command on a line of its own is one: %j', async (line) => {
  const gate = createPermissionGate({ mode: () => 'ask', trusted: true, rules: { deny: ['bash(x:*)'] } });
  expect((await gate.check(bash(line))).decision).not.toBe('allow');
});
