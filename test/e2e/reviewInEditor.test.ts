// The review from the panel in the real editor: a proposed text is edited before it is applied, the change is kept or undone from the
// line above the input, and the files go back to before the prompt and forward again.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDriver } from './driver';
import type { Driver } from './driver';

let driver: Driver;

beforeAll(async () => {
  driver = await openDriver({ name: 'review', settings: { 'planwright.model': 'demo/scripted' } });
});
afterAll(() => driver?.dispose());

const cart = (): Promise<string> => readFile(path.join(driver.workspace, 'src/cart.js'), 'utf8');

/** Allows what asks, and refuses other edits, until something else is there. */
async function answerUntil(question: Locator, wanted: Locator): Promise<void> {
  for (let questions = 0; questions < 8; questions += 1) {
    await wanted.or(question).first().waitFor({ timeout: 60_000 });
    if (await wanted.isVisible()) return;
    const action = (await question.first().innerText()).startsWith('Edit') ? /^Deny/ : /^Allow once/;
    const title = await question.locator('.question-title').first().innerText();
    await question.first().getByRole('button', { name: action }).first().click();
    await expect
      .poll(() => question.locator('.question-title').allInnerTexts(), { timeout: 60_000 })
      .not.toContain(title);
  }
}

test('edit before applying, undo from the panel, restore and redo', async () => {
  const { page } = driver;
  const panel = await driver.panel();
  const before = await cart();
  const input = panel.locator('planwright-composer textarea');
  await input.fill('Fix the rounding bug in the cart');
  await input.press('Enter');

  // The proposal is opened beside the old text, changed there, and applied from the card.
  const question = panel.locator('.question');
  const facts = panel.locator('.facts').first();
  const edit = question.getByRole('button', { name: 'Edit src/cart.js before applying' });
  await answerUntil(question, edit);
  await edit.click();
  await question.getByText('Open in an editor').waitFor();
  const modified = page.locator('.monaco-diff-editor .editor.modified').first();
  await modified.locator('.view-lines').click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.type('// Totals are rounded once.\n');
  await driver.screenshot('1 edit before applying');
  await question.getByRole('button', { name: 'Apply edited' }).click();
  await expect.poll(cart).toContain('// Totals are rounded once.');
  await panel.getByText('Applied as you changed it').waitFor();

  await answerUntil(question, facts);

  // What is proposed is one line above the input, which opens to its hunks.
  const bar = panel.locator('.review-bar');
  await bar.locator('.review-toggle').click();
  await bar.locator('.review-hunk').first().waitFor();
  await driver.screenshot('2 proposed changes');
  const after = await cart();
  await bar
    .getByRole('button', { name: /^Undo line 1 of|^Undo lines 1–\d+ of/ })
    .first()
    .click();
  await expect.poll(cart).not.toContain('// Totals are rounded once.');
  await panel.locator('planwright-call-review').filter({ hasText: 'undone' }).first().waitFor();
  await driver.screenshot('3 one hunk undone');

  // Back to before the prompt, and forward again.
  const reviewed = await cart();
  expect(reviewed).not.toBe(after);
  await panel.locator('.prompt').first().hover();
  await panel.getByRole('button', { name: 'Restore to here…' }).first().click();
  const card = panel.locator('.restore-card');
  await card.getByLabel('Only files').check();
  await driver.screenshot('4 restore card');
  await card.getByRole('button', { name: /^Restore \d file/ }).click();
  await expect.poll(cart).toBe(before);
  await panel.getByRole('button', { name: 'Redo' }).click();
  await expect.poll(cart).toBe(reviewed);
  await panel.getByText('The restore was taken back').first().waitFor();
  await driver.screenshot('5 restored and redone');
});
