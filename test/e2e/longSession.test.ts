// A stored session of a thousand runs in the real editor: it opens at its end, its beginning is a key away, and an old prompt can be sent
// again from there.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { storeLongSession } from '../bench/longSession';
import { openDriver } from './driver';
import type { Driver } from './driver';

const RUNS = 1_000;
const SESSION = 'long-session';
let driver: Driver;
let dataDirectory: string;
let panel: Frame;

beforeAll(async () => {
  dataDirectory = await mkdtemp(path.join(tmpdir(), 'planwright-data-'));
  driver = await openDriver({
    name: 'long session',
    dataDirectory,
    settings: { 'planwright.model': 'demo/scripted' },
  });
  await storeLongSession({
    folder: path.join(dataDirectory, 'data/User/globalStorage/planwright.planwright/sessions'),
    sessionId: SESSION,
    workspace: driver.workspace,
    runs: RUNS,
    model: 'demo/scripted',
  });
});
afterAll(async () => {
  await driver?.dispose();
  await rm(dataDirectory, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
});

const prompt = (index: number) => panel.locator('.prompt', { hasText: `Change file ${index} so` });

test('it opens at its end', async () => {
  panel = await driver.panel();
  await panel.locator('.title-button').click();
  await panel.locator(`[data-session="${SESSION}"]`).click({ timeout: 60_000 });
  await prompt(RUNS - 1).waitFor({ timeout: 60_000 });
  await expect.poll(() => panel.locator('.transcript-row').count()).toBeLessThanOrEqual(160);
  await driver.screenshot('1 end');
});

test('Home goes to the first prompt, and what lies between comes as one walks there', async () => {
  await panel.locator('planwright-transcript').focus();
  await driver.page.keyboard.press('Home');
  await prompt(0).waitFor({ timeout: 30_000 });
  await driver.screenshot('2 beginning');
  const last = panel.locator('.prompt-text').last();
  await panel.locator('planwright-transcript').hover();
  await expect
    .poll(
      async () => {
        await driver.page.mouse.wheel(0, 1_000);
        return Number(/\d+/.exec(await last.innerText())?.[0]);
      },
      { timeout: 60_000 },
    )
    .toBeGreaterThan(40);
  await driver.screenshot('3 between');
});

test('an old prompt is edited and sent again, and what came after it is gone', async () => {
  await panel.locator('planwright-transcript').focus();
  await driver.page.keyboard.press('Home');
  await prompt(1).hover({ timeout: 30_000 });
  await prompt(1).getByRole('button', { name: 'Edit and send again from here' }).click();
  const input = panel.locator('planwright-composer textarea');
  await expect.poll(() => input.inputValue()).toContain('Change file 1 so');
  await input.fill('Say what is in the cart');
  await input.press('Enter');
  await panel.locator('.prompt', { hasText: 'Say what is in the cart' }).waitFor({ timeout: 60_000 });
  await expect.poll(() => panel.locator('.prompt').count(), { timeout: 30_000 }).toBe(2);
  await prompt(0).waitFor();
  await driver.screenshot('4 sent again');
});
