import { describe, expect, it } from 'vitest';
import type { ReviewedFile } from '../../../../src/core/review/review';
import { NO_FILTER } from '../../../../src/host/review/reviewFilter';
import {
  deletedWords,
  fileWords,
  folderWords,
  hunkWords,
  totalWords,
} from '../../../../src/host/review/reviewLabels';
import type { LabelOf } from '../../../../src/host/review/sourceLabels';
import { buildReviewTree, shownFiles } from '../../../../src/host/review/reviewTree';
import type { FileRow, FolderRow, HunkRow, ReviewLayout } from '../../../../src/host/review/reviewTree';
import { file, hunk, source } from './fakeReview';

const labelOf: LabelOf = (sources) => sources.map(({ stepId, runId }) => stepId ?? runId).join('+');
const step = source({ stepId: 'step-2' });

function rowsOf(entry: ReviewedFile, layout: ReviewLayout = 'tree') {
  const tree = buildReviewTree({ files: [entry], deleted: [], layout, filter: NO_FILTER });
  const row = tree.rows.get(`file:${entry.path}`) as FileRow;
  return { folder: tree.roots[0] as FolderRow, file: row, hunks: row.children as readonly HunkRow[] };
}

describe('a hunk', () => {
  const words = (...args: Parameters<typeof hunk>) =>
    hunkWords(rowsOf(file('src/cart.js', [hunk(...args)])).hunks[0]!, labelOf);

  it('is named by its lines and its first line', () => {
    expect(words('a', 41, 'x\n', '\n  return round(a + b)\n}\n\n', [step])).toEqual({
      label: '41–44  return round(a + b)',
      description: '',
      spoken: 'src/cart.js, lines 41–44, 4 lines added, 1 removed, return round(a + b), by step-2',
    });
  });

  it('shows what was removed where nothing is there any more', () => {
    expect(words('a', 7, 'return a\n', '')).toMatchObject({ label: '7  − return a' });
    expect(words('a', 7, '', '\n')).toMatchObject({ label: '7  (blank)' });
  });

  it('says what happened to it since', () => {
    const changed = { ...hunk('a', 1, '', 'x\n', [step]), isEdited: true, isBaseChanged: true };
    const other = hunk('b', 5, '', 'x\n');
    expect(hunkWords(rowsOf(file('a.js', [changed, other])).hunks[0]!, labelOf).description).toBe(
      'the text below it changed · edited by you · by step-2',
    );
  });

  it('keeps long lines short, at whole characters', () => {
    const { label } = words('a', 1, '', `${'😀'.repeat(200)}\n`);
    expect(label).toBe(`1  ${'😀'.repeat(79)}…`);
  });
});

describe('a file', () => {
  it('says where others changed it since', () => {
    const entry = file('a.bin', [], { kind: 'opaque', changedSince: 'certainly' });
    const { description, spoken } = fileWords(rowsOf(entry).file, labelOf);
    expect(description).toBe('binary or too large · changed since');
    expect(spoken).toBe('a.bin, binary or too large, changed by others since');
  });

  it('says where others may have changed it since a crash', () => {
    const entry = file('a.js', [hunk('a', 1, 'x\n', 'y\n')], { changedSince: 'perhaps' });
    const { description, spoken } = fileWords(rowsOf(entry).file, labelOf);
    expect(description).toContain('changed since');
    expect(spoken).toContain('perhaps changed by others since the command was cut off');
  });

  it('has its counts, what made it, and its folder in a list', () => {
    const entry = file('src/cart.js', [hunk('a', 1, 'x\n', 'y\nz\n'), hunk('b', 9, 'x\n', '')]);
    expect(fileWords(rowsOf(entry).file, labelOf)).toEqual({
      label: 'cart.js',
      description: '+2 −2 · by run+run',
      spoken: 'src/cart.js, 2 changes, 2 lines added, 2 removed, by run+run',
    });
    expect(fileWords(rowsOf(entry, 'list').file, labelOf).description).toMatch(/^src · \+2/);
  });

  it.each([
    ['created', 'new'],
    ['deleted', 'deleted'],
    ['opaque', 'binary or too large'],
  ] as const)('says that it is %s', (kind, word) => {
    const entry = file('a.bin', [], { kind, sources: [step], notUndoable: 'it is not stored' });
    expect(fileWords(rowsOf(entry).file, labelOf)).toEqual({
      label: 'a.bin',
      description: `${word} · by step-2`,
      spoken: `a.bin, ${word}, by step-2, it is not stored`,
    });
  });

  it('says that it has no text to compare, whatever was done to it', () => {
    const entry = file('a.bin', [], { kind: 'created', isOpaque: true, sources: [step] });
    expect(fileWords(rowsOf(entry).file, labelOf)).toEqual({
      label: 'a.bin',
      description: 'new · binary or too large · by step-2',
      spoken: 'a.bin, new, binary or too large, by step-2',
    });
  });

  it('says what it was called', () => {
    const entry = file('b.js', [], {
      kind: 'renamed',
      renamedFrom: { path: '/project/a.js', display: 'a.js' },
      sources: [],
    });
    expect(fileWords(rowsOf(entry).file, labelOf).description).toBe('renamed from a.js');
  });
});

it('counts folders, totals and ages as people do', () => {
  const { folder } = rowsOf(file('src/cart.js', [hunk('a', 1, '', 'x\n')]));
  expect(folderWords(folder).spoken).toBe('Folder src, 1 file');
  const files = [file('a.js', [hunk('a', 1, '', 'x\n')]), file('b.bin', [], { kind: 'deleted' })];
  const tree = buildReviewTree({ files, deleted: [], layout: 'list', filter: NO_FILTER });
  expect(totalWords(shownFiles(tree))).toBe('2 changes in 2 files');
  expect(totalWords(shownFiles(tree).slice(0, 1))).toBe('1 change in 1 file');

  const deleted = {
    path: '/project/src/old.txt',
    display: 'src/old.txt',
    sessionId: 's',
    changeId: 'c',
    time: 0,
    size: 1,
    isByPerson: false,
  };
  const minute = 60_000;
  const description = (now: number): string =>
    deletedWords({ kind: 'deletedFile', id: 'd', deleted }, now).description;
  expect([0, 5 * minute, 120 * minute, 1440 * minute, 2880 * minute].map(description)).toEqual(
    ['just now', '5 min ago', '2 h ago', '1 day ago', '2 days ago'].map((age) => `src · ${age}`),
  );
});
