// The list of proposed changes in the real editor, by mouse and by keyboard: what an agent wrote is looked at, kept, undone and restored.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startModelServer } from '../model-server/modelServer';
import type { ModelServer } from '../model-server/modelServer';
import { openDriver } from './driver';
import type { Driver } from './driver';

const CHANGES = [
  { name: 'read', args: { file_path: 'src/cart.js' } },
  edit('src/cart.js', 'let sum = 0;', 'let sum = 0; // in cents'),
  edit('src/cart.js', 'sum += price * quantity;', 'sum += Math.round(price * 100) * quantity;'),
  edit('src/cart.js', 'return Math.floor(amount * 100) / 100;', 'return Math.round(amount * 100) / 100;'),
  { name: 'read', args: { file_path: 'src/tax.js' } },
  edit('src/tax.js', 'return rate;', 'return Number(rate);'),
  { name: 'write', args: { file_path: 'docs/rounding.md', content: '# Rounding\n\nTo the cent.\n' } },
  { name: 'read', args: { file_path: 'src/format.js' } },
  { name: 'delete', args: { file_path: 'src/format.js' } },
];

let server: ModelServer;
let driver: Driver;

beforeAll(async () => {
  server = await startModelServer([]);
  const models = [{ id: 'scripted-model', label: 'Scripted' }];
  driver = await openDriver({
    name: 'review view',
    viewport: { width: 1440, height: 1100 },
    settings: {
      'planwright.providers': { scripted: { baseUrl: server.openaiUrl, api: 'chat', models } },
      'planwright.model': 'scripted/scripted-model',
      'planwright.permissionMode': 'auto',
      'workbench.colorTheme': 'Default Light Modern',
      'window.autoDetectHighContrast': false,
    },
  });
});
afterAll(async () => {
  await driver?.dispose();
  await server?.dispose();
});

function edit(file: string, from: string, to: string) {
  return { name: 'edit', args: { file_path: file, old_string: from, new_string: to } };
}
const file = (name: string): Promise<string> => readFile(path.join(driver.workspace, name), 'utf8');
const header = (): Locator => driver.page.locator('.pane-header[aria-label^="Proposed Changes"]');
const pane = (): Locator => driver.page.locator('.pane', { has: header() });
const row = (name: string | RegExp): Locator =>
  pane().locator('.monaco-list-row').filter({ hasText: name }).first();
const isExpanded = (): Promise<string | null> => header().getAttribute('aria-expanded');
/** What stands in the list, from the top. */
const rows = (): Promise<string[]> => pane().locator('.monaco-list-row .label-name').allInnerTexts();
const activeTab = (): Locator => driver.page.locator('.tab.active');

/** As `expect.poll`, with time for a busy machine. */
const poll = <Value>(value: () => Promise<Value>) => expect.poll(value, { timeout: 30_000 });

/** Asks the scripted model, which answers with these calls one after another. */
async function ask(prompt: string, calls: readonly { name: string; args: object }[]): Promise<void> {
  server.play([
    ...calls.map(({ name, args }) => ({ toolCalls: [{ name, args: { ...args } }] })),
    { text: 'Done.' },
  ]);
  const panel = await driver.panel();
  const before = await panel.locator('.facts').count();
  const input = panel.locator('planwright-composer textarea');
  await input.fill(prompt);
  await input.press('Enter');
  await poll(() => panel.locator('.facts').count()).toBe(before + 1);
}

/** Makes the list taller, by the edge above it; that may still move when the list has just been opened. */
async function enlarge(): Promise<void> {
  const { mouse } = driver.page;
  await poll(async () => {
    const box = await pane().boundingBox();
    if (box === null) throw new Error('The list is not shown.');
    if (box.y < 500) return true;
    await mouse.move(box.x + 60, box.y);
    await mouse.down();
    await mouse.move(box.x + 60, 450, { steps: 5 });
    await mouse.up();
    return false;
  }).toBe(true);
}

