import { expect, it } from 'vitest';
import { windowsKillCommand } from '../../../src/core/process/processControl';
import type { ProcessEntry } from '../../../src/core/process/processTable';
import { membersOf, parseProcStat, parsePs } from '../../../src/core/process/processTable';

function entry(pid: number, parent: number, group: number, session: number, isZombie = false): ProcessEntry {
  return { pid, parent, group, session, startedAt: '', isZombie };
}

it('finds the group, the session, and descendants of both', () => {
  const table = [
    entry(1, 0, 1, 1),
    entry(10, 1, 10, 10),
    entry(11, 10, 10, 10),
    entry(12, 11, 12, 10),
    entry(13, 1, 13, 10),
    entry(14, 12, 14, 14),
    entry(15, 14, 14, 14),
    entry(16, 10, 10, 10, true),
    entry(20, 1, 20, 20),
  ];
  expect(membersOf(10, table).map((member) => member.pid)).toEqual([10, 11, 12, 13, 14, 15]);
  expect(membersOf(99, table)).toEqual([]);
});

it('reads a line of /proc, also with brackets and spaces in the name', () => {
  const line = '42 (a) (b c) S 7 42 40 0 -1 4194304 1 0 0 0 0 0 0 0 20 0 1 0 98765 1 1';
  expect(parseProcStat(line)).toEqual({
    pid: 42,
    parent: 7,
    group: 42,
    session: 40,
    startedAt: '98765',
    isZombie: false,
  });
  expect(parseProcStat('42 (x) Z 1 1 1')?.isZombie).toBe(true);
  expect(parseProcStat('')).toBeUndefined();
});

it('reads the table of ps', () => {
  expect(
    parsePs('  1     0     1 Ss\n 77     1    70 Z+\n\n').map((row) => [
      row.pid,
      row.parent,
      row.group,
      row.isZombie,
    ]),
  ).toEqual([
    [1, 0, 1, false],
    [77, 1, 70, true],
  ]);
});

it('ends a tree on Windows by force', () => {
  expect(windowsKillCommand(42, 'C:\\Windows')).toEqual([
    'C:\\Windows\\System32\\taskkill.exe',
    ['/PID', '42', '/T', '/F'],
  ]);
});
