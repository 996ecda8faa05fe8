// A plan as a person has it: made from a prompt, approved, one step failing, taken back, tried again, finished, and its goal checked by
// the tests of the project.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Frame, Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startModelServer } from '../model-server/modelServer';
import type { ModelServer } from '../model-server/modelServer';
import { openDriver } from './driver';
import type { Driver } from './driver';
import { planScript } from './planScript';

let driver: Driver;
let server: ModelServer;
let isBroken = true;

beforeAll(async () => {
  server = await startModelServer(planScript(() => isBroken));
  const models = [{ id: 'scripted-model', label: 'Scripted', price: { input: 3, output: 15 } }];
  driver = await openDriver({
    name: 'plan',
    viewport: { width: 1600, height: 1000 },
    settings: {
      'planwright.model': 'scripted/scripted-model',
      'planwright.permissionMode': 'auto',
      'planwright.planner.planning': 'on',
      'planwright.providers': { scripted: { baseUrl: server.url, api: 'anthropic', models } },
    },
  });
});
afterAll(async () => {
  await driver?.dispose();
  await server?.dispose();
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await driver?.screenshot(`failed ${task.name}`);
});

const onDisk = (name: string): Promise<string> => readFile(path.join(driver.workspace, name), 'utf8');
const button = (panel: Frame, name: string | RegExp): Locator =>
  panel.locator('planwright-plan').getByRole('button', { name, exact: typeof name === 'string' });
const states = async (panel: Frame): Promise<string> =>
  (await panel.locator('planwright-plan .plan-card').allInnerTexts()).join('\n');

test('seven steps: approved, one fails, rolled back, retried, finished, the goal checked by the tests', async () => {
  await driver.panel();
  await driver.runCommand('Planwright: Open Agent in Editor');
  const panel = await driver.panelTab();
  const before = await onDisk('src/cart.js');
  const input = panel.locator('planwright-composer textarea');
  await input.fill('Make the totals right to the cent');
  await input.press('Enter');

  await panel.locator('planwright-plan-bar').getByText('ready to run').waitFor({ timeout: 60_000 });
  await panel.locator('planwright-plan-bar .row-toggle').click();
  await button(panel, 'Run').waitFor();
  await panel.getByText('model calls').first().waitFor();
  await expect.poll(() => onDisk('src/cart.js')).toBe(before);
  await driver.screenshot('1 approve');

  await button(panel, 'Run').click();
  const question = panel.locator('planwright-plan-question');
  await question.getByText('What now?').waitFor({ timeout: 60_000 });
  await driver.page.locator('.statusbar-item').filter({ hasText: 'Planwright' }).first().waitFor();
  await expect.poll(() => onDisk('src/cart.js')).toContain('Math.round(');
  await driver.screenshot('2 question');
  // A question ignores clicks in the moment it appears.
  await driver.page.waitForTimeout(600);
  await question.getByRole('button', { name: 'Roll back' }).click();
  await button(panel, /^Retry failed/).waitFor({ timeout: 60_000 });
  await expect.poll(() => onDisk('src/cart.js')).toBe(before);
  await driver.screenshot('3 rolled back');

  isBroken = false;
  await button(panel, /^Retry failed/).click();
  await panel.getByText('1 of 1 criteria').waitFor({ timeout: 90_000 });
  await expect.poll(() => states(panel), { timeout: 30_000 }).not.toMatch(/rolled back|failed|pending/i);
  await driver.screenshot('4 finished');
  await expect.poll(() => onDisk('src/cart.js')).toContain('Math.round(');
  await expect.poll(() => onDisk('test/cart.test.js')).toContain('half a cent is rounded up');
  await expect.poll(() => onDisk('CHANGELOG.md')).toContain('rounded to the nearest cent');

  // The plan is there after a reload, as it was.
  await driver.reload();
  const again = await driver.panelTab();
  await again.locator('planwright-plan-bar').getByText('Plan 7/7').waitFor({ timeout: 60_000 });
  await driver.screenshot('5 after a reload');
}, 300_000);
