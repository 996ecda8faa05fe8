import { expect, it } from 'vitest';
import { Composer } from '../../../../src/host/panel/composer';
import type { ToViewMessage } from '../../../../src/protocol/messages';

function setUp() {
  const posted: ToViewMessage[] = [];
  let reveals = 0;
  const composer = new Composer({
    post: (message) => posted.push(message),
    reveal: () => {
      reveals += 1;
      return Promise.resolve();
    },
  });
  return { composer, posted, reveals: () => reveals };
}

it('keeps what comes before the page has its snapshot, and posts it once', async () => {
  const { composer, posted, reveals } = setUp();
  await composer.compose({ text: 'one' });
  await composer.compose({ text: 'two' });
  expect(posted).toEqual([]);
  composer.setFilled(true);
  composer.setFilled(true);
  expect(posted).toEqual([
    { type: 'compose', text: 'one' },
    { type: 'compose', text: 'two' },
  ]);
  expect(reveals()).toBe(2);
});

it('waits again after the page has gone', async () => {
  const { composer, posted } = setUp();
  composer.setFilled(true);
  composer.setFilled(false);
  await composer.compose({ text: 'later' });
  expect(posted).toEqual([]);
});
