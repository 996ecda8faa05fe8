import { describe, expect, it } from 'vitest';
import type { ReviewedFile } from '../../../../src/core/review/review';
import { NO_FILTER } from '../../../../src/host/review/reviewFilter';
import type { ReviewFilter } from '../../../../src/host/review/reviewFilter';
import { buildReviewTree, changedRows, childrenOf, EMPTY_TREE } from '../../../../src/host/review/reviewTree';
import type { ReviewLayout, ReviewRow, ReviewTree } from '../../../../src/host/review/reviewTree';
import { targetsOf } from '../../../../src/host/review/reviewTargets';
import { file, hunk, source } from './fakeReview';

const deleted = {
  path: '/project/old.txt',
  display: 'old.txt',
  sessionId: 'session',
  changeId: 'deletion',
  time: 0,
  size: 3,
  isByPerson: false,
};
const cart = file('src/core/cart.js', [hunk('a', 3, 'old\n', 'new\n'), hunk('b', 9, '', 'two\nlines\n')]);
const tax = file('src/core/tax.js', [hunk('c', 1, 'x\n', '')]);
const readme = file('README.md', [hunk('d', 1, 'x\n', 'y\n')]);

function build(
  files: readonly ReviewedFile[],
  layout: ReviewLayout = 'tree',
  filter: ReviewFilter = NO_FILTER,
): ReviewTree {
  return buildReviewTree({ files, deleted: [], layout, filter });
}

/** Rows as text, indented. */
function drawn({ roots }: ReviewTree): string {
  const draw = (row: ReviewRow, indent: string): string => {
    const name =
      row.kind === 'hunk' ? row.hunk.id : row.kind === 'folder' || row.kind === 'file' ? row.name : row.id;
    return `${indent}${name}\n${childrenOf(row)
      .map((child) => draw(child, `${indent}  `))
      .join('')}`;
  };
  return roots.map((row) => draw(row, '')).join('');
}

describe('the tree', () => {
  it('has folders before files, and one row for folders that hold nothing but another', () => {
    expect(drawn(build([readme, cart, tax, file('src/core/ui/b10.js', [hunk('e', 1, '', 'x\n')])]))).toBe(
      'src/core\n  ui\n    b10.js\n      e\n  cart.js\n    a\n    b\n  tax.js\n    c\nREADME.md\n  d\n',
    );
  });

  it('has the place of each file beside it in a list', () => {
    const rows = build([cart, readme], 'list').roots;
    expect(rows.map((row) => row.kind === 'file' && [row.name, row.folder])).toEqual([
      ['cart.js', 'src/core'],
      ['README.md', ''],
    ]);
  });

  it.each([
    ['/etc/hosts', '//etc', 'hosts'],
    ['C:\\Users\\me\\notes.txt', 'C:/Users/me', 'notes.txt'],
  ])('shows %s, outside the workspace', (display, folder, name) => {
    const [row] = build([file(display, [hunk('a', 1, '', 'x\n')])]).roots;
    expect(row).toMatchObject({ kind: 'folder', name: folder.slice(folder.startsWith('//') ? 1 : 0) });
    expect(childrenOf(row!)).toMatchObject([{ kind: 'file', name }]);
  });

  it('ends with the deleted files', () => {
    const tree = buildReviewTree({ files: [readme], deleted: [deleted], layout: 'tree', filter: NO_FILTER });
    expect(drawn(tree)).toBe('README.md\n  d\ndeleted\n  deleted:deletion\n');
  });

  it('counts only what a filter shows', () => {
    const mixed = file('a.js', [
      hunk('one', 1, 'x\n', 'y\n', [source({ runId: 'first' })]),
      hunk('two', 5, '', 'x\ny\n', [source({ runId: 'second' })]),
    ]);
    const tree = build([mixed, readme], 'tree', { kind: 'run', runId: 'second' });
    expect(tree.roots).toMatchObject([{ name: 'a.js', isPartial: true, addedLines: 2, removedLines: 0 }]);
    expect(targetsOf(tree.roots)).toEqual([{ kind: 'hunks', ids: ['two'] }]);
  });

  it('filters files without hunks by what made them', () => {
    const gone = file('gone.txt', [], { kind: 'deleted', sources: [source({ command: 'rm gone.txt' })] });
    expect(drawn(build([gone, readme], 'tree', { kind: 'commands' }))).toBe('gone.txt\n');
    expect(drawn(build([gone, readme], 'tree', { kind: 'step', stepId: '2' }))).toBe('');
  });
});

