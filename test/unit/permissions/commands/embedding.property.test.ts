// Wherever a denied command is put in a longer line, the line is never allowed; and no line that is allowed becomes so by what is around.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createPermissionGate } from '../../../../src/core/permissions/gate';
import { bash } from '../requests';

const quote = (line: string): string => `'${line.replaceAll("'", `'\\''`)}'`;

/** Each puts the line somewhere where a shell runs it. */
const EMBEDDINGS: readonly ((line: string) => string)[] = [
  (line) => `ls && ${line}`,
  (line) => `${line} || ls`,
  (line) => `ls; ${line}`,
  (line) => `ls | ${line}`,
  (line) => `ls |& ${line}`,
  (line) => `${line} | cat`,
  (line) => `ls & ${line}`,
  (line) => `ls\n${line}`,
  (line) => `(${line})`,
  (line) => `{ ${line}; }`,
  (line) => `! ${line}`,
  (line) => `echo $( ${line} )`,
  (line) => `echo "$( ${line} )"`,
  (line) => `echo "a \${x:-$( ${line} )} b"`,
  (line) => `cat <(${line})`,
  (line) => `ls > $( ${line} )`,
  (line) => `x=$( ${line} )`,
  (line) => `echo $((1 + $( ${line} )))`,
  (line) => `if ${line}; then ls; fi`,
  (line) => `if ls; then ${line}; else pwd; fi`,
  (line) => `while ${line}; do ls; done`,
  (line) => `for x in a b; do ${line}; done`,
  (line) => `case x in x) ${line};; esac`,
  (line) => `f() { ${line}; }; f`,
  (line) => `cat <<EOF\n$( ${line} )\nEOF`,
  (line) => `bash <<'EOF'\n${line}\nEOF`,
  (line) => `bash -c ${quote(line)}`,
  (line) => `sh -ec ${quote(line)}`,
  (line) => `eval ${quote(line)}`,
  (line) => `sudo bash -c ${quote(line)}`,
  (line) => `env A=1 sh -c ${quote(line)}`,
  (line) => `timeout 5 bash -c ${quote(line)}`,
  (line) => `find . -exec sh -c ${quote(line)} \\;`,
  (line) => `ls | xargs -I{} sh -c ${quote(line)}`,
  (line) => `ssh host ${quote(line)}`,
  (line) => `docker exec web sh -c ${quote(line)}`,
  (line) => `trap ${quote(line)} EXIT`,
  (line) => `${line} # ls`,
  (line) => `(bash) <<'EOF'\n${line}\nEOF`,
  (line) => `cat <<'EOF' | sh\n${line}\nEOF`,
  (line) => `echo ${quote(line)} | sh`,
  (line) => `: \\\n; ${line}`,
];

const DENIED = ['rm -rf x', '/bin/rm x', 'r""m x', 'sudo rm x', 'xargs rm', "bash -c 'rm x'", 'FOO=1 rm x'];

const rules = {
  allow: [
    'bash(ls)',
    'bash(sudo *)',
    'bash(ssh *)',
    'bash(docker *)',
    'bash(find *)',
    'bash(trap *)',
    'bash(env *)',
  ],
  deny: ['bash(rm *)', 'bash(rm)'],
};

const embedded = (lines: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...lines), fc.array(fc.constantFrom(...EMBEDDINGS), { maxLength: 3 }))
    .map(([line, around]) => around.reduce((inner, embed) => embed(inner), line));

it('a denied command is never allowed, whatever is around it', async () => {
  let denied = 0;
  let asked = 0;
  await fc.assert(
    fc.asyncProperty(embedded(DENIED), async (line) => {
      for (const mode of ['ask', 'auto'] as const) {
        const gate = createPermissionGate({ mode: () => mode, trusted: true, rules });
        const { decision } = await gate.check(bash(line));
        expect([line, decision]).not.toEqual([line, 'allow']);
        if (decision === 'deny') denied += 1;
        else asked += 1;
      }
    }),
    { numRuns: 1_500 },
  );
  // Asked about is only what can't be read, such as backslashes that would be read twice.
  expect(denied).toBeGreaterThan(asked * 4);
});

it('a command that asks is never allowed by what is around it', async () => {
  const gate = createPermissionGate({ mode: () => 'ask', trusted: true, rules });
  await fc.assert(
    fc.asyncProperty(
      embedded(['touch x', 'ls > x', 'npm install', './x', '$x', 'cat /etc/passwd']),
      async (line) => {
        expect([line, (await gate.check(bash(line))).decision]).toEqual([line, 'ask']);
      },
    ),
    { numRuns: 1_500 },
  );
});
