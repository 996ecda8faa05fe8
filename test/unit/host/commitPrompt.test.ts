import { describe, expect, it } from 'vitest';
import { cleanMessage, commitPrompt } from '../../../src/host/git/commitPrompt';

const material = { changes: [], hiddenFiles: 0, recentMessages: [], branch: 'main' };

describe('commitPrompt', () => {
  it('shows branch, the style of recent messages and the diffs', () => {
    const prompt = commitPrompt({
      ...material,
      changes: [
        { file: 'a.ts', diff: 'diff --git a/a.ts b/a.ts\n+one' },
        { file: 'new.ts', diff: '' },
      ],
      recentMessages: ['fix(cart): round\n\nlong body', 'feat: add'],
    });
    expect(prompt).toBe(
      'Branch: main\n\nRecent messages:\n- fix(cart): round\n- feat: add\n\ndiff --git a/a.ts b/a.ts\n+one\n\nAlso changed or new:\n- new.ts',
    );
  });

  it('cuts a long diff and says so, and names what no longer fits', () => {
    const changes = Array.from({ length: 9 }, (_, index) => ({
      file: `f${index}`,
      diff: 'x'.repeat(20_000),
    }));
    const prompt = commitPrompt({ ...material, changes });
    expect(prompt.length).toBeLessThan(85_000);
    expect(prompt).toContain('[8000 more characters of f0]');
    expect(prompt).toContain('Also changed or new:\n- f7\n- f8');
  });

  it('counts hidden files without naming them', () => {
    expect(commitPrompt({ ...material, hiddenFiles: 2 })).toContain('[2 more changed files are not shown.]');
  });
});

it.each([
  ['Round totals', 'Round totals'],
  ['```\nRound totals\n\nBody.  \n```', 'Round totals\n\nBody.'],
  ['```text\nRound totals\n```', 'Round totals'],
  ['"Round totals"', 'Round totals'],
  ['Say "yes" and "no"', 'Say "yes" and "no"'],
  ['  Round\n\nUse `a` and `b`\n', 'Round\n\nUse `a` and `b`'],
])('takes the message out of %j', (answer, expected) => {
  expect(cleanMessage(answer)).toBe(expected);
});