async function clickAction(of: Locator, label: string): Promise<void> {
  await of.hover();
  await of.locator(`.action-label[aria-label^="${label}"]`).click();
}

test('changes appear without anything opening, and are kept and undone by mouse', async () => {
  await ask('Round every price to the cent', CHANGES);
  await header().waitFor();
  await expect.poll(() => isExpanded()).toBe('false');
  await expect
    .poll(() => driver.page.locator('.activitybar .action-item.checked .badge-content').innerText())
    .toBe('4');
  await header().click();
  // Where nothing can be dragged, the editor hides the rows of a list that was just opened.
  await pane().locator('.customview-tree').waitFor();
  await row('rounding.md').waitFor();
  await enlarge();
  await row('tax.js').waitFor();
  await row('cart.js').hover();
  await driver.screenshot('1 light');
  await expect
    .poll(() => rows())
    .toEqual([
      'docs',
      'rounding.md',
      '1–3  # Rounding',
      'src',
      'cart.js',
      '17  let sum = 0; // in cents',
      '19  sum += Math.round(price * 100) * quantity;',
      '25  return Math.round(amount * 100) / 100;',
      'format.js',
      'tax.js',
      '7  return Number(rate);',
    ]);
  await expect
    .poll(() => row('cart.js').getAttribute('aria-label'))
    .toMatch(/^src\/cart\.js, 3 changes, 3 lines added, 3 removed, by “Round every price to the cent”/);

  await row('19  sum').click();
  await poll(() => activeTab().getAttribute('aria-label')).toContain('cart.js');
  await poll(() => driver.page.locator('.statusbar').innerText()).toContain('Ln 19');

  await clickAction(row('17  let'), 'Keep');
  await row('17  let').waitFor({ state: 'detached' });
  await expect.poll(() => file('src/cart.js')).toContain('in cents');
  await clickAction(row('tax.js'), 'Undo');
  await row('tax.js').waitFor({ state: 'detached' });
  await poll(() => file('src/tax.js')).not.toContain('Number(rate)');
});

test('a row dragged to the editor opens its file', async () => {
  await driver.runCommand('View: Close All Editors');
  const { mouse } = driver.page;
  await row('rounding.md').hover();
  await mouse.down();
  await mouse.move(800, 400, { steps: 10 });
  await mouse.move(820, 420, { steps: 10 });
  await mouse.up();
  await poll(() => activeTab().getAttribute('aria-label')).toContain('rounding.md');
  await poll(() => driver.page.locator('.editor-instance .view-lines').innerText()).toMatch(/To.the.cent/);
});

test('a file opens as a diff, whose own arrow counts as Undo', async () => {
  const { page } = driver;
  await row('cart.js').click();
  const diff = page.locator('.monaco-diff-editor');
  await diff.waitFor();
  await poll(() => activeTab().getAttribute('aria-label')).toContain('src/cart.js (proposed changes)');
  // The change that was kept is on both sides.
  await poll(() => diff.locator('.editor.original').innerText()).toMatch(/in.cents/);
  await diff.locator('.gutterItem').first().hover();
  await driver.screenshot('2 diff');
  await diff.locator('.gutterItem .action-label').first().click();
  await row('19  sum').waitFor({ state: 'detached' });
  await expect.poll(() => rows()).toContain('25  return Math.round(amount * 100) / 100;');
  await driver.runCommand('File: Save');
  await poll(() => file('src/cart.js')).toContain('sum += price * quantity;');
});

test('everything works by keyboard', async () => {
  const { page } = driver;
  const inList = pane().locator('.monaco-list:focus');
  await driver.runCommand('Planwright: Review Proposed Changes');
  await inList.waitFor();
  await page.keyboard.press('Home');
  for (const name of ['rounding.md', '1–3', 'src', 'cart.js', '25  return']) {
    await page.keyboard.press('ArrowDown');
    await poll(() => pane().locator('.monaco-list-row.focused').innerText()).toContain(name.split('  ')[0]);
  }
  await page.keyboard.press('Enter');
  await poll(() => page.locator('.statusbar').innerText()).toContain('Ln 25');
  await driver.runCommand('Planwright: Review Proposed Changes');
  await inList.waitFor();
  await page.keyboard.press('Alt+u');
  await row('cart.js').waitFor({ state: 'detached' });
  await poll(() => file('src/cart.js')).toContain('Math.floor(amount * 100)');
});

