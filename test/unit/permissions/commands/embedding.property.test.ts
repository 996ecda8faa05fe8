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
  (line) => `cd src && ${line}`,
  (line) => `cd src && ls | ${line}`,
  (line) => `${line} && cd src`,
  (line) => `ls; ${line}`,
  (line) => `ls | ${line}`,
  (line) => `ls |& ${line}`,
  (line) => `${line} | cat`,
  (line) => `ls & ${line}`,
  (line) => `ls\n${line}`,
  (line) => `ls\n\\\n${line}`,
  (line) => `ls a \n \\\n ${line}`,
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

/** Each runs the line where its words don't say so. */
const HIDINGS: readonly ((line: string) => string)[] = [
  (line) => `a=${quote(line)}; $a`,
  (line) => `a=${quote(line)}; "\${a%% *}" x`,
  (line) => `set -- ${line}\n"$@"`,
  (line) => `f() { "$@"; }; f ${line}`,
  (line) => `alias q=${quote(line)}; q`,
  (line) => `source <(echo ${quote(line)})`,
  (line) => `. /dev/stdin <<< ${quote(line)}`,
  (line) => `bash +x -c ${quote(line)}`,
  (line) => `taskset 1 bash -c ${quote(line)}`,
  (line) => `let ${quote(`a[$( ${line} )]`)}`,
  (line) => `a=${quote(`b[$( ${line} )]`)}; echo $((a))`,
  (line) => `echo ${quote(line)} > f; bash < f`,
  (line) => `mapfile -C ${quote(line)} -c 1 a < f`,
  (line) => `git submodule foreach ${quote(line)}`,
  (line) => `$(echo ${quote(line)})`,
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
      embedded(['touch x', 'ls > x', 'npm install', './x', '$x', 'cat /etc/passwd', 'cat ../../../../x']),
      async (line) => {
        expect([line, (await gate.check(bash(line))).decision]).toEqual([line, 'ask']);
      },
    ),
    { numRuns: 1_500 },
  );
});

it('a denied command that is hidden from the words of a line is never allowed, also by a rule for all commands', async () => {
  const gate = createPermissionGate({
    mode: () => 'auto',
    trusted: true,
    rules: { allow: ['bash'], deny: rules.deny },
  });
  await fc.assert(
    fc.asyncProperty(
      embedded(DENIED),
      fc.constantFrom(...HIDINGS),
      embedded(['ls']),
      async (line, hide, beside) => {
        for (const whole of [hide(line), `${hide(line)}; ${beside}`]) {
          expect([whole, (await gate.check(bash(whole))).decision]).not.toEqual([whole, 'allow']);
        }
      },
    ),
    { numRuns: 1_500 },
  );
});

/** For PowerShell; each puts the line somewhere where it runs. */
const POWERSHELL: readonly ((line: string) => string)[] = [
  (line) => `ls; ${line}`,
  (line) => `ls && ${line}`,
  (line) => `${line} || ls`,
  (line) => `ls | ${line}`,
  (line) => `ls\n${line}`,
  (line) => `ls \`\n\n${line}`,
  (line) => `ls \`\n; ${line}`,
  (line) => `ls 'a\u2019; ${line}; \u2018b'`,
  (line) => `ls "a\u201d; ${line}; \u201cb"`,
  (line) => `& { ${line} }`,
  (line) => `. { ${line} }`,
  (line) => `if ($true) { ${line} }`,
  (line) => `foreach ($i in 1) { ${line} }`,
  (line) => `while ($true) { ${line} }`,
  (line) => `do { ${line} } while ($false)`,
  (line) => `switch (1) { 1 { ${line} } }`,
  (line) => `try { ${line} } finally { ls }`,
  (line) => `trap { ${line} }; ls`,
  (line) => `function f { ${line} }; f`,
  (line) => `1..3 | ForEach-Object { ${line} }`,
  (line) => `ls | ? { ${line} }`,
  (line) => `ls | sort { ${line} }`,
  (line) => `ls $( ${line} )`,
  (line) => `ls ( ${line} )`,
  (line) => `ls @( ${line} )`,
  (line) => `echo "a $( ${line} ) b"`,
  (line) => `echo @"\n$( ${line} )\n"@`,
  (line) => `$x = $( ${line} )`,
  (line) => `ls > $( ${line} )`,
  (line) => `Set-Alias q rm; ${line.replace('Remove-Item', 'q')}`,
  (line) => `Invoke-Expression '${line.replaceAll("'", "''")}'`,
  (line) => `powershell -c '${line.replaceAll("'", "''")}'`,
  (line) => `<# ls #> ${line}`,
];

it('the same holds for PowerShell', async () => {
  let denied = 0;
  const gate = createPermissionGate({
    mode: () => 'auto',
    trusted: true,
    shell: 'powershell',
    rules: { allow: ['bash'], deny: ['bash(Remove-Item *)'] },
  });
  const lines = fc
    .tuple(
      fc.constantFrom('Remove-Item x', 'ri x', 'REMOVE-ITEM x', '& "Remove-Item" x', 'del x', 'ls | ri x'),
      fc.array(fc.constantFrom(...POWERSHELL), { maxLength: 3 }),
    )
    .map(([line, around]) => around.reduce((inner, embed) => embed(inner), line as string));
  await fc.assert(
    fc.asyncProperty(lines, async (line) => {
      const { decision } = await gate.check(bash(line));
      expect([line, decision]).not.toEqual([line, 'allow']);
      if (decision === 'deny') denied += 1;
    }),
    { numRuns: 1_500 },
  );
  expect(denied).toBeGreaterThan(200);
});
