// Proposed changes outlive a reload of the window: they are there before anybody opens the panel, with what was typed in between.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startModelServer } from '../model-server/modelServer';
import type { ModelServer } from '../model-server/modelServer';
import { openDriver } from './driver';
import type { Driver } from './driver';

const CART = 'src/cart.js';
const edits = [
  [
    "import { taxRate } from './tax.js';",
    "import { taxRate } from './tax.js';\nimport { log } from './log.js';",
  ],
  ['    sum += price * quantity;', '    sum += roundToCent(price * quantity);'],
  ['  return { subtotal, discount, tax, total };', '  return { subtotal, tax, total };'],
] as const;

let driver: Driver;
let server: ModelServer;

beforeAll(async () => {
  server = await startModelServer([]);
  const models = [{ id: 'scripted-model', label: 'Scripted' }];
  driver = await openDriver({
    name: 'reviewReload',
    settings: {
      'planwright.model': 'scripted/scripted-model',
      'planwright.permissionMode': 'edits',
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

const onDisk = (): Promise<string> => readFile(path.join(driver.workspace, CART), 'utf8');
const lenses = (words: RegExp): Locator =>
  driver.page.locator('.editor-instance .codelens-decoration a').filter({ hasText: words });
const status = (words: string): Locator =>
  driver.page.locator('.part.statusbar .statusbar-item').filter({ hasText: words });

test('three hunks after a reload: the middle one undone, the others kept', async () => {
  const before = await onDisk();
  server.play([
    { toolCalls: [{ name: 'read', args: { file_path: CART } }] },
    ...edits.map(([from, to]) => ({
      toolCalls: [{ name: 'edit', args: { file_path: CART, old_string: from, new_string: to } }],
    })),
    { text: 'All of it is done.' },
  ]);
  const panel = await driver.panel();
  const input = panel.locator('planwright-composer textarea');
  await input.fill('Change the cart');
  await input.press('Enter');
  await panel.getByText('All of it is done.', { exact: true }).first().waitFor({ timeout: 60_000 });
  await driver.openFile('cart.js');
  await status('3 hunks').waitFor();

  // Above all hunks, then inside the second one.
  const { page } = driver;
  await page.keyboard.press('Control+Home');
  // At once: single keys that come while the window is busy can get lost.
  await page.keyboard.insertText("'use strict';\n");
  // By its number: a line that is scrolled out of sight can't be clicked.
  const lines = (await onDisk()).split('\n');
  const inside = lines.findIndex((line) => line.includes('subtotal, tax, total')) + 2;
  await page.keyboard.press('Control+G');
  await page.locator('.quick-input-widget:visible .quick-input-box input').fill(`:${inside}`);
  await page.keyboard.press('Enter');
  await page.keyboard.press('End');
  await page.keyboard.type(' // mine');
  await page.locator('.editor-instance .view-line').filter({ hasText: '// mine' }).waitFor();
  await page.keyboard.press('Control+S');
  await expect.poll(onDisk).toContain('// mine');
  // The editor has heard of it, too: it would bring unsaved text back.
  await page.locator('.tab.active:not(.dirty)').filter({ hasText: 'cart.js' }).waitFor();
  await driver.screenshot('1 before');

  await driver.reload();
  await status('3 hunks').waitFor({ timeout: 60_000 });
  await driver.openFile('cart.js');
  await expect.poll(() => lenses(/^Undo$/).count()).toBe(3);
  await (await driver.panel()).getByText('3 changes in 1 file').waitFor();
  await page.locator('.tab.active:not(.dirty)').filter({ hasText: 'cart.js' }).waitFor();
  await driver.screenshot('2 after');
  await lenses(/^Undo$/)
    .nth(1)
    .click();
  await status('2 hunks').waitFor();
  await expect.poll(() => lenses(/^Keep$/).count()).toBe(2);
  await lenses(/^Keep$/)
    .first()
    .click();
  await status('1 hunk').waitFor();
  await expect.poll(() => lenses(/^Keep$/).count()).toBe(1);
  await lenses(/^Keep$/)
    .first()
    .click();
  await expect.poll(() => lenses(/^Keep$/).count()).toBe(0);

  const [first, second] = edits;
  const wanted = before.replace(first[0], first[1]).replace(second[0], second[1]);
  await expect.poll(onDisk).toBe(`'use strict';\n${wanted}`);
  await driver.screenshot('3 decided');

  // The cards say how it was decided, also in the next window.
  const card = async (state: string): Promise<number> => {
    const cards = (await driver.panel()).locator('planwright-call-review');
    return cards.filter({ hasText: new RegExp(`^\\s*${state}\\s*$`) }).count();
  };
  await expect.poll(() => card('kept')).toBe(2);
  await expect.poll(() => card('undone')).toBe(1);
  await driver.reloadWindow();
  await expect.poll(() => card('kept')).toBe(2);
  await expect.poll(() => card('undone')).toBe(1);
  await driver.screenshot('4 decided, after another reload');
});
