import { beforeAll, describe, expect, it } from 'vitest';
import {
  MAX_LINE,
  MAX_SIGNS,
  parseCommandLine,
  parseWith,
  shellOf,
} from '../../../../src/core/permissions/commands/parseCommandLine';
import { loadShellGrammar } from '../../../../src/core/permissions/commands/shellGrammar';
import type { ShellGrammar } from '../../../../src/core/permissions/commands/shellGrammar';
import { MAX_DEPTH, MAX_NODES } from '../../../../src/core/permissions/commands/syntaxTree';
import { describeLine } from './describeLine';

let bash: ShellGrammar;
beforeAll(async () => {
  bash = await loadShellGrammar('bash');
});

const check = (line: string, expected: string): void =>
  expect(describeLine(parseWith(bash, line, 'bash'))).toBe(expected);

describe('words', () => {
  it.each([
    ['ls -la src', '[ls] [-la] [src]'],
    ['  ls   -l\t src ', '[ls] [-l] [src]'],
    [`cat 'a b' "c d"`, '[cat] [a b] [c d]'],
    [`"ls" 'x'y"z"`, '[ls] [xyz]'],
    ['r""m x', '[rm] [x]'],
    ['r\\m x', '[rm] [x]'],
    ["$'r\\x6d' x", '[rm] [x]'],
    ["$'\\162m' x", '[rm] [x]'],
    ['a\\\\b', '[a\\b]'],
    ['echo "a\\"b" "\\$x" "\\n"', '[echo] [a"b] [$x] [\\n]'],
    ['ls *.ts a?b *.[ch]', '[ls] pattern[*.ts] pattern[a?b] pattern[*.[ch]]'],
    ["ls '*.ts'", '[ls] [*.ts]'],
    ['ls ~/x', '[ls] home[~/x]'],
    ['ls {a,b} {1..3}', '[ls] ?[{a,b}] ?[{1..3}]'],
    ['git log HEAD@{1} {}', '[git] [log] [HEAD@{1}] [{}]'],
    ['echo $x "${y}" $((1+2))', '[echo] ?[$x] ?["${y}"] ?[$((1+2))]'],
    ['ls \\\n -l', '[ls] [-l]'],
    ['echo "a\\\nb"', '[echo] [ab]'],
    ['ls # comment', '[ls]'],
    ['é "ü" 日本', '[é] [ü] [日本]'],
  ])('%j', (line, expected) => check(line, expected));
});

describe('what else a line runs or changes', () => {
  it.each([
    ['a && b || c; d | e', '[a] ; [b] ; [c] ; [d] ; [e]'],
    ['a\nb', '[a] ; [b]'],
    ['a & b', '[a] ; [b] &'],
    ['(a; b)', '[a] ; [b]'],
    ['{ a; b; }', '[a] ; [b]'],
    ['! a', '[a]'],
    ['echo $(rm x)', '[rm] [x] ; [echo] ?[$(rm x)]'],
    ['echo `rm x`', '[rm] [x] ; [echo] ?[`rm x`]'],
    ['echo "a $(b "$(c)")"', '[c] ; [b] ?["$(c)"] ; [echo] ?["a $(b "$(c)")"]'],
    ['echo "${x:-$(rm a)}"', '[rm] [a] ; [echo] ?["${x:-$(rm a)}"]'],
    ['diff <(a) >(b)', '[a] ; [b] ; [diff] ?[<(a)] ?[>(b)]'],
    ['x=$((1+$(rm y)))', '[rm] [y] ; x:=?[$((1+$(rm y)))]'],
    ['a=(1 $(rm z))', '[rm] [z] ; a:='],
    ['A=1 B+=2 npm test', 'A:=[1] B:=[2] [npm] [test]'],
    ['A=1 B=2', 'A:=[1] B:=[2]'],
    ['export PAGER=x', 'PAGER:=[x] [export] [PAGER=x]'],
    ['declare -x A', '[declare] [-x] [A]'],
    ['unset x', '[unset] [x]'],
    ['f() { rm x; }; f', 'define f ; [rm] [x] ; [f]'],
    ['function g { rm x; }', 'define g ; [rm] [x]'],
    ['if a; then b; elif c; then d; else e; fi', '[a] ; [b] ; [c] ; [d] ; [e]'],
    ['while a; do b; done', '[a] ; [b]'],
    ['for f in $(a) b; do c "$f"; done', 'f:= ; [a] ; [c] ?["$f"]'],
    ['for ((i=0;i<3;i++)); do a; done', '((…)):= ; [a]'],
    ['case $x in a|b*) rm x;; *) ls;; esac', '[rm] [x] ; [ls]'],
    ['if [[ -f x && $y == z* ]]; then a; fi', '[[[] [-f] [x] [&&] ?[$y] [==] [z*] []]] ; [a]'],
    ['((x=1))', '((…)):='],
  ])('%j', (line, expected) => check(line, expected));
});

