import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { LiveOutput } from '../../../src/core/process/liveOutput';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('passes a trickle on at once and a flood in bounded portions', () => {
  const seen: string[] = [];
  const live = new LiveOutput((text) => seen.push(text), { windowMs: 50, maxCharacters: 4 });
  live.push('a');
  live.push('b');
  live.push('c');
  expect(seen).toEqual(['a']);
  vi.advanceTimersByTime(50);
  expect(seen).toEqual(['a', 'bc']);
  live.push('123');
  live.push('456');
  live.push('789');
  vi.advanceTimersByTime(50);
  expect(seen.slice(2)).toEqual(['\n[... 5 characters not shown live ...]\n6789']);
  vi.advanceTimersByTime(50);
  live.push('d');
  expect(seen.at(-1)).toBe('d');
});

it('ends with what waits, and stops without it', () => {
  const seen: string[] = [];
  const ended = new LiveOutput((text) => seen.push(text));
  ended.push('a');
  ended.push('b');
  ended.end();
  ended.push('c');
  const stopped = new LiveOutput((text) => seen.push(text));
  stopped.push('x');
  stopped.push('y');
  stopped.stop();
  vi.runAllTimers();
  expect(seen).toEqual(['a', 'b', 'x']);
  expect(vi.getTimerCount()).toBe(0);
});
