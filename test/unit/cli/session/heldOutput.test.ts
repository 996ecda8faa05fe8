import { expect, test } from 'vitest';
import { createHeldOutput } from '../../../../src/cli/session/heldOutput';

test('held text keeps its place, over all targets', () => {
  const out: string[] = [];
  const answer = (text: string): void => void out.push(`answer ${text}`);
  const progress = (text: string): void => void out.push(`progress ${text}`);
  const held = createHeldOutput();
  held.write(answer, '1', false);
  held.write(answer, '2', true);
  held.write(progress, '3', true);
  expect(out).toEqual(['answer 1']);
  held.write(answer, '4', false);
  expect(out).toEqual(['answer 1', 'answer 2', 'progress 3', 'answer 4']);
  held.write(progress, '5', true);
  held.release();
  held.release();
  expect(out.slice(4)).toEqual(['progress 5']);
});
