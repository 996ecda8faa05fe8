import { describe, expect, it } from 'vitest';
import { anchorLine, atLine, numberOf, stepFrom } from '../../../../src/host/review/hunkOrder';
import { file, hunk } from './reviewFixture';

const cart = file('src/cart.ts', [hunk('a', 2, 4), hunk('b', 9, 9, { added: '' }), hunk('c', 20, 21)]);
const gone = file('src/gone.ts', []);
const tax = file('src/tax.ts', [hunk('d', 0, 1)]);
const files = [cart, gone, tax];

function step(direction: 1 | -1, path?: string, line = 0): string | undefined {
  const from = path === undefined ? undefined : { path: `/project/${path}`, line };
  const found = stepFrom(files, from, direction);
  return found && `${found.hunk.id}${found.isWrapped ? ' again' : ''}`;
}

describe('a step through the hunks', () => {
  it.each([
    ['from above the first', 0, 'a'],
    ['from inside one, over the rest of it', 2, 'b'],
    ['from its last line', 3, 'b'],
    ['from a mark between lines', 9, 'c'],
    ['from the last of a file into the next one', 20, 'd'],
  ])('forward %s', (_name, line, id) => {
    expect(step(1, 'src/cart.ts', line)).toBe(id);
  });

  it.each([
    ['from below the last', 30, 'c'],
    ['from the middle of one, to the one before', 3, 'd again'],
    ['from the line after one', 4, 'a'],
    ['from a mark between lines', 9, 'a'],
  ])('back %s', (_name, line, id) => {
    expect(step(-1, 'src/cart.ts', line)).toBe(id);
  });

  it('begins again after the last, and at the end before the first', () => {
    expect(step(1, 'src/tax.ts', 0)).toBe('a again');
    expect(step(-1, 'src/cart.ts', 0)).toBe('d again');
  });

  it('begins at the first, or the last, from a file without hunks', () => {
    expect([step(1), step(1, 'src/other.ts'), step(1, 'src/gone.ts')]).toEqual(['a', 'a', 'd']);
    expect([step(-1), step(-1, 'src/other.ts'), step(-1, 'src/gone.ts')]).toEqual(['d', 'd', 'c']);
  });

  it('has nowhere to go without hunks', () => {
    expect(stepFrom([gone], undefined, 1)).toBeUndefined();
  });
});

describe('the hunk on a line', () => {
  it('covers its lines, and the one after removed lines', () => {
    const ids = [1, 2, 3, 4, 8, 9, 10].map((line) => atLine(cart.hunks, line, 30)?.id);
    expect(ids).toEqual([undefined, 'a', 'a', undefined, undefined, 'b', undefined]);
  });

  it('is on the last line where the end of the file was removed', () => {
    const end = hunk('end', 5, 5, { added: '' });
    expect(anchorLine(end, 5)).toBe(4);
    expect(atLine([end], 4, 5)?.id).toBe('end');
    expect(anchorLine(hunk('empty', 0, 0, { added: '' }), 1)).toBe(0);
  });

  it('is one of all hunks of the window', () => {
    expect(['a', 'c', 'd', 'gone'].map((id) => numberOf(files, id))).toEqual([1, 3, 4, undefined]);
  });
});
