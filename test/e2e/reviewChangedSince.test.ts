// A file without text that somebody else changed after the agent: panel and list say so, and Undo asks. What it overwrites comes back.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startModelServer } from '../model-server/modelServer';
import type { ModelServer } from '../model-server/modelServer';
import { openDriver } from './driver';
import type { Driver } from './driver';

const NAME = 'logo.bin';
const BEFORE = '\0as it was';
const AGENTS = '\0by the agent';
const OTHERS = '\0by somebody else';

let server: ModelServer;
let driver: Driver;

beforeAll(async () => {
  server = await startModelServer([]);
  const models = [{ id: 'scripted-model', label: 'Scripted' }];
  driver = await openDriver({
    name: 'review changed since',
    settings: {
      'planwright.providers': { scripted: { baseUrl: server.url, api: 'anthropic', models } },
      'planwright.model': 'scripted/scripted-model',
      'planwright.permissionMode': 'auto',
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

const onDisk = (): Promise<string> => readFile(path.join(driver.workspace, NAME), 'utf8');
const write = (content: string): Promise<void> => writeFile(path.join(driver.workspace, NAME), content);
const dialog = (): Locator => driver.page.locator('.monaco-dialog-box');

test('it is said, asked about, undone anyway, brought back and kept', async () => {
  await write(BEFORE);
  const panel = await driver.panel();
  server.play([
    { toolCalls: [{ name: 'bash', args: { command: `printf '\\000by the agent' > ${NAME}` } }] },
    { text: 'The logo is new.' },
  ]);
  const input = panel.locator('planwright-composer textarea');
  await input.fill('Draw the logo anew');
  await input.press('Enter');
  await panel.getByText('The logo is new.').first().waitFor({ timeout: 60_000 });
  await expect.poll(onDisk).toBe(AGENTS);

  const bar = panel.locator('.review-bar');
  await bar.locator('.review-toggle').click();
  await bar.getByRole('button', { name: `${NAME}, binary or too large, printf` }).waitFor();
  await write(OTHERS);
  const row = bar.getByRole('button', { name: `${NAME}, binary or too large, changed by others since` });
  await row.waitFor({ timeout: 30_000 });
  await driver.page.locator('.pane-header[aria-label^="Proposed Changes"]').click();
  const listed = driver.page.locator('.pane .monaco-list-row').filter({ hasText: NAME }).first();
  await expect.poll(() => listed.innerText()).toContain('changed since');

  // Left open, nothing happens.
  const undo = bar.getByRole('button', { name: `Undo ${NAME}`, exact: true });
  await undo.click();
  await dialog().getByText(`${NAME} was changed by others since.`).waitFor();
  await driver.screenshot('1 the question');
  await driver.page.keyboard.press('Escape');
  await dialog().waitFor({ state: 'detached' });
  await expect.poll(onDisk).toBe(OTHERS);

  await undo.click();
  await driver.clickDialogButton('Undo Anyway');
  await expect.poll(onDisk).toBe(BEFORE);
  await bar.waitFor({ state: 'detached' });
  await driver.screenshot('2 undone');

  // The test editor shows no pop-ups.
  await driver.runCommand('Notifications: Show Notifications');
  const told = driver.page.locator('.notifications-center.visible');
  await told.getByText('The change was undone. What was there is stored.').waitFor();
  await told.getByRole('button', { name: 'Bring Back' }).click();
  await expect.poll(onDisk).toBe(OTHERS);
  await row.waitFor();

  // From the list, and kept as it is now.
  await driver.runCommand('Planwright: Undo All Changes');
  await driver.clickDialogButton('Keep');
  await bar.waitFor({ state: 'detached' });
  await expect.poll(onDisk).toBe(OTHERS);
});