describe('a change of the tree', () => {
  const before = build([readme, cart, tax]);

  it('draws nothing anew when nothing changed', () => {
    expect(changedRows(before, build([readme, cart, tax]))).toEqual([]);
    expect(changedRows(EMPTY_TREE, EMPTY_TREE)).toEqual([]);
  });

  it('draws the hunk alone that was moved by typing above', () => {
    const moved = file('src/core/cart.js', [cart.hunks[0]!, { ...cart.hunks[1]!, start: 10, end: 12 }]);
    expect(changedRows(before, build([readme, moved, tax]))).toEqual(['hunk:b']);
  });

  it('draws the file whose hunk was decided', () => {
    const left = file('src/core/cart.js', [cart.hunks[1]!]);
    expect(changedRows(before, build([readme, left, tax]))).toEqual(['file:/project/src/core/cart.js']);
  });

  it('draws the file that somebody else has changed since', () => {
    const since = { ...cart, changedSince: 'certainly' as const };
    expect(changedRows(before, build([readme, since, tax]))).toEqual(['file:/project/src/core/cart.js']);
  });

  it('draws the folder whose file was decided', () => {
    expect(changedRows(before, build([readme, cart]))).toEqual(['folder:src/core']);
  });

  it('draws all when the rows at the top differ', () => {
    expect(changedRows(before, build([cart, tax]))).toBe('all');
    expect(changedRows(before, build([readme, cart, tax], 'list'))).toBe('all');
    const deeper = file('src/other.js', [hunk('e', 1, '', 'x\n')]);
    expect(changedRows(before, build([readme, cart, tax, deeper]))).toBe('all');
  });
});

describe('a decision about rows', () => {
  const tree = build([readme, cart, tax]);
  const row = (id: string): ReviewRow => tree.rows.get(id)!;

  it('is about whole files where they are shown whole', () => {
    expect(targetsOf(tree.roots)).toEqual([
      {
        kind: 'files',
        paths: ['/project/src/core/cart.js', '/project/src/core/tax.js', '/project/README.md'],
      },
    ]);
  });

  it('takes a file once that was chosen with its folder and its hunks', () => {
    const chosen = [
      row('folder:src/core'),
      row('file:/project/src/core/tax.js'),
      row('hunk:c'),
      row('hunk:d'),
    ];
    expect(targetsOf(chosen)).toEqual([
      { kind: 'hunks', ids: ['d'] },
      { kind: 'files', paths: ['/project/src/core/cart.js', '/project/src/core/tax.js'] },
    ]);
  });
});

it('builds 2,000 hunks in 200 files as a tree with each row once', () => {
  const files = Array.from({ length: 200 }, (_file, at) =>
    file(
      `packages/p${at % 10}/src/file${at}.ts`,
      Array.from({ length: 10 }, (_hunk, line) => hunk(`${at}-${line}`, line * 5 + 1, 'a\n', 'b\n')),
    ),
  );
  const tree = build(files);
  expect(tree.rows.size).toBe(1 + 10 + 200 + 2_000);
  const decided = files.map((entry, at) => (at === 7 ? file(entry.display, entry.hunks.slice(1)) : entry));
  expect(changedRows(tree, build(decided))).toEqual(['file:/project/packages/p7/src/file7.ts']);
});
