import { expect, it } from 'vitest';
import { formatAge, formatCost, formatDuration, formatTokens } from '../../../webview/format';

it.each([
  [0, '0.0 s'],
  [312, '0.3 s'],
  [4_200, '4.2 s'],
  [9_960, '10 s'],
  [59_400, '59 s'],
  [252_000, '4:12'],
  [3_723_000, '1:02:03'],
])('%i ms as %s', (ms, expected) => {
  expect(formatDuration(ms)).toBe(expected);
});

it.each([
  [undefined, false, '–'],
  [0, false, '$0.00'],
  [0.004, false, '<$0.01'],
  [0.043, false, '$0.04'],
  [1.5, true, '~$1.50'],
])('cost %s, estimated %s, as %s', (cost, isEstimated, expected) => {
  expect(formatCost(cost, isEstimated)).toBe(expected);
});

it.each([
  [980, false, '980'],
  [12_400, false, '12.4k'],
  [12_400, true, '~12.4k'],
  [1_200_000, false, '1.2M'],
])('%i tokens, estimated %s, as %s', (tokens, isEstimated, expected) => {
  expect(formatTokens(tokens, isEstimated)).toBe(expected);
});

it.each([
  [0, 'now'],
  [5 * 60_000, '5 min'],
  [3 * 3_600_000, '3 h'],
  [2 * 86_400_000, '2 d'],
  [30 * 86_400_000, '1970-01-01'],
])('%i ms ago as %s', (ms, expected) => {
  expect(formatAge(0, ms)).toBe(expected);
});
