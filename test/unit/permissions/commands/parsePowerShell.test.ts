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
  ['$x = Get-Content a', '[Get-Content] [a]'],
  ['$null = ls; $X += 1', '[ls]'],
  ['$ErrorActionPreference = "Stop"; npm test', '[npm] [test]'],
  ['$env:FOO = "a"; ls', 'FOO:= ; [ls]'],
  ['$Env:Path += ";x"; ls', 'PATH:= ; [ls]'],
  ['$x = $(rm a); ls', '[rm] [a] ; [ls]'],
  ['$x = { rm a }; ls', '[rm] [a] ; [ls]'],
  ['foreach ($i in 1..3) { Get-Date }', '[Get-Date]'],
  ['foreach ($f in Get-ChildItem src) { rm a }', '[Get-ChildItem] [src] ; [rm] [a]'],
  ['while (Test-Path x) { ls }', '[Test-Path] [x] ; [ls]'],
  ['do { ls } while (Test-Path x)', '[ls] ; [Test-Path] [x]'],
  ['for ($i = 0; $i -lt 3; $i++) { ls }', '[ls]'],
  // What was assigned could be any word, also one that is denied.
  ['$x = "rm"; & $x a', 'unparsable: not_understood'],
  ['$x = "push"; git $x', 'unparsable: not_understood'],
  ['$x = "push"; git "$x"', 'unparsable: not_understood'],
  ['git ${X}; $x = "push"', 'unparsable: not_understood'],
  ['$x = @{}; git @x', 'unparsable: not_understood'],
  ['$x = 1, 2; git @x', 'unparsable: not_understood'],
  ['foreach ($f in ls) { git $f }', 'unparsable: not_understood'],
  ['for ($i = 0; $i -lt 3; $i++) { git $script:i }', 'unparsable: not_understood'],
  ['$x = "push"; git (echo $x)', 'unparsable: not_understood'],
  ['$env:X = "push"; git $env:x', 'unparsable: not_understood'],
  ['$env:X++; ls', 'unparsable: not_understood'],
  // These change what cmdlets do, or define what runs.
  ['$PSDefaultParameterValues = 1; ls', 'unparsable: not_understood'],
  ['$WhatIfPreference = 1; ls', 'unparsable: not_understood'],
  ['$OFS = "x"; ls', 'unparsable: not_understood'],
  ['$function:ls = { rm x }; ls', 'unparsable: not_understood'],
  ['$alias:ls = "rm"; ls', 'unparsable: not_understood'],
  ['$global:x = 1; ls', 'unparsable: not_understood'],
  ['${env:PATH} = 1; ls', 'unparsable: not_understood'],
  ['$a.b = 1; ls', 'unparsable: not_understood'],
  ['$a[0] = 1; ls', 'unparsable: not_understood'],
  ['[int]$x = 1; ls', 'unparsable: not_understood'],
  ['$a, $b = 1, 2; ls', 'unparsable: not_understood'],
  ['foreach -parallel ($f in 1) { ls }', 'unparsable: not_understood'],
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
    ['$x = Get-ChildItem src; git status', 'allow'],
    ['foreach ($i in 1..3) { Get-Date }', 'allow'],
    ['$ErrorActionPreference = "Stop"; npm test', 'allow'],
    ['$x = npm install', 'ask'],
    ['$env:FOO = "a"; ls', 'ask'],
    ['foreach ($i in 1..3) { npm install }', 'ask'],
    ['$x = Remove-Item x', 'deny'],
    ['foreach ($f in ls) { Remove-Item $f }', 'deny'],
    ['while (rm x) { ls }', 'deny'],
    ['$x = $(rm x); ls', 'deny'],
    ['$x = "rm"; & $x y', 'ask'],
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

  it('lets what is assigned be no way around a deny rule, in any mode', async () => {
    const auto = createPermissionGate({ mode: () => 'auto', trusted: true, shell: 'powershell', rules });
    const lines = [
      '$x = "rm"; & $x y',
      '$x = "push"; git $x',
      '$env:Path = "."; npm test',
      '$x = { rm y }; & $x',
    ];
    for (const line of lines)
      expect([line, (await auto.check(bash(line))).decision]).not.toEqual([line, 'allow']);
    expect((await auto.check(bash('$env:FOO = "a"; npm install'))).decision).toBe('allow');
  });
});