describe('redirects', () => {
  it.each([
    ['a > b 2>&1', '[a] write>[b] duplicate>'],
    ['a >> b < c', '[a] write>[b] read>[c]'],
    ['a &> b', '[a] write>[b]'],
    ['a 2>&-', '[a] duplicate>'],
    ['> b', 'write>[b]'],
    ['a | b 2>&1', '[a] ; [b] duplicate>'],
    ['{ a; } > b', '[a] ; write>[b]'],
    ['(a; b) > c', '[a] ; [b] ; write>[c]'],
    ['a > $(b)', '[b] ; [a] write>?[$(b)]'],
    ['echo $(< f)', 'read>[f] ; [echo] ?[$(< f)]'],
    ['cat <<< "x $(rm y)"', '[rm] [y] ; [cat] text>?["x $(rm y)"]'],
    ['cat <<EOF > x\na $(rm y)\nEOF', '[rm] [y] ; [cat] text>?[a $(rm y)\n] write>[x]'],
    ["cat <<'EOF' | sh > z\nrm x\nEOF\nls", '[cat] text>[rm x\n] ; [sh] write>[z] {opaque } ; [ls]'],
    ['cat <<A && rm x\nb\nA', '[cat] text>[b\n] ; [rm] [x]'],
    ['cat <<-E\n\tx\n\tE\nls', '[cat] text>[x\n] ; [ls]'],
  ])('%j', (line, expected) => check(line, expected));
});

describe('wrappers', () => {
  it.each([
    ['sudo -n rm x', '[sudo] [-n] [rm] [x] {elevated 2:[rm] [x]}'],
    ['timeout -s KILL 5 rm x', '[timeout] [-s] [KILL] [5] [rm] [x] {plain 4:[rm] [x]}'],
    ['env -u A B=1 rm', '[env] [-u] [A] [B=1] [rm] {plain 4:B:=[1] [rm]}'],
    ['nohup nice -n 5 rm', '[nohup] [nice] [-n] [5] [rm] {plain 1:[nice] [-n] [5] [rm] {plain 3:[rm]}}'],
    ['xargs -0 -n1 rm -f', '[xargs] [-0] [-n1] [rm] [-f] {plain 3:[rm] [-f] ?[…]}'],
    ['xargs -I{} mv {} x', '[xargs] [-I{}] [mv] [{}] [x] {plain 2:[mv] ?[{}] [x]}'],
    [
      'find . -exec rm {} \\; -exec ls {} +',
      '[find] [.] [-exec] [rm] [{}] [;] [-exec] [ls] [{}] [+] {plain 3:[rm] found[] ; 7:[ls] found[]}',
    ],
    ["bash -c 'rm x; ls'", '[bash] [-c] [rm x; ls] {plain [rm] [x] ; [ls]}'],
    ["bash -ec 'rm x'", '[bash] [-ec] [rm x] {plain [rm] [x]}'],
    ["bash <<'E'\nrm x\nE", '[bash] text>[rm x\n] {plain [rm] [x]}'],
    ['bash -c "$x"', '[bash] [-c] ?["$x"] {opaque }'],
    ['bash', '[bash] {opaque }'],
    ['bash build.sh', '[bash] [build.sh]'],
    ["fish -c 'rm x'", '[fish] [-c] [rm x] {opaque }'],
    ['eval rm x', '[eval] [rm] [x] {plain [rm] [x]}'],
    ['eval "$x"', '[eval] ?["$x"] {opaque }'],
    ['. ./x', '[.] [./x] {opaque }'],
    ["ssh -p 22 host 'rm x'", '[ssh] [-p] [22] [host] [rm x] {elevated [rm] [x]}'],
    ['docker exec -it web rm x', '[docker] [exec] [-it] [web] [rm] [x] {elevated 4:[rm] [x]}'],
    ['docker ps', '[docker] [ps]'],
    ['command -v node', '[command] [-v] [node]'],
    ['command rm x', '[command] [rm] [x] {plain 1:[rm] [x]}'],
    ['watch -n 1 rm x', '[watch] [-n] [1] [rm] [x] {plain [rm] [x]}'],
    ['env -S "rm x"', '[env] [-S] [rm x] {opaque }'],
    ['sudo --odd rm x', '[sudo] [--odd] [rm] [x] {opaque }'],
  ])('%j', (line, expected) => check(line, expected));
});

