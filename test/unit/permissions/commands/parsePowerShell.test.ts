import { beforeAll, expect, it } from 'vitest';
import { parseWith } from '../../../../src/core/permissions/commands/parseCommandLine';
import { loadShellGrammar } from '../../../../src/core/permissions/commands/shellGrammar';
import type { ShellGrammar } from '../../../../src/core/permissions/commands/shellGrammar';
import { describeLine } from './describeLine';

let powerShell: ShellGrammar;
beforeAll(async () => {
  powerShell = await loadShellGrammar('powershell');
});

it.each([
  [
    'Get-ChildItem -Recurse src | Select-String foo',
    '[Get-ChildItem] [-Recurse] [src] ; [Select-String] [foo]',
  ],
  ['git log --oneline -5', '[git] [log] [--oneline] [-5]'],
  ['git status && npm test', '[git] [status] ; [npm] [test]'],
  [`Remove-Item "a b" 'it''s' $x`, `[Remove-Item] [a b] [it's] ?[$x]`],
  ['ls > out.txt', '[ls] write>[out.txt]'],
  ['npm test 2>&1', '[npm] [test] duplicate>'],
  ['npm test 2> $null', '[npm] [test] duplicate>'],
  ['& "C:\\x.exe" a', '[C:\\x.exe] [a]'],
  ['Get-Content (ri x)', '[ri] [x] ; [Get-Content] ?[(ri x)]'],
  ['cat "a$(rm x)b"', '[rm] [x] ; [cat] ?["a$(rm x)b"]'],
  ['ls | % { rm $_ }', '[ls] ; [rm] ?[$_] ; [%] ?[{ rm $_ }]'],
  ['if (Test-Path x) { del y }', '[Test-Path] [x] ; [del] [y]'],
  ['iex "rm x"', '[iex] [rm x] {opaque }'],
  ['$x = Get-Content a', 'unparsable: not_understood'],
  ['[IO.File]::Delete("x")', 'unparsable: not_understood'],
  ['. ./x.ps1', 'unparsable: not_understood'],
  ['git --% log', 'unparsable: not_understood'],
  ['"only a value"', 'unparsable: not_understood'],
  ['echo (', 'unparsable: syntax'],
])('%j', (line, expected) => {
  expect(describeLine(parseWith(powerShell, line, 'powershell'))).toBe(expected);
});
