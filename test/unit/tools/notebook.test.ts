import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseNotebook, withCellSource, withNewCell, withoutCell } from '../../../src/core/tools/notebook';

interface Parsed {
  readonly cells: readonly Record<string, unknown>[];
  readonly [key: string]: unknown;
}

/** Text with what JSON must escape, and with line breaks. */
const line = fc
  .array(fc.constantFrom('a', ' ', '"', '\\', '\n', '\t', '{', ']', '\u00e9', '\u{1f600}'), { maxLength: 8 })
  .map((characters) => characters.join(''));
const cell = fc.record({
  cell_type: fc.constantFrom('code', 'markdown'),
  metadata: fc.dictionary(fc.constantFrom('source', 'cells', 'tags', '"}'), fc.jsonValue({ maxDepth: 1 })),
  source: fc.oneof(line, fc.array(line.map((text) => `${text}\n`))),
});
const notebook = fc
  .tuple(
    fc.array(cell, { minLength: 1, maxLength: 4 }),
    fc.constantFrom(undefined, 1, 2, '\t'),
    fc.jsonValue({ maxDepth: 2 }),
  )
  .map(([cells, indent, metadata]) => JSON.stringify({ metadata, cells, nbformat: 4 }, null, indent));

const read = (text: string): Parsed => JSON.parse(text) as Parsed;

describe('in a notebook of any layout', () => {
  test('a new source changes this source only', () => {
    fc.assert(
      fc.property(notebook, fc.nat(3), line, (text, at, source) => {
        const before = read(text);
        const index = at % before.cells.length;
        const edited = withCellSource(text, index, source);
        expect(parseNotebook(edited)?.cells[index]?.source).toBe(source);
        const expected = before.cells.map((old, position) =>
          position === index ? { ...old, source: read(edited).cells[index]?.source } : old,
        );
        expect(read(edited)).toEqual({ ...before, cells: expected });
      }),
    );
  });

  test('a cell comes and goes without a trace', () => {
    fc.assert(
      fc.property(
        notebook,
        fc.nat(4),
        fc.constantFrom('code' as const, 'markdown' as const),
        (text, at, type) => {
          const index = at % (read(text).cells.length + 1);
          const grown = withNewCell(text, index, type, 'one\ntwo', 'id');
          expect(parseNotebook(grown)?.cells[index]).toEqual({ type, source: 'one\ntwo', output: '' });
          expect(withoutCell(grown, index)).toBe(text);
        },
      ),
    );
  });
});

test.each(['', '[]', '{}', '{"cells": {}}', '{"cells": ['])('%j is no notebook', (text) => {
  expect(parseNotebook(text)).toBeUndefined();
});

test('a first cell can be put into an empty notebook', () => {
  const grown = withNewCell('{"cells": [], "nbformat": 4}', 0, 'markdown', 'hi', 'id');
  expect(parseNotebook(grown)?.cells).toEqual([{ type: 'markdown', source: 'hi', output: '' }]);
});
