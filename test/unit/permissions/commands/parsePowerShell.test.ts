import { beforeAll, describe, expect, it } from 'vitest';
import { parseWith } from '../../../../src/core/permissions/commands/parseCommandLine';
import { loadShellGrammar } from '../../../../src/core/permissions/commands/shellGrammar';
import type { ShellGrammar } from '../../../../src/core/permissions/commands/shellGrammar';
import { createPermissionGate } from '../../../../src/core/permissions/gate';
import { bash } from '../requests';
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
  ['cd src; cat x', '[cd] [src] ; [cat] [x]'],
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

describe('what the gate says to PowerShell', () => {
  const rules = { allow: ['bash(npm test:*)'], deny: ['bash(Remove-Item *)', 'bash(git push*)'] };
  const gate = createPermissionGate({ mode: () => 'ask', trusted: true, shell: 'powershell', rules });

  it.each([
    ['Get-ChildItem -Recurse src', 'allow'],
    ['gci src | Select-String foo', 'allow'],
    ['Get-Content src/x | Measure-Object -Line', 'allow'],
    ['git status', 'allow'],
    ['git log --oneline -5', 'allow'],
    ['npm test', 'allow'],
    ['npm test --watch', 'allow'],
    ['npm test; git status', 'allow'],
    ['npm test 2>&1 | Select-Object -Last 5', 'allow'],
    ['Get-Content C:\\Windows\\win.ini', 'ask'],
    ['Get-Content ..\\x', 'ask'],
    ['Get-Content \\\\server\\share\\x', 'ask'],
    ['Get-Content Env:PATH', 'ask'],
    ['Get-Content $x', 'ask'],
    ['Get-Content (npm install)', 'ask'],
    ['ls > out.txt', 'ask'],
    ['npm test; npm install', 'ask'],
    ['ls | % { npm install }', 'ask'],
    ['Set-Content x y', 'ask'],
    ['iwr https://example.org', 'ask'],
    ['cd src; cat x', 'allow'],
    ['Set-Location /etc; cat x', 'ask'],
    ['sort-object -o x; less x', 'ask'],
    ['[IO.File]::Delete("x")', 'ask'],
    ['Remove-Item x', 'deny'],
    ['remove-item x', 'deny'],
    ['ri x', 'deny'],
    ['del x', 'deny'],
    ['rm x', 'deny'],
    ['ls; rm x', 'deny'],
    ['ls | % { ri $_ }', 'deny'],
    ['Get-Content (rm x)', 'deny'],
    ['if (Test-Path x) { rm x }', 'deny'],
    ['iex "Remove-Item x"', 'deny'],
    ['iex "rm x"', 'ask'],
    ['[IO.File]::Delete("x"); Remove-Item x', 'deny'],
    ['git push', 'deny'],
  ])('%s: %s', async (line, decision) => {
    expect((await gate.check(bash(line))).decision).toBe(decision);
  });
});