test('many files open in one diff, with empty sides for new and deleted ones', async () => {
  await driver.runCommand('Planwright: Open All Proposed Changes as Diff');
  const { page } = driver;
  await page.locator('.multiDiffEditor').waitFor();
  await poll(() => page.locator('.multiDiffEditor .file-path').allInnerTexts()).toHaveLength(2);
  await driver.screenshot('3 all as diff');
});

test('a deleted file can come back, also after its deletion was kept', async () => {
  await driver.runCommand('Planwright: Review Proposed Changes');
  await clickAction(row('format.js'), 'Keep');
  const group = row('Deleted files that can be restored');
  await group.waitFor();
  await group.click();
  await row('format.js').waitFor();
  await driver.screenshot('4 restore');
  expect(existsSync(path.join(driver.workspace, 'src/format.js'))).toBe(false);
  await clickAction(row('format.js'), 'Restore File');
  await group.waitFor({ state: 'detached' });
  await expect.poll(() => file('src/format.js')).toContain('export');
  await expect.poll(() => rows()).toEqual(['docs', 'rounding.md', '1–3  # Rounding']);
});

test('it is hidden once nothing is proposed and nothing can be restored', async () => {
  await clickAction(row('rounding.md'), 'Keep');
  await header().waitFor({ state: 'detached' });
  await expect.poll(() => driver.notifications()).toEqual([]);
});

test('it can be filtered and shown without folders, and reads well in dark and in high contrast', async () => {
  await ask('Say what each tax is', [
    { name: 'read', args: { file_path: 'src/tax.js' } },
    edit('src/tax.js', 'const rates', '/** By country. */\nconst rates'),
  ]);
  await ask('Name the discount', [
    { name: 'read', args: { file_path: 'src/tax.js' } },
    edit('src/tax.js', 'return rate;', 'return rate; // a fraction'),
    { name: 'read', args: { file_path: 'src/discount.js' } },
    edit('src/discount.js', 'export function', '/** In the currency of the cart. */\nexport function'),
  ]);
  await row('tax.js').waitFor();
  await driver.runCommand('Planwright: Filter Proposed Changes…');
  const choices = driver.page.locator('.quick-input-widget:visible .monaco-list-row');
  await choices.filter({ hasText: 'Say what each tax is' }).click();
  await row('discount.js').waitFor({ state: 'detached' });
  await expect.poll(() => rows()).toEqual(['src', 'tax.js', '1  /** By country. */']);
  await driver.runCommand('Planwright: Show All Proposed Changes');
  await row('discount.js').waitFor();
  await driver.runCommand('Planwright: View as List');
  await poll(rows).toEqual([
    'discount.js',
    expect.stringMatching(/^\d+ {2}\/\*\* In the currency/),
    'tax.js',
    '1  /** By country. */',
    '8  return rate; // a fraction',
  ]);
  await driver.runCommand('Planwright: View as Tree');
  await poll(rows).toContain('src');
  await driver.runCommand('Preferences: Toggle between Light/Dark Themes');
  await driver.page.locator('.monaco-workbench.vs-dark').waitFor();
  await row('tax.js').hover();
  await driver.screenshot('5 dark');
  await driver.runCommand('Preferences: Color Theme');
  const themes = driver.page.locator('.quick-input-widget:visible');
  await themes.locator('input').first().fill('Dark High Contrast');
  await themes.locator('.monaco-list-row').filter({ hasText: 'Dark High Contrast' }).first().click();
  await driver.page.locator('.monaco-workbench.hc-black').waitFor();
  await row('tax.js').hover();
  await driver.screenshot('6 high contrast');
});
