// Many sessions at once in the real editor: each with its own state, draft and place, found by keyboard, and still there after a reload.
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ModelServerRequest, ScriptedTurn } from '../model-server/script';
import { waitFor } from './driver';
import type { ScriptedPanel } from './scriptedPanel';
import { keepPicturesOfFailures, openScriptedPanel } from './scriptedPanel';

let it: ScriptedPanel;
let panel: Frame;
/** Ends the slow answer. */
let finish: () => void = () => undefined;

const LONG = Array.from({ length: 120 }, (_value, index) => `Line ${index} of the report.\n\n`).join('');

function reply(request: ModelServerRequest): ScriptedTurn | Promise<ScriptedTurn> {
  const words = JSON.stringify(request.body['messages']);
  if (words.includes('Break'))
    return {
      fault: {
        status: 400,
        body: { type: 'error', error: { type: 'invalid_request_error', message: 'No.' } },
      },
    };
  if (words.includes('tool_result')) return { text: 'Installed.' };
  if (words.includes('Install'))
    return { toolCalls: [{ name: 'bash', args: { command: 'npm install left-pad' } }] };
  if (words.includes('Wait')) {
    return new Promise((resolve) => {
      finish = () => resolve({ text: 'It was worth the wait.' });
    });
  }
  return { text: words.includes('report') ? LONG : 'Done.' };
}

beforeAll(async () => {
  it = await openScriptedPanel(reply, { name: 'sessions' });
  panel = await it.panel();
});
afterAll(() => it?.dispose());
keepPicturesOfFailures(() => it);

const input = () => panel.locator('planwright-composer textarea');
const list = () => panel.getByRole('dialog', { name: 'Sessions' });
const row = (title: string) => list().locator('.session-open').filter({ hasText: title });
const title = () => panel.locator('.title-text').innerText();
const statusLabel = () =>
  it.driver.page.locator('.statusbar-item [aria-label*="Planwright"]').first().getAttribute('aria-label');

async function openList(): Promise<void> {
  await panel.locator('.title-button').click();
  await list().waitFor();
}

test('run side by side, and the list says how each of them is', async () => {
  await expect.poll(() => statusLabel()).toMatch(/Open Planwright/);
  await it.ask('Wait for me');
  await panel.locator('.composer .stop').waitFor();
  await expect.poll(statusLabel).toMatch(/is running/);
  await it.newSession();
  await it.ask('Install it');
  await panel.locator('.question').waitFor();
  await expect.poll(statusLabel).toMatch(/a question waits for you/);
  await it.newSession();
  await it.ask('Break it');
  await panel.locator('.error-card').waitFor({ timeout: 30_000 });
  await it.newSession();

  await openList();
  await row('Wait for me').filter({ hasText: 'running' }).waitFor();
  await row('Install it').filter({ hasText: 'waits for you' }).waitFor();
  await row('Break it').filter({ hasText: 'failed' }).waitFor();
  await it.driver.screenshot('states');
  const badge = it.driver.page
    .locator('.activitybar .action-item', { has: it.driver.page.locator('[aria-label^="Planwright"]') })
    .locator('.badge-content');
  await expect.poll(() => badge.innerText()).toBe('1');

  finish();
  await row('Wait for me').filter({ hasText: 'unread' }).waitFor();
  await it.driver.screenshot('unread');
  await row('Wait for me').click();
  await panel.locator('.answer').filter({ hasText: 'It was worth the wait.' }).waitFor();
  await openList();
  await expect.poll(() => row('Wait for me').innerText()).not.toContain('unread');

  // Answered, nothing waits any more.
  await row('Install it').click();
  await panel.locator('.question').waitFor();
  await panel.getByRole('button', { name: /^Deny/ }).first().click();
  await panel.locator('.answer').filter({ hasText: 'Installed.' }).waitFor();
  await expect.poll(() => badge.count().then((count) => (count === 0 ? '' : badge.innerText()))).toBe('');
  await expect.poll(statusLabel).toMatch(/the last run failed/);
});

test('keep draft and place while others are looked at', async () => {
  await it.newSession();
  await it.ask('Write the report');
  await it.ended();
  await input().fill('half a sentence');
  const place = () => panel.evaluate<number>('document.querySelector("planwright-transcript").scrollTop');
  const end = await place();
  await panel.locator('planwright-transcript').hover();
  await it.driver.page.mouse.wheel(0, -1_200);
  await expect.poll(place).toBeLessThan(end - 800);
  // The place is kept when the person rests there.
  await it.driver.page.waitForTimeout(500);
  const before = await place();

  await openList();
  await row('Wait for me').click();
  await expect.poll(title).toBe('Wait for me');
  await expect.poll(() => input().inputValue()).toBe('');
  await input().fill('another one');
  await openList();
  await row('Write the report').click();
  await expect.poll(title).toBe('Write the report');
  await expect.poll(() => input().inputValue()).toBe('half a sentence');
  await expect.poll(async () => Math.abs((await place()) - before)).toBeLessThan(30);
  await openList();
  await row('Wait for me').click();
  await expect.poll(() => input().inputValue()).toBe('another one');
});

test('are found by keyboard alone', async () => {
  const { keyboard } = it.driver.page;
  await it.focusInput();
  await panel.locator('.title-button').focus();
  await keyboard.press('Enter');
  await panel.locator('.session-search:focus').waitFor();
  await keyboard.type('report');
  await expect.poll(() => list().locator('.session-open').count()).toBe(1);
  await it.driver.screenshot('search');
  await keyboard.press('ArrowDown');
  await panel.locator('.session-open:focus').waitFor();
  await keyboard.press('Enter');
  await expect.poll(title).toBe('Write the report');
  await list().waitFor({ state: 'detached' });
});

test('come back with the editor tab after the window was reloaded', async () => {
  await it.driver.runCommand('Planwright: Open Agent in Editor');
  const before = await it.driver.panelTab();
  await before.locator('.prompt').filter({ hasText: 'Write the report' }).waitFor();
  const DRAFT = 'And then a summary of it';
  await before.locator('planwright-composer textarea').fill(DRAFT);
  await waitFor('the draft to be saved', () =>
    before.evaluate(() => new Promise<boolean>((resolve) => setTimeout(() => resolve(true), 600))),
  );
  await it.driver.reloadWindow();
  const tab = await waitFor(
    'the tab with its session',
    async () => {
      const frame = await it.driver.panelTab().catch(() => undefined);
      const isThere = await frame
        ?.locator('.prompt')
        .filter({ hasText: 'Write the report' })
        .waitFor({ timeout: 5_000 })
        .then(
          () => true,
          () => false,
        );
      return isThere === true && frame;
    },
    60_000,
  );
  await expect.poll(() => tab.locator('.title-text').innerText()).toBe('Write the report');
  await expect.poll(() => tab.locator('planwright-composer textarea').inputValue()).toBe(DRAFT);
  await it.driver.screenshot('restored tab');
});
