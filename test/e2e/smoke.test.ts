import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDriver } from './driver';
import type { Driver } from './driver';

let driver: Driver;

beforeAll(async () => {
  // High enough that the list of running extensions, which draws only what is visible, is drawn as a whole.
  driver = await openDriver({ name: 'smoke', viewport: { width: 1200, height: 2400 } });
});
afterAll(() => driver?.dispose());

test('the workbench opens on a copy of the sample project', async () => {
  const rows = driver.page.locator('.explorer-folders-view .monaco-list-row');
  await rows.filter({ hasText: 'package.json' }).waitFor();
  const files = await rows.allInnerTexts();
  expect(files.map((text) => text.trim())).toEqual(expect.arrayContaining(['src', 'test', 'package.json']));
  await driver.openFile('src/cart.js');
  await driver.page.locator('.view-line', { hasText: 'roundToCent' }).first().waitFor();
});

test('the extension runs in the extension host', async () => {
  await driver.runCommand('Developer: Show Running Extensions');
  const row = driver.page.locator('.runtime-extensions-editor .monaco-list-row', { hasText: 'Planwright' });
  await row.first().waitFor();
  await driver.screenshot('running extensions');
  await expect.poll(() => row.first().innerText()).toMatch(/Activation|Startup/);
});