describe('what is not read', () => {
  it.each([
    ['syntax', 'end\\'],
    ['syntax', 'echo "a'],
    ['syntax', 'a &&'],
    ['syntax', 'if a'],
    ['syntax', 'echo $('],
    ['syntax', 'echo @(a|b)'],
    // The grammar reads two words where bash reads one.
    ['not_understood', 'r\\\nm x'],
    ['not_understood', 'echo $"x"'],
    ['not_understood', 'coproc ls'],
    ['not_understood', '[ a > b ]'],
    ['not_understood', 'echo ${x@P}'],
    ['not_understood', 'echo ${x:=y}'],
    ['not_understood', 'echo ${a[$i]}'],
    ['not_understood', "[[ 'a[$(rm x)]' -eq 1 ]]"],
    ['not_understood', 'a > b c'],
    ['not_understood', 'echo `echo \\`rm x\\``'],
    ['not_understood', "cat <<'E'OF\nx\nE\nrm x\nEOF"],
    ['not_understood', '# only a comment'],
    ['not_understood', ''],
  ])('%s: %j', (reason, line) => check(line, `unparsable: ${reason}`));

  it.each([
    ['a bidirectional sign', 'ls \u202Ex'],
    ['a zero-width space', 'r\u200bm x'],
    ['a carriage return', 'ls\rrm x'],
    ['an escape', 'ls \u001b[2K'],
    ['a wide space', 'ls\u00a0x'],
  ])('%s', async (_, line) => {
    expect(await parseCommandLine(line)).toEqual({ unparsable: 'hidden_characters' });
  });

  it('a shell without a grammar', async () => {
    expect(shellOf('fish')).toBe('other');
    expect(shellOf('Git Bash')).toBe('bash');
    expect(shellOf('PowerShell')).toBe('powershell');
    expect(await parseCommandLine('ls', 'other')).toEqual({ unparsable: 'unknown_shell' });
  });
});

describe('limits', () => {
  it('of length and of signs, before the grammar is asked', async () => {
    const never: ShellGrammar = {
      parse: () => {
        throw new Error('asked');
      },
    };
    for (const line of [`: ${'x'.repeat(MAX_LINE)}`, `: ${'<'.repeat(MAX_SIGNS + 1)}`]) {
      expect(await parseCommandLine(line)).toEqual({ unparsable: 'too_long' });
    }
    expect(() => parseWith(never, 'ls', 'bash')).toThrow('asked');
  });

  it.each([
    ['nested substitutions', `echo ${'$('.repeat(MAX_DEPTH)}ls${')'.repeat(MAX_DEPTH)}`],
    ['a long list', `${'a && '.repeat(MAX_DEPTH + 1)}a`],
    ['many words', `a ${'x '.repeat(MAX_NODES)}`],
    ['wrappers in wrappers', `${'eval '.repeat(20)}ls`],
  ])('%s', (_, line) => check(line, 'unparsable: too_long'));

  it('hostile lines within the limits of size end', async () => {
    for (const unit of ['<', '(', 'f()', ')', '|', '<<A\n', 'a=( ', '${', '"$(', '`', 'case x in ', '{a,']) {
      const signs = unit.match(/[<>()|{]/g)?.length ?? 0;
      const times = Math.min(MAX_SIGNS / Math.max(signs, 1), MAX_LINE / unit.length);
      const line = await parseCommandLine(unit.repeat(Math.floor(times)));
      expect([unit, 'unparsable' in line]).toEqual([unit, true]);
    }
  });
});
