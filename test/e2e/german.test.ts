// The editor in German: the panel, the host's own texts and those of the manifest are, each by its own way.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDriver, waitFor } from './driver';
import type { Driver } from './driver';

let driver: Driver;
let panel: Frame;

beforeAll(async () => {
  driver = await openDriver({ name: 'german', language: 'de' });
  panel = await driver.panel();
});
afterAll(() => driver?.dispose());

const statusBar = () => driver.page.locator('[id="planwright.planwright.planwright.status"]');

test('the panel is German, before the first prompt and while it asks', async () => {
  await panel.getByRole('button', { name: 'Demo ausprobieren' }).waitFor();
  await expect.poll(() => panel.evaluate('document.documentElement.lang')).toBe('de');
  await driver.screenshot('1 empty');
  await panel.getByRole('button', { name: 'Demo ausprobieren' }).click();
  const input = panel.getByRole('textbox', { name: 'Um eine Änderung bitten' });
  await input.fill('Behebe den Rundungsfehler');
  await input.press('Enter');
  await panel.getByRole('button', { name: 'Einmal zulassen' }).waitFor({ timeout: 60_000 });
  await panel.getByText('Grund der Frage: Das Ausführen von Befehlen fragt im Modus ask.').waitFor();
  await driver.screenshot('2 question');
});

test('the host speaks German: status bar, lists, the agent log', async () => {
  await expect
    .poll(() => statusBar().locator('a').getAttribute('aria-label'))
    .toContain('Eine Frage wartet auf Sie');
  await driver.runCommand('Planwright: Berechtigungsmodus wechseln…');
  const list = driver.page.locator('.quick-input-widget:visible');
  const mode = list.locator('.monaco-list-row', { hasText: 'nur lesen' });
  await mode.filter({ hasText: 'es wird nichts geschrieben oder ausgeführt' }).waitFor();
  await driver.screenshot('3 modes');
  await driver.page.keyboard.press('Escape');
  await driver.runCommand('Planwright: Agent-Protokoll öffnen');
  await driver.page.locator('.tab', { hasText: 'Agent-Protokoll.md' }).waitFor();
  await driver.page.locator('.view-line', { hasText: 'Fragt Sie:' }).first().waitFor();
  await driver.screenshot('4 agent log');
});

test('a template file with a mistake is named with what to do about it, and opens there', async () => {
  const folder = path.join(driver.workspace, '.planwright', 'templates');
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'audit.json'), '{\n  "steps": [{ "description": "Look" },]\n}\n');
  await driver.runCommand('Planwright: Plan aus Vorlage …');
  const list = driver.page.locator('.quick-input-widget:visible');
  // Nobody has trusted it yet.
  await list.locator('input').fill('JSON');
  await list.locator('.monaco-list-row', { hasText: 'Eine Vorlage dieses Arbeitsbereichs ansehen…' }).click();
  await list.locator('.monaco-list-row', { hasText: 'audit.json' }).click();
  await driver.page.locator('.tab', { hasText: 'audit.json' }).waitFor();
  await driver.runCommand('Notifications: Show Notifications');
  await driver.page
    .locator('.notifications-center.visible .monaco-button')
    .filter({ hasText: 'Vertrauen' })
    .click();
  await driver.runCommand('View: Close All Editors');
  await driver.runCommand('Planwright: Plan aus Vorlage …');
  await list.locator('input').fill('JSON');
  const row = list.locator('.monaco-list-row', { hasText: 'audit.json:2' });
  await row.filter({ hasText: 'das ist kein JSON: "]" kann hier nicht stehen.' }).waitFor();
  await driver.screenshot('5 template with a mistake');
  await row.click();
  await driver.page.locator('.tab', { hasText: 'audit.json' }).waitFor();
});

test('the first steps are German, with their pages', async () => {
  await driver.runCommand('Planwright: Erste Schritte');
  await driver.page.locator('.getting-started-step', { hasText: 'Modell auswählen' }).first().waitFor();
  const heading = (frame: Frame) => frame.getByRole('heading', { name: 'Ein Modell Ihrer Wahl' });
  await waitFor('the page beside the steps', async () => {
    const counts = await Promise.all(
      driver.page.frames().map((frame) =>
        heading(frame)
          .count()
          // A frame that is being replaced has nothing to count.
          .catch(() => 0),
      ),
    );
    return counts.some((count) => count > 0);
  });
  await driver.screenshot('6 first steps');
});
