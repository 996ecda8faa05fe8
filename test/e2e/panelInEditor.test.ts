// The panel in the real editor as people with other needs and habits use it: by keyboard alone, in high contrast, narrow, wide, twice
// on the screen, reloaded while it streams, and in two windows.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seriousProblems } from './accessibilityCheck';
import { openDriver, waitFor } from './driver';
import type { Driver } from './driver';

let driver: Driver;

beforeAll(async () => {
  driver = await openDriver({
    name: 'panel',
    settings: { 'planwright.model': 'demo/scripted', 'workbench.colorTheme': 'Default High Contrast' },
  });
  await useHighContrast();
});
afterAll(() => driver?.dispose());

/** As a person has it who has set their system so: the editor follows, once it listens. */
async function useHighContrast(): Promise<void> {
  const { page } = driver;
  await waitFor(
    'the high contrast theme',
    async () => {
      // The workbench hears of changes only, and of each with a frame, so there has to be one.
      await page.emulateMedia({ forcedColors: 'none', colorScheme: 'light' });
      await page.evaluate('new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)))');
      await page.emulateMedia({ forcedColors: 'active', colorScheme: 'dark' });
      return page
        .locator('.monaco-workbench.hc-black')
        .waitFor({ timeout: 2_000 })
        .then(
          () => true,
          () => false,
        );
    },
    60_000,
  );
}

/** Drags the edge of the side bar until the panel has 240 pixels. */
async function makeNarrow(): Promise<void> {
  const { page } = driver;
  const sideBar = await page.locator('.part.sidebar').boundingBox();
  if (sideBar === null) throw new Error('The side bar is not shown.');
  const edge = sideBar.x + sideBar.width;
  await page.mouse.move(edge, 400);
  await page.mouse.down();
  await page.mouse.move(sideBar.x + 240, 400, { steps: 5 });
  await page.mouse.up();
}

const file = (name: string): Promise<string> => readFile(path.join(driver.workspace, name), 'utf8');

/** Elements that stick out to the right; code scrolls inside its own box. */
const outside = (frame: Frame): Promise<string[]> =>
  frame.evaluate<string[]>(`[...document.querySelectorAll('planwright-panel *')]
    .filter((it) => it.closest('.diff-lines, pre, .visually-hidden, vscode-option') === null)
    .filter((it) => it.getBoundingClientRect().right > innerWidth + 0.5)
    .map((it) => it.tagName + '.' + it.className)`);

const focusedName = (frame: Frame): Promise<string> =>
  frame.evaluate<string>('document.activeElement.tagName + "." + document.activeElement.className');

/** Goes to the open question by its key and waits until it takes keys. */
async function goToQuestion(frame: Frame, title: RegExp): Promise<void> {
  await frame.locator('.question-title').filter({ hasText: title }).waitFor({ timeout: 60_000 });
  await driver.page.keyboard.press('Alt+q');
  await expect.poll(() => focusedName(frame)).toBe('DIV.question');
  // A card ignores keys in the moment it appears.
  await driver.page.waitForTimeout(500);
}

test('the demo task is done by keyboard alone on 240 pixels, and the panel may be reloaded while it streams', async () => {
  const { keyboard } = driver.page;
  let panel = await driver.panel();
  await panel.locator('planwright-composer').waitFor();
  await makeNarrow();
  await expect.poll(() => panel.evaluate('innerWidth')).toBeLessThan(260);
  await keyboard.press('Alt+q');
  await expect.poll(() => focusedName(panel)).toMatch(/^TEXTAREA/);
  await keyboard.type('Fix the rounding bug in @cart.js');
  await panel.getByRole('option', { name: 'cart.js' }).first().waitFor({ timeout: 20_000 });
  await driver.screenshot('1 mention');
  await keyboard.press('Enter');
  await panel.locator('.composer .chip-name').filter({ hasText: 'cart.js' }).waitFor();
  await keyboard.press('Enter');
  await panel.locator('.prompt .chip-name').filter({ hasText: 'cart.js' }).waitFor();

  // In the middle of the first answer: the page is thrown away, the run goes on.
  await panel.locator('.answer').first().waitFor({ timeout: 30_000 });
  await driver.runCommand('Developer: Reload Webviews');
  await expect.poll(() => panel.isDetached(), { timeout: 20_000 }).toBe(true);
  panel = await driver.panel();
  await panel.locator('.prompt-text').filter({ hasText: 'Fix the rounding bug in cart.js' }).waitFor();

  await expect.poll(() => panel.evaluate('document.body.className')).toContain('vscode-high-contrast');
  await goToQuestion(panel, /Run a command/);
  await expect.poll(() => seriousProblems(panel)).toEqual([]);
  await keyboard.press('Enter');
  await goToQuestion(panel, /Edit src\/cart\.js/);
  await driver.screenshot('2 question');
  await expect.poll(() => seriousProblems(panel)).toEqual([]);
  await keyboard.press('Enter');
  await goToQuestion(panel, /Edit CHANGELOG\.md/);
  await keyboard.press('Escape');
  await goToQuestion(panel, /Run a command/);
  await keyboard.press('Enter');
  await panel.locator('.facts').waitFor({ timeout: 60_000 });

  await expect.poll(() => file('src/cart.js')).toContain('Math.round(');
  await expect.poll(() => file('CHANGELOG.md')).not.toMatch(/round/i);
  await expect.poll(() => panel.locator('.answer').last().innerText()).toContain('you refused it');
  await expect.poll(() => seriousProblems(panel)).toEqual([]);
});

test('it fits a narrow side bar and a wide editor tab, and both show the same session', async () => {
  const panel = await driver.panel();
  await expect.poll(() => panel.evaluate('innerWidth')).toBeLessThan(260);
  await driver.screenshot('3 narrow');
  await expect.poll(() => outside(panel)).toEqual([]);

  await driver.runCommand('Planwright: Open Agent in Editor');
  const tab = await driver.panelTab();
  await tab.locator('.prompt').waitFor();
  await expect.poll(() => tab.evaluate('innerWidth')).toBeGreaterThan(800);
  await expect.poll(() => outside(tab)).toEqual([]);
  await tab.locator('planwright-composer textarea').fill('Is it done?');
  await tab.locator('planwright-composer textarea').press('Enter');
  for (const view of [panel, tab]) {
    await view.locator('.prompt').filter({ hasText: 'Is it done?' }).waitFor();
    await view
      .locator('.answer')
      .filter({ hasText: 'already rounds to the nearest cent' })
      .waitFor({ timeout: 60_000 });
  }
  await expect.poll(() => tab.locator('.facts').count()).toBe(2);
  await driver.screenshot('4 wide');
  await expect.poll(() => seriousProblems(tab)).toEqual([]);
  await expect.poll(() => tab.locator('planwright-composer textarea').inputValue()).toBe('');
});

test('a second window sees the session and can take it over', async () => {
  const other = await driver.secondWindow();
  const there = await other.panel();
  await there.getByText('This session is open in another window.').waitFor({ timeout: 60_000 });
  await there.locator('.prompt').filter({ hasText: 'Is it done?' }).waitFor();
  await there.getByRole('button', { name: 'Take over' }).click();
  await there.locator('planwright-composer textarea').waitFor({ timeout: 20_000 });
  const here = await driver.panel();
  await here.getByText('This session is open in another window.').waitFor({ timeout: 30_000 });
  await driver.screenshot('5 taken over');
});
