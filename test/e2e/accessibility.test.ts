// The panel in the real editor for people with other needs: the light theme of high contrast, no motion, and what opens beside the
// transcript. axe finds nothing serious in any of it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ScriptedTurn } from '../model-server/script';
import { seriousProblems } from './accessibilityCheck';
import type { ScriptedPanel } from './scriptedPanel';
import { keepPicturesOfFailures, openScriptedPanel } from './scriptedPanel';
import type { Frame } from 'playwright-core';

let it: ScriptedPanel;
let panel: Frame;

beforeAll(async () => {
  it = await openScriptedPanel([], {
    name: 'accessibility',
    settings: {
      'workbench.colorTheme': 'Default High Contrast Light',
      'window.autoDetectHighContrast': false,
      'workbench.reduceMotion': 'on',
    },
  });
  panel = await it.panel();
});
afterAll(() => it?.dispose());
keepPicturesOfFailures(() => it);

const bash = (command: string): ScriptedTurn => ({ toolCalls: [{ name: 'bash', args: { command } }] });

test('in the light theme of high contrast, the empty state and a question are sound', async () => {
  await expect.poll(() => panel.evaluate('document.body.className')).toContain('vscode-high-contrast-light');
  await expect.poll(() => seriousProblems(panel)).toEqual([]);
  it.server.play([{ ...bash('npm install left-pad'), thinking: 'It needs padding.' }, { text: 'Then not.' }]);
  await it.ask('Pad it');
  await panel.locator('.question').waitFor();
  await it.driver.screenshot('question');
  await expect.poll(() => seriousProblems(panel)).toEqual([]);
  await panel.getByRole('button', { name: 'Always…' }).click();
  await panel.locator('.question-rule-text:focus').waitFor();
  await expect.poll(() => seriousProblems(panel)).toEqual([]);
  await it.driver.page.keyboard.press('Escape');
  await it.driver.page.keyboard.press('Escape');
  await panel.locator('.answer').filter({ hasText: 'Then not.' }).waitFor();
});

test('the context view, the session list and the mentions are sound', async () => {
  await panel.locator('.gauge').click();
  await panel.getByRole('region', { name: 'What fills the context' }).waitFor();
  await it.driver.screenshot('context');
  await expect.poll(() => seriousProblems(panel)).toEqual([]);
  await panel.locator('.gauge').click();
  await it.focusInput();
  await it.driver.page.keyboard.type('@');
  await panel.getByRole('option').first().waitFor();
  await it.driver.screenshot('mentions');
  await expect.poll(() => seriousProblems(panel)).toEqual([]);
  await it.driver.page.keyboard.press('Escape');
  await panel.locator('.title-button').click();
  await panel.getByRole('dialog', { name: 'Sessions' }).waitFor();
  await it.driver.screenshot('sessions');
  await expect.poll(() => seriousProblems(panel)).toEqual([]);
  await it.driver.page.keyboard.press('Escape');
});

test('an error card is sound, in the editor tab, too', async () => {
  const message = 'No such model.';
  it.server.play([
    { fault: { status: 400, body: { type: 'error', error: { type: 'invalid_request_error', message } } } },
  ]);
  await it.ask('Try this');
  await panel.locator('.error-card').waitFor({ timeout: 30_000 });
  await it.driver.screenshot('error');
  await expect.poll(() => seriousProblems(panel)).toEqual([]);
  await it.driver.runCommand('Planwright: Open Agent in Editor');
  const tab = await it.driver.panelTab();
  await tab.locator('.error-card').waitFor();
  await it.driver.screenshot('tab');
  await expect.poll(() => seriousProblems(tab)).toEqual([]);
  await it.driver.runCommand('View: Close All Editors');
});

test('nothing moves for people who do not want it, while it works and streams', async () => {
  await it.newSession();
  it.server.play([{ text: 'One word after the other, for quite a while.', deltaMs: 300, latencyMs: 1_500 }]);
  await it.ask('Slowly');
  const moving = () =>
    panel.evaluate<number>(
      'document.getAnimations().filter((one) => one.playState === "running" && one.effect.getComputedTiming().duration > 1).length',
    );
  await panel.locator('.working').waitFor();
  await expect.poll(() => moving()).toBe(0);
  await panel.locator('.answer').waitFor();
  await expect.poll(() => moving()).toBe(0);
  await it.ended();
});
