// Lines that are read without a grammar are read as the grammar reads them.
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { parseWith, parseWithoutGrammar } from '../../../../src/core/permissions/commands/parseCommandLine';
import { loadShellGrammar } from '../../../../src/core/permissions/commands/shellGrammar';
import type { ShellGrammar } from '../../../../src/core/permissions/commands/shellGrammar';

let bash: ShellGrammar;
beforeAll(async () => {
  bash = await loadShellGrammar('bash');
});

const PIECES = [
  ...[
    'ls',
    'cat',
    'git',
    'sudo',
    'xargs',
    'bash',
    '-c',
    'eval',
    'find',
    '-exec',
    'if',
    'then',
    'time',
    'export',
    '[',
  ],
  ...[
    'a',
    '-n',
    '--x=1',
    'src/a.ts',
    '*.ts',
    'a?',
    '2',
    'a=b',
    '=',
    '%',
    '@',
    '+',
    ',',
    ':',
    '~',
    '#',
    '!',
    '\\',
  ],
  ...["'", '"', "'a b'", '"c d"', "'*'", '"$x"', '$x', '`', '$(', ')', '(', '{', '}', '{}', '[a]', '^', 'é'],
  ...[
    ' ',
    '  ',
    '\t',
    '\n',
    ';',
    ';;',
    '&',
    '&&',
    '|',
    '||',
    '|&',
    '>',
    '<',
    '2>&1',
    '2>/dev/null',
    '2> x',
    '>&',
  ],
];

it('agrees with the grammar wherever it answers', () => {
  let answered = 0;
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 10 }), (pieces) => {
      for (const line of [pieces.join(' '), pieces.join('')]) {
        const plain = parseWithoutGrammar(line);
        if (plain === undefined) continue;
        answered += 1;
        expect(plain).toEqual(parseWith(bash, line, 'bash'));
      }
    }),
    { numRuns: 5_000 },
  );
  expect(answered).toBeGreaterThan(100);
});

it('answers for everyday lines', () => {
  for (const line of [
    'npm test',
    'git log --oneline -5 2>/dev/null',
    "grep -rn 'needle in hay' src | head -20",
    'ls -la src && cat package.json; pwd',
    'cat src/*.ts | wc -l 2>&1',
    "bash -c 'npm test'",
  ]) {
    const plain = parseWithoutGrammar(line);
    expect([line, plain]).toEqual([line, parseWith(bash, line, 'bash')]);
  }
});
