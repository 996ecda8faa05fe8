// The page that the panel really is in.
import type { FramePage } from './frameSchedule';

export const documentFrames: FramePage = {
  now: () => performance.now(),
  nextFrame: (work) => void requestAnimationFrame(work),
  after: (ms, work) => void setTimeout(work, ms),
  onKeyPress: (listener) => document.addEventListener('keydown', listener, { capture: true }),
};
