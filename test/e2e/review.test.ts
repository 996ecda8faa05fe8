// Proposed changes in the real editor: found, looked at, kept and undone in the text itself, by mouse and by keyboard alone.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startModelServer } from '../model-server/modelServer';
import type { ModelServer } from '../model-server/modelServer';
import type { ScriptedTurn } from '../model-server/script';
import { openDriver, waitFor } from './driver';
import type { Driver } from './driver';

const CART = 'src/cart.js';
const DISCOUNT = 'src/discount.js';
const IMPORT = "import { taxRate } from './tax.js';\n";
const SUM = '    sum += price * quantity;\n';
const TOTAL =
  '  const total = roundToCent(subtotal - discount + tax);\n  return { subtotal, discount, tax, total };\n';
const NO_VOUCHER = '  if (voucher === undefined) return 0;\n';
const NEW_IMPORT = "import { assertPrice } from './price.js';\n";
const NEW_SUM = '    assertPrice(price);\n    sum += roundToCent(price * quantity);\n';
const NEW_TOTAL = '  return { subtotal, discount, tax };\n';

let driver: Driver;
let server: ModelServer;

const edit = (file: string, from: string, to: string): ScriptedTurn => ({
  toolCalls: [{ name: 'edit', args: { file_path: file, old_string: from, new_string: to } }],
});
const read = (...files: readonly string[]): ScriptedTurn => ({
  toolCalls: files.map((file) => ({ name: 'read', args: { file_path: file } })),
});

