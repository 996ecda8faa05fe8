// A newcomer sets a key: it is tried at once, a wrong one is said so, a right one makes the model ready to use.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startModelServer } from '../model-server/modelServer';
import type { ModelServer } from '../model-server/modelServer';
import { openDriver, waitFor } from './driver';
import type { Driver } from './driver';

const KEY = 'sk-right-0123456789abcdef';
let server: ModelServer;
let driver: Driver;
let dataDirectory: string;

beforeAll(async () => {
  server = await startModelServer([{ text: 'Good to meet you.' }], { apiKey: KEY });
  dataDirectory = await mkdtemp(path.join(tmpdir(), 'planwright-data-'));
  const models = [{ id: 'scripted-model', label: 'Scripted' }];
  driver = await openDriver({
    name: 'set api key',
    dataDirectory,
    settings: { 'planwright.providers': { gateway: { baseUrl: server.openaiUrl, api: 'chat', models } } },
  });
});
afterAll(async () => {
  await driver?.dispose();
  await server?.dispose();
  await rm(dataDirectory, { recursive: true, force: true });
});

async function enterKey(key: string): Promise<void> {
  await driver.runCommand('Planwright: Set API Key…');
  const rows = driver.page.locator('.quick-input-widget:visible .monaco-list-row');
  await rows.filter({ hasText: 'gateway' }).first().click();
  const box = driver.page.locator('.quick-input-widget:visible input[type="password"]');
  await box.waitFor();
  await box.fill(key);
  await driver.screenshot('key box');
  await box.press('Enter');
  // The editor asks for its validity before it takes the key; another input that opens meanwhile would throw it away.
  await box.waitFor({ state: 'hidden' });
}

test('a wrong key is refused with the reason, a right one is used', async () => {
  const panel = await driver.panel();
  await panel.getByRole('button', { name: /key/i }).first().waitFor();

  await enterKey('sk-wrong-0123456789abcdef');
  // The test editor shows no pop-ups; they wait in its list.
  const list = driver.page.locator('.notifications-center');
  await waitFor('the refusal of the key', async () => {
    await driver.runCommand('Notifications: Show Notifications');
    const keep = list.locator('.monaco-button', { hasText: 'Keep It Anyway' });
    return keep.waitFor({ timeout: 2_000 }).then(
      () => true,
      () => false,
    );
  });
  await driver.screenshot('wrong key');
  await expect.poll(() => list.innerText()).toMatch(/key/i);
  await expect.poll(() => list.innerText()).not.toContain('sk-wrong');
  await driver.runCommand('Notifications: Clear All Notifications');

  await enterKey(KEY);
  const input = panel.locator('planwright-composer textarea');
  await panel.getByText('First, choose a model').waitFor({ state: 'detached' });
  await driver.screenshot('key set');
  await input.fill('Hello');
  await input.press('Enter');
  await panel.getByText('Good to meet you.', { exact: true }).first().waitFor();
  await driver.screenshot('answered');
});

test('the key is nowhere in settings, logs or sessions', async () => {
  const files = await readdir(dataDirectory, { recursive: true, withFileTypes: true });
  const texts = await Promise.all(
    files
      .filter((entry) => entry.isFile())
      .map((entry) => readFile(path.join(entry.parentPath, entry.name), 'latin1')),
  );
  expect(texts.length).toBeGreaterThan(0);
  expect(texts.filter((text) => text.includes(KEY)).length).toBe(0);
});
