// The main job, as a newcomer does it: use the demo, ask, look at what it asks, allow one edit, refuse another.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDriver } from './driver';
import type { Driver } from './driver';

let driver: Driver;
let panel: Frame;

beforeAll(async () => {
  driver = await openDriver({ name: 'demo task' });
  panel = await driver.panel();
});
afterAll(() => driver?.dispose());

const file = (name: string): Promise<string> => readFile(path.join(driver.workspace, name), 'utf8');

test('the demo task runs to its end, one edit allowed and another refused', async () => {
  await panel.getByRole('button', { name: /demo/i }).first().waitFor();
  await driver.screenshot('1 empty');
  const demo = panel.getByRole('button', { name: /demo/i }).first();
  // A click that comes while the window is busy can get lost, as keys can.
  await expect
    .poll(
      async () => {
        if ((await demo.count()) > 0) await demo.click();
        return demo.waitFor({ state: 'detached', timeout: 5_000 }).then(
          () => 'chosen',
          () => 'still offered',
        );
      },
      { interval: 100 },
    )
    .toBe('chosen');
  const input = panel.locator('planwright-composer textarea');
  await input.fill('Fix the rounding bug in the cart');
  await input.press('Enter');

  const question = panel.locator('.question');
  for (const [index, action] of ['Allow once', 'Allow once', 'Deny', 'Allow once'].entries()) {
    await question.first().waitFor({ timeout: 60_000 });
    await driver.screenshot(`2 question ${index + 1}`);
    const title = (await question.first().getAttribute('aria-labelledby')) ?? '';
    await question
      .getByRole('button', { name: new RegExp(`^${action}`) })
      .first()
      .click();
    await panel.locator(`[id="${title}"]`).waitFor({ state: 'detached' });
  }
  await panel.locator('.facts').first().waitFor({ timeout: 60_000 });
  await driver.screenshot('3 done');

  await expect.poll(() => file('src/cart.js')).toContain('Math.round(');
  await expect.poll(() => file('CHANGELOG.md')).not.toMatch(/round/i);
});
