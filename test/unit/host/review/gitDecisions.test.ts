import { describe, expect, it } from 'vitest';
import type { ReviewedFile, ReviewHunk } from '../../../../src/core/review/review';
import { containedHunks, gitDecisions, gitUnits, WHOLE } from '../../../../src/host/review/gitDecisions';
import type { GitHead, GitSight, GitTexts } from '../../../../src/host/review/gitDecisions';
import { file, hunk, source } from './fakeReview';

const MAIN: GitHead = { branch: 'main', commit: 'one' };

/** HEAD: `a b c d e`; the agent wrote `A` for `a`, removed `c`, and added `E2` after `e`. */
const HEAD = 'a\nb\nc\nd\ne\n';
const NOW = 'A\nb\nd\ne\nE2\n';
const HUNKS: readonly ReviewHunk[] = [
  hunk('change', 1, 'a\n', 'A\n'),
  hunk('removal', 3, 'c\n', ''),
  hunk('addition', 5, '', 'E2\n'),
];

describe('hunks in the index', () => {
  it.each([
    ['nothing is staged', HEAD, []],
    ['one is staged', 'A\nb\nc\nd\ne\n', ['change']],
    ['a removal is staged', 'a\nb\nd\ne\n', ['removal']],
    ['two are staged', 'a\nb\nd\ne\nE2\n', ['removal', 'addition']],
    ['all are staged', NOW, ['change', 'removal', 'addition']],
    [
      'all are staged, with other line endings and a mark',
      `\uFEFF${NOW.replaceAll('\n', '\r\n')}`,
      ['change', 'removal', 'addition'],
    ],
  ])('%s', (_name, index, expected) => {
    expect([...containedHunks(HUNKS, NOW, index)]).toEqual(expected);
  });

  it('are all lines of a hunk, not some', () => {
    const two = [hunk('two', 2, 'b\n', 'x\ny\n')];
    expect([...containedHunks(two, 'a\nx\ny\nc\n', 'a\nx\nc\n')]).toEqual([]);
    expect([...containedHunks(two, 'a\nx\ny\nc\n', 'a\nx\ny\nb\nc\n')]).toEqual([]);
    expect([...containedHunks(two, 'a\nx\ny\nc\n', 'a\nx\ny\nc\n')]).toEqual(['two']);
  });

  it('are found beside lines that a person added and did not stage', () => {
    expect([...containedHunks([hunk('two', 3, 'b\n', 'x\n')], 'mine\na\nx\nc\n', 'a\nx\nc\n')]).toEqual([
      'two',
    ]);
  });
});

function sight(entry: ReviewedFile, texts: GitTexts, head: GitHead = MAIN): GitSight {
  const indexObject = texts.index === undefined ? {} : { indexObject: texts.index };
  return { head, ...indexObject, units: gitUnits(entry, texts) };
}
const entry = file('a.txt', HUNKS);
const unstaged = sight(entry, { current: NOW, index: HEAD });

