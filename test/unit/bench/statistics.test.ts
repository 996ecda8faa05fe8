import { expect, test } from 'vitest';
import { markdownTable } from '../../bench/report';
import { median, percentile } from '../../bench/statistics';

test.each([
  [[3], 3],
  [[3, 1, 2], 2],
  [[4, 1, 2, 3], 2.5],
])('the median of %j', (values, expected) => {
  expect(median(values)).toBe(expected);
});

test.each([
  [[1, 2, 3, 4], 0.5, 2],
  [[5, 1], 0.95, 5],
  [Array.from({ length: 100 }, (_, index) => index + 1), 0.95, 95],
])('percentile %#', (values, share, expected) => {
  expect(percentile(values, share)).toBe(expected);
});

test('nothing measured is not a number, and a dash in the table', () => {
  expect(median([])).toBeNaN();
  expect(percentile([], 0.95)).toBeNaN();
  expect(
    markdownTable(['a', 'b'], [{ name: 'time', unit: 'ms', figures: { a: 12.34, b: Number.NaN } }]),
  ).toBe('| figure | a | b | unit |\n| --- | --: | --: | --- |\n| time | 12.3 | - | ms |');
});
