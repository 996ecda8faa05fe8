import { expect, it } from 'vitest';
import {
  addedAtEnd,
  END_ROWS,
  RowWindow,
  WINDOW_LIMIT,
  WINDOW_STEP,
} from '../../../webview/transcript/rowWindow';

it('holds the last rows while the end is followed', () => {
  const window = new RowWindow();
  window.showEnd(10);
  expect([window.start, window.end]).toEqual([0, 10]);
  window.showEnd(10_000);
  expect([window.start, window.end]).toEqual([10_000 - END_ROWS, 10_000]);
});

it('never holds more rows than its limit while a person walks up and down', () => {
  const count = 5_000;
  const window = new RowWindow();
  window.showEnd(count);
  let steps = 0;
  while (window.showEarlier()) {
    steps += 1;
    expect(window.end - window.start).toBeLessThanOrEqual(WINDOW_LIMIT);
  }
  expect(window.start).toBe(0);
  expect(steps).toBe(Math.ceil((count - END_ROWS) / WINDOW_STEP));
  while (window.showLater(count)) expect(window.end - window.start).toBeLessThanOrEqual(WINDOW_LIMIT);
  expect(window.end).toBe(count);
});

it('moves to a row that is not in it, and stays for one that is', () => {
  const window = new RowWindow();
  window.showEnd(1_000);
  window.show(990, 1_000);
  expect(window.end).toBe(1_000);
  window.show(100, 1_000);
  expect([window.start, window.end]).toEqual([100 - WINDOW_STEP, 100 - WINDOW_STEP + END_ROWS]);
});

it('fits a shorter transcript', () => {
  const window = new RowWindow();
  window.showEnd(1_000);
  window.clamp(20);
  expect([window.start, window.end]).toEqual([0, 20]);
});

const keyed = (...keys: readonly (string | number)[]) => keys.map((key) => ({ key: String(key) }));
const windowOf = (start: number, end: number): RowWindow => {
  const window = new RowWindow();
  window.start = start;
  window.end = end;
  return window;
};

it.each([
  ['some came before it', [0, 1, 2, 3, 4], [-2, -1, 0, 1, 2, 3, 4], [4, 6]],
  ['some went before it', [0, 1, 2, 3, 4], [1, 2, 3, 4], [1, 3]],
  ['some came among them', [0, 1, 2, 3, 4], [0, 1, 2, 2.5, 3, 4], [2, 5]],
  ['some came after it', [0, 1, 2, 3, 4], [0, 1, 2, 3, 4, 5, 6], [2, 4]],
  ['its first row is another now', [0, 1, 'gap', 3, 4], [0, 1, 'a', 'b', 3, 4], [3, 5]],
])('stays on its rows when %s', (_what, before, after, expected) => {
  const window = windowOf(2, 4);
  expect(window.follow(keyed(...before), keyed(...after))).toBe(true);
  expect([window.start, window.end]).toEqual(expected);
});

it('says when none of its rows is left', () => {
  expect(windowOf(2, 4).follow(keyed(0, 1, 2, 3, 4), keyed(0, 1, 'gap', 4))).toBe(false);
});

it.each([
  [100, [20, 180]],
  [20, [0, 160]],
  [390, [240, 400]],
])('keeps the rows around row %i when there are too many', (index, expected) => {
  const window = windowOf(0, 400);
  window.trim(index);
  expect([window.start, window.end]).toEqual(expected);
});

it.each([
  ['at the end', [1, 2, 3], [1, 2, 3, 4, 5], 2],
  ['in place of the last', [1, 2, 'working'], [1, 2, 3, 4, 'working-2'], 2],
  ['only before', [1, 2, 3], [-1, 0, 1, 2, 3], 0],
])('counts what came %s', (_what, before, after, expected) => {
  expect(addedAtEnd(keyed(...before), keyed(...after))).toBe(expected);
});
