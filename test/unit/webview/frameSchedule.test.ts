import { expect, test } from 'vitest';
import { FrameSchedule } from '../../../webview/frameSchedule';
import type { FramePage } from '../../../webview/frameSchedule';

const FRAME_MS = 16;

/** A page with a clock of its own: 16 ms a frame. */
function playedPage() {
  let time = 0;
  let frames: (() => void)[] = [];
  let timers: { readonly at: number; readonly work: () => void }[] = [];
  let press: () => void = () => undefined;
  const drawnAt: number[] = [];
  const page: FramePage = {
    now: () => time,
    nextFrame: (work) => void frames.push(work),
    after: (ms, work) => void timers.push({ at: time + ms, work }),
    onKeyPress(listener) {
      press = listener;
    },
  };
  const schedule = new FrameSchedule(() => drawnAt.push(time), page);
  return {
    drawnAt,
    press: () => press(),
    /** Frame after frame; text comes in each of them. */
    stream(count: number, onFrame: (frame: number) => void = () => undefined) {
      for (let frame = 0; frame < count; frame += 1) {
        onFrame(frame);
        schedule.ask();
        time += FRAME_MS;
        const due = timers.filter(({ at }) => at <= time);
        timers = timers.filter(({ at }) => at > time);
        for (const { work } of due) work();
        const now = frames;
        frames = [];
        for (const work of now) work();
      }
    },
  };
}

test('text is drawn once a frame', () => {
  const { drawnAt, stream } = playedPage();
  stream(5);
  expect(drawnAt).toEqual([16, 32, 48, 64, 80]);
});

test('the frame of a key is the key’s', () => {
  const { drawnAt, stream, press } = playedPage();
  stream(3, (frame) => {
    if (frame === 1) press();
  });
  expect(drawnAt).not.toContain(32);
});

test('while a person types, text comes in fewer, larger parts, and none is held back for long', () => {
  const { drawnAt, stream, press } = playedPage();
  stream(120, (frame) => {
    if (frame % 10 === 0) press();
  });
  expect(drawnAt.length).toBeLessThan(20);
  const gaps = drawnAt.slice(1).map((at, index) => at - (drawnAt[index] ?? 0));
  expect(Math.max(...gaps)).toBeLessThan(200);
});

test('once the typing is over, each frame is drawn again', () => {
  const { drawnAt, stream, press } = playedPage();
  press();
  stream(40);
  const before = drawnAt.length;
  stream(10);
  expect(drawnAt.length - before).toBe(10);
});
