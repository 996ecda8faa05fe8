// Looks of the review that need the real editor: two editors on one file, a question about a hunk whose surroundings changed, and the
// multi-file diff with a file that has another name, group after group.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GROUP_SIZE } from '../../src/host/review/diffGroups';
import { startModelServer } from '../model-server/modelServer';
import type { ModelServer } from '../model-server/modelServer';
import { openDriver } from './driver';
import type { Driver } from './driver';

/** As many as fill a group and begin another one, beside those that are looked at. */
const NOTES = GROUP_SIZE;

let server: ModelServer;
let driver: Driver;

const at = (name: string): string => path.join(driver.workspace, name);
/** As `expect.poll`, with time for a busy machine. */
const poll = <Value>(value: () => Promise<Value>) => expect.poll(value, { timeout: 30_000 });

beforeAll(async () => {
  server = await startModelServer([]);
  const models = [{ id: 'scripted-model', label: 'Scripted' }];
  driver = await openDriver({
    name: 'review looks',
    viewport: { width: 1440, height: 1000 },
    settings: {
      'planwright.providers': { scripted: { baseUrl: server.openaiUrl, api: 'chat', models } },
      'planwright.model': 'scripted/scripted-model',
      'planwright.permissionMode': 'auto',
    },
  });
  await mkdir(at('notes'));
  for (let note = 0; note < NOTES; note += 1) await writeFile(at(`notes/n${note}.md`), `note ${note}\n`);
});
afterAll(async () => {
  await driver?.dispose();
  await server?.dispose();
});

test('two editors on one file show the same hunks', async () => {
  const { page } = driver;
  const command = 'mv src/tax.js src/vat.js; for f in notes/*.md; do echo more >> $f; done';
  const edit = (from: string, to: string) => ({
    toolCalls: [{ name: 'edit', args: { file_path: 'src/cart.js', old_string: from, new_string: to } }],
  });
  server.play([
    { toolCalls: [{ name: 'read', args: { file_path: 'src/cart.js' } }] },
    edit('let sum = 0;', 'let sum = 0; // in cents'),
    edit('Math.floor(amount * 100)', 'Math.round(amount * 100)'),
    { toolCalls: [{ name: 'bash', args: { command } }] },
    { text: 'Done.' },
  ]);
  const panel = await driver.panel();
  const input = panel.locator('planwright-composer textarea');
  await input.fill('Round to the cent');
  await input.press('Enter');
  await panel.locator('.facts').waitFor({ timeout: 60_000 });
  await driver.openFile('src/cart.js');
  await driver.runCommand('View: Split Editor Right');
  const groups = page.locator('.editor-group-container');
  await poll(() => groups.count()).toBe(2);
  for (const group of await groups.all())
    await poll(() => group.locator('.codelens-decoration a', { hasText: 'Keep' }).count()).toBe(2);
  await driver.screenshot('1 side by side');
  await groups.last().locator('.codelens-decoration a', { hasText: 'Keep' }).first().click();
  for (const group of await groups.all())
    await poll(() => group.locator('.codelens-decoration a', { hasText: 'Keep' }).count()).toBe(1);
});

test('an undo next to what another program wrote asks first', async () => {
  const { page } = driver;
  const changed = (await readFile(at('src/cart.js'), 'utf8')).replace(
    /^(.*Math\.round)/m,
    '// from outside\n$1',
  );
  await writeFile(at('src/cart.js'), changed);
  const undo = page.locator('.codelens-decoration a', { hasText: 'Undo…' }).first();
  await undo.waitFor({ timeout: 60_000 });
  // Behind the text, which stays where it is.
  const line = page.locator('.editor-instance .view-line').filter({ hasText: 'Math.round' }).first();
  await poll(() =>
    line.evaluate((element) => {
      const end = [...element.querySelectorAll('span')].at(-1);
      const view = element.ownerDocument.defaultView;
      return end === undefined ? '' : (view?.getComputedStyle(end, '::after').content ?? '');
    }),
  ).toContain('something else changed this place since');
  await undo.click();
  // The test editor shows no pop-ups; they wait in its list.
  await driver.runCommand('Notifications: Show Notifications');
  const list = page.locator('.notifications-center');
  await poll(() => list.innerText()).toContain('Something else changed src/cart.js around this change');
  await driver.screenshot('2 base changed');
  await expect.poll(() => readFile(at('src/cart.js'), 'utf8')).toBe(changed);
  await list.locator('.monaco-button', { hasText: 'Undo Anyway' }).click();
  await poll(() => readFile(at('src/cart.js'), 'utf8')).toContain('Math.floor');
});

test('the diff of many files shows one that has another name, and goes on to the next group', async () => {
  const { page } = driver;
  await driver.runCommand('View: Close All Editors');
  await driver.runCommand('Planwright: Open All Proposed Changes as Diff');
  const diff = page.locator('.multiDiffEditor');
  await diff.waitFor();
  await poll(() => diff.locator('.file-path').allInnerTexts()).toContainEqual(
    expect.stringContaining('n0.md'),
  );
  await driver.screenshot('3 first group');
  await driver.runCommand('Planwright: Next Group of Changes');
  await poll(() => diff.locator('.file-path').allInnerTexts()).toContainEqual(
    expect.stringContaining('vat.js'),
  );
  await page
    .locator('.tab.active')
    .filter({ hasText: `Proposed Changes ${NOTES + 1} of ${NOTES + 1}` })
    .waitFor();
  await driver.screenshot('4 next group');
});