beforeAll(async () => {
  server = await startModelServer([]);
  const models = [{ id: 'scripted-model', label: 'Scripted' }];
  driver = await openDriver({
    name: 'review',
    settings: {
      'planwright.model': 'scripted/scripted-model',
      'planwright.permissionMode': 'edits',
      'planwright.providers': { scripted: { baseUrl: server.url, api: 'anthropic', models } },
      'window.autoDetectHighContrast': false,
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

const text = (file: string): Promise<string> => readFile(path.join(driver.workspace, file), 'utf8');
const lenses = (): Locator => driver.page.locator('.editor-instance .codelens-decoration a');
const status = (words: string): Locator =>
  driver.page.locator('.part.statusbar .statusbar-item').filter({ hasText: words });
const marked = (): Locator => driver.page.locator('.editor-instance .view-overlays .cdr[class*="ced-"]');
const spoken = async (): Promise<string> =>
  (await (await driver.panel()).locator('[role="status"][aria-live]').allTextContents()).join(' ');

/** Asks in the panel and waits for the end of the run. */
async function ask(prompt: string, turns: readonly ScriptedTurn[]): Promise<void> {
  server.play([...turns, { text: `Done: ${prompt}` }]);
  const panel = await driver.panel();
  const input = panel.locator('planwright-composer textarea');
  await input.fill(prompt);
  await input.press('Enter');
  await panel.getByText(`Done: ${prompt}`, { exact: true }).first().waitFor({ timeout: 60_000 });
}

/** Presses a key until what it does is there: one that comes while the window is busy can get lost. */
async function pressUntil(key: string, what: string, check: () => Promise<boolean>): Promise<void> {
  await driver.page.keyboard.press(key);
  await waitFor(what, check);
}

const line = (number: number): Locator =>
  driver.page.locator('.editor-instance .margin-view-overlays .line-numbers').filter({
    hasText: new RegExp(`^${number}$`),
  });

test('three hunks of one file and one of another are decided by mouse', async () => {
  await ask('Round every line', [
    read(CART, DISCOUNT),
    edit(CART, IMPORT, IMPORT + NEW_IMPORT),
    edit(CART, SUM, NEW_SUM),
    edit(CART, TOTAL, NEW_TOTAL),
    edit(DISCOUNT, NO_VOUCHER, ''),
  ]);
  const { page } = driver;
  await driver.openFile('cart.js');
  await lenses().filter({ hasText: '1 line became 2, by “Round every line”' }).waitFor();
  await status('4 hunks').waitFor();
  await expect
    .poll(() =>
      lenses()
        .filter({ hasText: /^Keep$/ })
        .count(),
    )
    .toBe(3);
  await expect.poll(() => marked().count()).toBeGreaterThanOrEqual(4);
  await driver.screenshot('1 dark');

  // The lens of the first hunk, which only added a line.
  await lenses()
    .filter({ hasText: /^Keep$/ })
    .first()
    .click();
  await status('3 hunks').waitFor();
  await expect.poll(() => text(CART)).toContain(NEW_IMPORT);
  await waitFor(
    'two pairs of lenses',
    async () =>
      (await lenses()
        .filter({ hasText: /^Keep$/ })
        .count()) === 2,
  );

  // The hover of the second one.
  await page.getByText('return { subtotal', { exact: false }).first().hover();
  const hover = page.locator('.monaco-hover:visible').filter({ hasText: 'Proposed: 2 lines became 1' });
  await hover.waitFor();
  await expect
    .poll(() => hover.innerText())
    .toContain('const total = roundToCent(subtotal - discount + tax);');
  await driver.screenshot('2 hover');
  await hover.getByRole('link', { name: 'Undo', exact: true }).click();
  await status('2 hunks').waitFor();
  await expect.poll(() => text(CART)).toContain(TOTAL);
  await expect.poll(() => text(CART)).not.toContain(NEW_TOTAL);

  // The menu of a line number of the third one.
  await page.keyboard.press('Escape');
  await line(20).click({ button: 'right' });
  const menu = page.locator('.monaco-menu:visible');
  await menu.getByText('Keep Change', { exact: true }).waitFor();
  await driver.screenshot('3 gutter menu');
  await menu.getByText('Undo Change', { exact: true }).click();
  await status('1 hunk').waitFor();
  await expect.poll(() => text(CART)).toContain(SUM);
  await expect.poll(() => text(CART)).not.toContain(NEW_SUM);

  // The count leads to what is left, in another file.
  await status('1 hunk').click();
  await page.locator('.tab.active').filter({ hasText: 'discount.js' }).waitFor();
  await status('1 of 1 hunks').waitFor();
  await page.locator('.editor-actions').getByLabel('Undo All Changes in File', { exact: false }).click();
  await expect.poll(() => text(DISCOUNT)).toContain(NO_VOUCHER);
  await status('hunk').waitFor({ state: 'detached' });
});

test('the source control view stays as it is in a folder without a repository', async () => {
  const { page } = driver;
  await ask('Speak of it', [read(DISCOUNT), edit(DISCOUNT, NO_VOUCHER, '')]);
  await status('1 hunk').waitFor();
  await page.locator('.activitybar .action-item a[aria-label^="Source Control"]').click();
  await page.getByRole('button', { name: 'Initialize Repository' }).waitFor();
  await driver.screenshot('4 source control');
  await driver.panel();
  await driver.runCommand('Planwright: Undo All Changes');
  await status('hunk').waitFor({ state: 'detached' });
  await expect.poll(() => text(DISCOUNT)).toContain(NO_VOUCHER);
});

test('everything goes by keyboard, and is said aloud', async () => {
  await ask('Round it again', [
    read(CART, DISCOUNT),
    edit(CART, SUM, NEW_SUM),
    edit(CART, TOTAL, NEW_TOTAL),
    edit(DISCOUNT, NO_VOUCHER, ''),
  ]);
  const { keyboard } = driver.page;
  await status('3 hunks').waitFor();

  await pressUntil('Alt+j', 'the first hunk', () => status('1 of 3 hunks').isVisible());
  await expect
    .poll(spoken)
    .toMatch(/Hunk 1 of 2 in cart\.js, line 13, 2 lines became 1, by “Round it again”\.\s*$/);

  // The old text, and back.
  await pressUntil('Alt+o', 'the peek', () =>
    driver.page.locator('.peekview-widget .codelens-decoration a', { hasText: 'Undo' }).isVisible(),
  );
  await driver.screenshot('5 peek');
  await pressUntil('Alt+u', 'the next hunk', () => status('1 of 2 hunks').isVisible());
  await driver.page.locator('.peekview-widget').waitFor({ state: 'detached' });
  await expect.poll(() => text(CART)).toContain(TOTAL);
  await expect.poll(spoken).toMatch(/Undid 1 change\. Hunk 1 of 1 in cart\.js/);

  await pressUntil('Alt+y', 'the hunk of the other file', () => status('1 of 1 hunks').isVisible());
  await driver.page.locator('.tab.active').filter({ hasText: 'discount.js' }).waitFor();
  await expect.poll(() => text(CART)).toContain(NEW_SUM);
  await driver.screenshot('6 removed line');

  await pressUntil('Alt+y', 'the end of the review', async () => (await status('hunk').count()) === 0);
  await expect.poll(spoken).toMatch(/Kept 1 change\. Nothing is left to review\./);
  await expect.poll(() => text(DISCOUNT)).not.toContain(NO_VOUCHER);

  // Both the last decision and the editor's own undo lead back.
  await pressUntil('Shift+Alt+z', 'the last hunk again', () => status('1 of 1 hunks').isVisible());
  await pressUntil('Alt+u', 'the old text', async () => (await text(DISCOUNT)).includes(NO_VOUCHER));
  await pressUntil('ControlOrMeta+z', 'the proposal again', async () => (await status('hunk').count()) === 1);
  await keyboard.press('Shift+Alt+u');
  await status('hunk').waitFor({ state: 'detached' });
  await expect.poll(() => text(DISCOUNT)).toContain(NO_VOUCHER);
});

test('it can be seen in a light theme and in high contrast', async () => {
  await ask('Show it', [
    read(CART, DISCOUNT),
    edit(CART, NEW_IMPORT, ''),
    edit(CART, NEW_SUM, SUM),
    edit(CART, TOTAL, `${TOTAL}  // the end\n`),
  ]);
  await status('3 hunks').waitFor();
  await pressUntil('Alt+j', 'a hunk', () => status('of 3 hunks').isVisible());
  for (const theme of ['Light Modern', 'Dark High Contrast']) {
    await driver.runCommand('Preferences: Color Theme');
    const input = driver.page.locator('.quick-input-widget:visible .quick-input-box input');
    await input.fill(theme);
    await driver.page
      .locator('.quick-input-widget .monaco-list-row')
      .filter({ hasText: theme })
      .first()
      .click();
    const kind = theme.startsWith('Light') ? '.monaco-workbench.vs' : '.monaco-workbench.hc-black';
    await driver.page.locator(kind).waitFor();
    await lenses()
      .filter({ hasText: /^Keep$/ })
      .first()
      .waitFor();
    await expect.poll(() => marked().count()).toBeGreaterThanOrEqual(3);
    await driver.screenshot(`7 ${theme}`);
  }
});
