// Hunks in a document without a file: they outlive a reload of the window, and go to the file that the document is saved as, by keyboard.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startModelServer } from '../model-server/modelServer';
import type { ModelServer } from '../model-server/modelServer';
import { openDriver } from './driver';
import type { Driver } from './driver';

const LINES = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

let driver: Driver;
let server: ModelServer;

beforeAll(async () => {
  server = await startModelServer([]);
  const models = [{ id: 'scripted-model', label: 'Scripted' }];
  driver = await openDriver({
    name: 'untitled review',
    settings: {
      'planwright.model': 'scripted/scripted-model',
      'planwright.permissionMode': 'edits',
      'planwright.providers': { scripted: { baseUrl: server.url, api: 'anthropic', models } },
      'editor.autoIndent': 'none',
      'files.simpleDialog.enable': true,
      'files.insertFinalNewline': true,
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

const lenses = (words: string | RegExp): Locator =>
  driver.page.locator('.editor-instance .codelens-decoration a').filter({ hasText: words });
const status = (words: string): Locator =>
  driver.page.locator('.part.statusbar .statusbar-item').filter({ hasText: words });
const tab = (name: string): Locator => driver.page.locator('.tab').filter({ hasText: name });
const quickInput = (): Locator => driver.page.locator('.quick-input-widget:visible .quick-input-box input');

test('hunks of an untitled document outlive a reload, and move to its file when it is saved', async () => {
  const { page } = driver;
  await driver.runCommand('File: New Untitled Text File');
  await tab('Untitled-1').waitFor();
  await page.keyboard.type(LINES.join('\n'));
  server.play([
    { toolCalls: [{ name: 'read', args: { file_path: 'untitled:Untitled-1' } }] },
    ...['two', 'eight'].map((word) => ({
      toolCalls: [
        {
          name: 'edit',
          args: { file_path: 'untitled:Untitled-1', old_string: word, new_string: word.toUpperCase() },
        },
      ],
    })),
    { text: 'It is louder now.' },
  ]);
  const panel = await driver.panel();
  const input = panel.locator('planwright-composer textarea');
  await input.fill('Say it louder');
  await input.press('Enter');
  await panel.getByText('It is louder now.').first().waitFor({ timeout: 60_000 });
  await status('2 hunks').waitFor();
  await expect.poll(() => lenses(/^Undo$/).count()).toBe(2);

  await driver.reloadWindow();
  await tab('Untitled').first().waitFor();
  await status('2 hunks').waitFor();
  await expect.poll(() => lenses(/^Undo$/).count()).toBe(2);
  await driver.screenshot('1 after a reload');

  // One is undone; the other one goes along with the file.
  await lenses(/^Undo$/)
    .first()
    .click();
  await status('1 hunk').waitFor();
  await page.locator('.editor-instance .view-lines').first().click();
  await page.keyboard.press('ControlOrMeta+S');
  // The dialog proposes a name once it has listed the folder.
  await expect.poll(() => quickInput().inputValue()).toMatch(/[\\/]one/);
  const target = path.join(driver.workspace, 'louder.txt');
  await quickInput().fill(target);
  await expect.poll(() => quickInput().inputValue()).toBe(target);
  await driver.screenshot('2 the dialog');
  await page.keyboard.press('Enter');
  await tab('louder.txt').waitFor();
  const onDisk = (): Promise<string> =>
    readFile(path.join(driver.workspace, 'louder.txt'), 'utf8').catch(() => 'none');
  await expect.poll(onDisk).toBe(`${LINES.join('\n').replace('eight', 'EIGHT')}\n`);
  await status('1 hunk').waitFor();
  await expect.poll(() => lenses(/^Undo$/).count()).toBe(1);
  await driver.screenshot('3 saved');
  await lenses(/^Undo$/)
    .first()
    .click();
  await expect.poll(onDisk).toBe(`${LINES.join('\n')}\n`);
});