describe('a decision of Git', () => {
  it('is staging, for the hunks that came into the index', () => {
    expect(gitDecisions(unstaged, sight(entry, { current: NOW, index: 'A\nb\nc\nd\ne\n' }))).toEqual([
      'change',
    ]);
  });

  it('is a commit that has the change', () => {
    const committed = sight(entry, { current: NOW, index: NOW }, { branch: 'main', commit: 'two' });
    expect(gitDecisions(unstaged, committed)).toEqual(['change', 'removal', 'addition']);
  });

  it('is the first commit of all', () => {
    const before = sight(entry, { current: NOW, index: HEAD }, { branch: 'main' });
    expect(gitDecisions(before, sight(entry, { current: NOW, index: NOW }))).toHaveLength(3);
  });

  it('is no switch to a branch that has the same change', () => {
    const other = sight(entry, { current: NOW, index: NOW }, { branch: 'other', commit: 'two' });
    expect(gitDecisions(unstaged, other)).toEqual([]);
    const detached = sight(entry, { current: NOW, index: NOW }, { commit: 'two' });
    expect(gitDecisions(unstaged, detached)).toEqual([]);
    expect(gitDecisions(sight(entry, { current: NOW, index: HEAD }, { commit: 'one' }), detached)).toEqual(
      [],
    );
  });

  it('is not made by what the index had when it was first seen', () => {
    const staged = sight(entry, { current: NOW, index: NOW });
    expect(gitDecisions(undefined, staged)).toEqual([]);
    expect(gitDecisions(staged, staged)).toEqual([]);
    const later = file('a.txt', [...HUNKS.slice(0, 2), hunk('new', 5, '', 'E2\n')]);
    expect(gitDecisions(unstaged, sight(later, { current: NOW, index: NOW }))).toEqual(['change', 'removal']);
  });

  it('is a discard that leaves what Git has, where a person had changed the file before', () => {
    // Git has `a`, the person wrote `mine`, the agent wrote `A` over it; the discard brought `a` back.
    const proposed = file('b.txt', [hunk('over', 1, 'mine\n', 'A\n')]);
    const left = file('b.txt', [{ ...hunk('over', 1, 'mine\n', 'a\n'), isEdited: true }]);
    const before = sight(proposed, { current: 'A\nb\n', index: 'a\nb\n' });
    expect(gitDecisions(before, sight(left, { current: 'a\nb\n', index: 'a\nb\n' }))).toEqual(['over']);
  });

  it('is not made by the agent, when it takes back what a person has not committed', () => {
    const proposed = file('b.txt', [hunk('over', 1, 'mine\n', 'A\n')]);
    const again = [source(), source({ changeId: 'second' })];
    const back = file('b.txt', [hunk('over', 1, 'mine\n', 'a\n', again)]);
    const before = sight(proposed, { current: 'A\nb\n', index: 'a\nb\n' });
    expect(gitDecisions(before, sight(back, { current: 'a\nb\n', index: 'a\nb\n' }))).toEqual([]);
  });
});

describe('a whole file', () => {
  const decided = (kind: ReviewedFile['kind'], before: GitTexts, now: GitTexts): readonly string[] => {
    const whole = file('a.txt', kind === 'created' ? [hunk('all', 1, '', 'x\n')] : [], {
      kind,
      sources: [source()],
    });
    return gitDecisions(sight(whole, before), sight(whole, now));
  };

  it('is kept when its creation is staged', () => {
    expect(decided('created', { current: 'x\n' }, { current: 'x\n', index: 'x\n' })).toEqual(['all', WHOLE]);
    expect(decided('created', { current: 'x\n' }, { current: 'x\n', index: '' })).toEqual([]);
  });

  it('is kept when its deletion is staged', () => {
    expect(decided('deleted', { index: 'x\n' }, {})).toEqual([WHOLE]);
    expect(decided('deleted', { index: 'x\n' }, { index: 'y\n' })).toEqual([]);
  });

  it('is settled when its deletion is discarded', () => {
    expect(decided('deleted', { index: 'x\n' }, { current: 'x\r\n', index: 'x\n' })).toEqual([WHOLE]);
    expect(decided('deleted', { index: 'x\n' }, { current: 'other', index: 'x\n' })).toEqual([]);
    expect(decided('deleted', {}, { current: 'x\n' })).toEqual([]);
  });

  it('is kept when both names of its rename are staged', () => {
    const both = { current: 'x\n', index: 'x\n' };
    expect(decided('renamed', { current: 'x\n' }, { ...both, hasOldName: true })).toEqual([]);
    expect(decided('renamed', { ...both, hasOldName: true }, both)).toEqual([WHOLE]);
  });

  it('is kept when its bytes are staged', () => {
    expect(decided('opaque', { current: 'new', index: 'old' }, { current: 'new', index: 'new' })).toEqual([
      WHOLE,
    ]);
  });
});

it('waits for a text that is on its way', () => {
  const discarded = { current: HEAD, index: HEAD };
  const now: GitSight = { ...unstaged, units: gitUnits(entry, discarded, unstaged.units) };
  expect(gitDecisions(unstaged, now)).toEqual([]);
  expect(gitUnits(entry, discarded).has('change')).toBe(false);
});
