import { expect, it } from 'vitest';
import { END_ROWS, RowWindow, WINDOW_LIMIT, WINDOW_STEP } from '../../../webview/transcript/rowWindow';

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
