// Permission rules in the real editor: a question is answered from the palette, and the view shows, changes, removes and adds rules.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startModelServer } from '../model-server/modelServer';
import type { ModelServer } from '../model-server/modelServer';
import { openDriver } from './driver';
import type { Driver } from './driver';

let server: ModelServer;
let driver: Driver;

beforeAll(async () => {
  server = await startModelServer([]);
  const models = [{ id: 'scripted-model', label: 'Scripted' }];
  driver = await openDriver({
    name: 'permissions',
    viewport: { width: 1440, height: 1000 },
    settings: {
      'planwright.providers': { scripted: { baseUrl: server.openaiUrl, api: 'chat', models } },
      'planwright.model': 'scripted/scripted-model',
      'planwright.permissions.deny': ['bash(git push:*)', 'npm publish'],
    },
  });
});
afterAll(async () => {
  await driver?.dispose();
  await server?.dispose();
});

const header = (): Locator => driver.page.locator('.pane-header[aria-label^="Permissions"]');
const pane = (): Locator => driver.page.locator('.pane', { has: header() });
const row = (name: string): Locator => pane().locator('.monaco-list-row').filter({ hasText: name }).first();
const input = (): Locator => driver.page.locator('.quick-input-widget:visible .quick-input-box input');
const poll = <Value>(value: () => Promise<Value>) => expect.poll(value, { timeout: 30_000 });
const choose = (name: string): Promise<void> =>
  driver.page
    .locator('.quick-input-widget:visible .monaco-list-row')
    .filter({ hasText: name })
    .first()
    .click();
const labelOf = (name: string): Promise<string | null> => row(name).getAttribute('aria-label');

test('a question is answered from the palette, for this workspace and by a wider rule', async () => {
  const bash = (command: string) => ({ toolCalls: [{ name: 'bash', args: { command } }] });
  server.play([bash('expr 1 + 1'), bash('cat package.json'), bash('expr 2 + 2'), { text: 'Done.' }]);
  const panel = await driver.panel();
  await panel.locator('planwright-composer textarea').fill('Reckon');
  await panel.locator('planwright-composer textarea').press('Enter');
  await panel.locator('planwright-question').waitFor();
  await driver.runCommand('Planwright: Answer the Waiting Question');
  const dialog = driver.page.locator('.monaco-dialog-box');
  await dialog.getByText('expr 1 + 1').waitFor();
  await driver.screenshot('question-dialog');
  await driver.clickDialogButton('Allow and Remember');
  await choose('This workspace');
  await poll(() => input().inputValue()).toBe('bash(expr 1 + 1)');
  await input().fill('bash(expr *');
  await driver.page.getByText('The rule has a `(` without a `)` at its end.').waitFor();
  await input().fill('bash(expr *)');
  await input().press('Enter');
  await panel.locator('.facts').waitFor({ timeout: 30_000 });
});

test('the view shows all rules with what they would have decided, and they are changed by keys', async () => {
  await driver.runCommand('Planwright: Show Permissions');
  await row('bash(expr *)').waitFor();
  await poll(() => labelOf('bash(expr *)')).toContain('bash(expr *), allow · 2 of 3 calls');
  await poll(() => labelOf('npm publish')).toContain('A rule begins with the name of a tool');
  await row('bash(expr *)').click();
  await driver.page.keyboard.press('ArrowRight');
  await row('expr 2 + 2').waitFor();
  await driver.screenshot('permissions-view');
  await row('bash(expr *)').click();
  await driver.page.keyboard.press('Alt+E');
  await poll(() => input().inputValue()).toBe('bash(expr *)');
  await input().fill('bash(expr 1 *)');
  await driver.page.getByText('allow: 1 of 3 calls of this session').waitFor();
  await input().press('Enter');
  await poll(() => labelOf('bash(expr 1 *)')).toContain('allow · 1 of 3 calls');
  await row('bash(expr 1 *)').click();
  await driver.page.keyboard.press('Alt+x');
  await poll(() => row('bash(expr 1 *)').count()).toBe(0);
  // The test editor shows no pop-ups.
  await driver.runCommand('Notifications: Show Notifications');
  await driver.page
    .locator('.notifications-center.visible .monaco-button')
    .filter({ hasText: 'Undo' })
    .click();
  await row('bash(expr 1 *)').waitFor();
});

test('a rule is added from the palette', async () => {
  await driver.runCommand('Planwright: Add Permission Rule');
  await choose('Deny');
  await choose('This Session');
  await input().fill('bash(cat *)');
  await driver.page.getByText('deny: 1 of 3 calls of this session').waitFor();
  await input().press('Enter');
  await poll(() => labelOf('bash(cat *)')).toContain('deny · 1 of 3 calls');
});

test("rules of Claude Code's settings are shown, ticked and added; what the workspace would allow needs a second yes", async () => {
  await mkdir(path.join(driver.workspace, '.claude'));
  const permissions = {
    allow: ['Bash(npm run test:*)', 'WebFetch(domain:example.com)'],
    deny: ['Read(./secrets/**)'],
    ask: ['Bash(git push *)'],
  };
  await writeFile(path.join(driver.workspace, '.claude', 'settings.json'), JSON.stringify({ permissions }));
  await driver.runCommand('Planwright: Import Permission Rules from Claude Code');
  await choose('settings.json');
  await driver.page.locator('.quick-input-widget:visible').getByText('read(secrets/**)').waitFor();
  // What the file allows is not ticked by itself.
  await poll(() => driver.page.locator('.quick-input-widget:visible').innerText()).toContain('2 Selected');
  await driver.screenshot('import');
  await choose('bash(npm run test:*)');
  await driver.page.locator('.quick-input-widget:visible .monaco-button').filter({ hasText: 'OK' }).click();
  await driver.page.locator('.monaco-dialog-box').getByText('bash(npm run test:*)').waitFor();
  await driver.clickDialogButton('Allow These');
  await choose('This Workspace');
  await driver.runCommand('Planwright: Show Permissions');
  await poll(() => labelOf('bash(npm run test:*)')).toContain('allow · 0 of 3 calls');
  await poll(() => labelOf('read(secrets/**)')).toContain('deny · 0 of 3 calls');
  await poll(() => labelOf('bash(git push:*)')).toContain('deny');
});
