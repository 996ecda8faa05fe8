import { describe, expect, it } from 'vitest';
import { atLeast, MAX_PROBLEMS, problemText } from '../../../../src/host/editor/problemText';
import type { Problem } from '../../../../src/host/editor/problemText';

const problem = (line: number, severity: Problem['severity'], message = 'wrong'): Problem => ({
  severity,
  line,
  column: 5,
  message,
});

describe('problemText', () => {
  it('puts the file with the worst problem first, and its problems in order', () => {
    const files = [
      { file: 'a.ts', problems: [problem(1, 'warning')] },
      {
        file: 'b.ts',
        problems: [problem(9, 'warning'), { ...problem(2, 'error', 'no such\n  name'), origin: 'ts 2304' }],
      },
    ];
    expect(problemText(files)).toBe(
      [
        'b.ts',
        '  2:5 error no such name [ts 2304]',
        '  9:5 warning wrong',
        'a.ts',
        '  1:5 warning wrong',
      ].join('\n'),
    );
  });

  it('says so when nothing is reported', () => {
    expect(problemText([])).toBe('[Nothing is reported.]');
  });

  it('stops at its limit and says how to go on', () => {
    const many = Array.from({ length: MAX_PROBLEMS + 7 }, (_, index) => problem(index + 1, 'error'));
    const lines = problemText([{ file: 'a.ts', problems: many }]).split('\n');
    expect(lines).toHaveLength(MAX_PROBLEMS + 2);
    expect(lines.at(-1)).toBe('[7 more. Name a file_path, or only ask for errors.]');
  });
});

it.each([
  ['error', [3]],
  ['warning', [2, 3]],
  ['information', [1, 2, 3]],
] as const)('keeps what is at least of severity %s', (least, lines) => {
  const problems = [problem(1, 'information'), problem(2, 'warning'), problem(3, 'error')];
  const kept = atLeast([{ file: 'a.ts', problems }], least);
  expect(kept[0]?.problems.map(({ line }) => line)).toEqual(lines);
});

it('drops files of which nothing is kept', () => {
  expect(atLeast([{ file: 'a.ts', problems: [problem(1, 'hint')] }], 'error')).toEqual([]);
});
