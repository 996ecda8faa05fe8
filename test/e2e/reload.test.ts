// A window that is reloaded in the middle of a run: the run is offered again, and goes on where it was.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDriver } from './driver';
import type { Driver } from './driver';

let driver: Driver;

beforeAll(async () => {
  driver = await openDriver({ name: 'reload', settings: { 'planwright.model': 'demo/scripted' } });
});
afterAll(() => driver?.dispose());

test('a run that a reload cut off is continued from the panel', async () => {
  const before = await driver.panel();
  const input = before.locator('planwright-composer textarea');
  await input.fill('Fix the rounding bug in the cart');
  await input.press('Enter');
  await before.locator('.question').first().waitFor({ timeout: 60_000 });

  await driver.reload();
  const panel = await driver.panel();
  const card = panel.getByRole('group', { name: 'The run was interrupted' });
  await card.waitFor({ timeout: 60_000 });
  await driver.screenshot('1 interrupted');
  await expect.poll(() => panel.getByText('Fix the rounding bug in the cart').count()).toBeGreaterThan(0);

  await card.getByRole('button', { name: /^Continue/ }).click();
  const question = panel.locator('.question').filter({ hasText: 'src/cart.js' });
  await question.waitFor({ timeout: 60_000 });
  await question.getByRole('button', { name: /^Allow once/ }).click();
  await expect
    .poll(() => readFile(path.join(driver.workspace, 'src/cart.js'), 'utf8'), { timeout: 60_000 })
    .toContain('Math.round(');
  await driver.screenshot('2 continued');
});
