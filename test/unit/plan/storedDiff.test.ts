import { describe, expect, test } from 'vitest';
import type { PlanRunResult, StepFile, StepResult } from '../../../src/core/plan/plan';
import { stepDiff } from '../../../src/core/plan/stepDiff';
import { readStoredDiff, withDryRun } from '../../../src/core/plan/storedDiff';
import { textVersion } from '../../../src/core/plan/treeState';
import { planOf } from './planFixture';
import type { DiffMisfit } from '../../../src/core/words/errorCause';

const FILE = 'a.ts';
const diffOf = (before: string | null, after: string | null) => stepDiff([{ path: FILE, before, after }]);
const stored = (before: string | null, after: string | null) => ({
  file: FILE,
  diff: diffOf(before, after),
  baseHash: before === null ? 'none' : textVersion(before),
});

const at = (text: string | null) => new Map([[FILE, text]]);

test.each<[string, string | null, string | null]>([
  ['a change', 'one\ntwo\nthree\n', 'one\n2\nthree\n'],
  ['a new file', null, 'new\n'],
  ['a new empty line at the end', 'a\n', 'a\n\n'],
  ['no line feed at the end', 'a\nb', 'a\nc'],
  ['Windows line ends', 'one\r\ntwo\r\n', 'one\r\n2\r\n'],
  ['a deleted file', 'gone\n', null],
  ['text like a replacement pattern', 'a\n', "$& $1 $' `\n"],
])('%s is applied to exactly what it was made from', (_name, before, after) => {
  expect(readStoredDiff(stored(before, after), at(before))).toEqual({
    kind: 'applies',
    changes: [{ path: FILE, before, after }],
  });
});

describe('anything else is said, never guessed', () => {
  test.each<[string, string | null, string | null, DiffMisfit['code']]>([
    ['changed far away', 'one\ntwo\n', 'one\ntwo\nthree\n', 'changed'],
    ['changed by a line end', 'one\ntwo\n', 'one\r\ntwo\r\n', 'changed'],
    ['gone', 'one\n', null, 'gone'],
    ['there by now', null, '', 'there_now'],
  ])('%s', (_name, before, current, code) => {
    expect(readStoredDiff(stored(before, 'x\n'), at(current))).toEqual({
      kind: 'differs',
      misfit: { file: 'a.ts', code },
    });
  });

  test('a difference that does not fit its own content', () => {
    const broken = { ...stored('one\n', '1\n'), diff: diffOf('other\n', '1\n') };
    expect(readStoredDiff(broken, at('one\n'))).toMatchObject({ kind: 'differs' });
  });

  test('without a hash, a file or a difference there is nothing to apply', () => {
    const { file, diff, baseHash } = stored('one\n', '1\n');
    expect(readStoredDiff({ file, diff }, at('one\n'))).toBeUndefined();
    expect(readStoredDiff({ diff, baseHash }, at('one\n'))).toBeUndefined();
    expect(readStoredDiff({ file, baseHash }, at('one\n'))).toBeUndefined();
  });
});

describe('what a dry run found is kept with the plan', () => {
  const resultOf = (
    stepId: string,
    files: readonly StepFile[],
    more: Partial<StepResult> = {},
  ): StepResult => ({
    stepId,
    order: 1,
    description: '',
    success: true,
    files,
    diff: stepDiff(files),
    ...more,
  });
  const change: StepFile = { path: FILE, before: 'one\n', after: '1\n' };
  const kept = (result: StepResult, step: object = {}) => {
    const plan = planOf([], { steps: [{ id: 's1', description: 'Do', ...step }] });
    return withDryRun(plan, { stepResults: [result] } as unknown as PlanRunResult).steps[0];
  };

  test('for a step that changes one file', () => {
    expect(kept(resultOf('s1', [change]))).toMatchObject({
      file: FILE,
      diff: diffOf('one\n', '1\n'),
      baseHash: textVersion('one\n'),
      status: 'pending',
    });
    expect(kept(resultOf('s1', [{ ...change, before: null }]))).toMatchObject({ baseHash: 'none' });
  });

  const several: readonly StepFile[] = [
    change,
    { path: 'docs/new file.md', before: null, after: 'new\n' },
    { path: 'gone.ts', before: 'gone\n', after: null },
    { path: 'old.ts', before: 'same\r\n', after: null },
    { path: 'sub/moved.ts', before: null, after: 'same\r\nand more\r\n', movedFrom: 'old.ts' },
    { path: 'empty.ts', before: null, after: '' },
  ];
  const now = (files: readonly StepFile[]) => new Map(files.map(({ path, before }) => [path, before]));

  test('for a step that changes, makes, deletes and renames several, all of them or none', () => {
    const step = kept(resultOf('s1', several), { file: 'planned.ts' });
    expect(step).toMatchObject({
      file: 'planned.ts',
      baseHashes: { [FILE]: textVersion('one\n'), 'docs/new file.md': 'none' },
      renames: { 'sub/moved.ts': 'old.ts' },
    });
    expect(step).not.toHaveProperty('baseHash');
    expect(step && readStoredDiff(step, now(several))).toEqual({
      kind: 'applies',
      changes: [
        change,
        several[1],
        several[2],
        { path: 'sub/moved.ts', movedFrom: 'old.ts', before: 'same\r\n', after: 'same\r\nand more\r\n' },
        several[5],
      ],
    });
    const changed = new Map([...now(several), ['gone.ts', 'other\n']]);
    expect(step && readStoredDiff(step, changed)).toEqual({
      kind: 'differs',
      misfit: { file: 'gone.ts', code: 'changed' },
    });
  });

  test('and is not applied where the difference is about other files than it says', () => {
    const step = kept(resultOf('s1', several));
    const { 'gone.ts': _gone, ...fewer } = step?.baseHashes ?? {};
    const misfit = { code: 'other_content' };
    expect(step && readStoredDiff({ ...step, baseHashes: fewer }, now(several))).toMatchObject({ misfit });
    const { diff: _diff, ...without } = step ?? { diff: '' };
    expect(readStoredDiff(without, now(several))).toBeUndefined();
    const more = { ...step, baseHashes: { ...step?.baseHashes, 'x.ts': 'none' } };
    expect(readStoredDiff(more, now(several))).toMatchObject({ misfit });
  });

  test.each<[string, StepResult, object?]>([
    [
      'what is too different to be compared',
      resultOf('s1', [change], { diff: `--- a/${FILE}\n+++ b/${FILE}\n` }),
    ],
    [
      'a file that is no text',
      resultOf('s1', [change], { filesLeftOut: [{ path: 'x', reason: 'no text' }] }),
    ],
    ['no change', resultOf('s1', [])],
    ['a failure', resultOf('s1', [change], { success: false })],
    ['a command', resultOf('s1', [change]), { type: 'run_command', command: 'make' }],
    ['another step', resultOf('s2', [change])],
  ])('not for %s', (_name, result, step) => {
    expect(kept(result, step)).not.toHaveProperty('baseHash');
  });
});
