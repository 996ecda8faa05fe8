// What a person does with an answer and with a call in the real editor: copy, insert, open the place, the output, the change, and have
// it explained.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ScriptedTurn } from '../model-server/script';
import type { ScriptedPanel } from './scriptedPanel';
import { keepPicturesOfFailures, openScriptedPanel } from './scriptedPanel';

const ANSWER = [
  'The rate is in `src/tax.js:4`, see also [the cart](src/cart.js#L24).',
  '',
  '```js',
  "const country = 'DE';",
  '```',
].join('\n');
const EDIT: ScriptedTurn = {
  toolCalls: [
    {
      name: 'edit',
      args: {
        file_path: 'src/cart.js',
        old_string: 'Math.floor(amount * 100)',
        new_string: 'Math.round(amount * 100)',
      },
    },
  ],
};

let it: ScriptedPanel;
let panel: Frame;

beforeAll(async () => {
  it = await openScriptedPanel([], {
    name: 'answers',
    settings: { 'planwright.permissionMode': 'auto' },
  });
  panel = await it.panel();
});
afterAll(() => it?.dispose());
keepPicturesOfFailures(() => it);

const status = (words: RegExp) =>
  it.driver.page.locator('.statusbar-item').filter({ hasText: words }).first().waitFor();
const tab = (words: RegExp) =>
  it.driver.page.locator('.tab.active').filter({ hasText: words }).first().waitFor();
/** What the editor shows; it draws spaces in a way of its own. */
const shown = async (): Promise<string> => {
  const lines = await it.driver.page.locator('.editor-instance .view-line').allTextContents();
  return lines.join('\n').replaceAll(/[\u00a0\u00b7]/g, ' ');
};

test('code is copied, and inserted at the cursor', async () => {
  const { page } = it.driver;
  it.server.play([{ text: ANSWER }]);
  await it.ask('Where is the rate?');
  await it.ended();
  await it.driver.screenshot('answer');
  await panel.getByRole('button', { name: 'Copy js code' }).click();
  await panel.locator('.code-header .codicon-check').waitFor();
  await expect.poll(() => page.evaluate('navigator.clipboard.readText()')).toBe("const country = 'DE';");

  await it.driver.openFile('src/format.js');
  await page.keyboard.press('Control+Home');
  await panel.getByRole('button', { name: 'Insert at the cursor' }).click();
  await expect.poll(shown).toContain("const country = 'DE';/** An amount as a customer reads it");
  await page.locator('.monaco-editor.focused').waitFor();
  // One undo takes it back.
  await page.keyboard.press('Control+z');
  await expect.poll(shown).not.toContain('country');
});

test('a link to a file opens it at its line', async () => {
  await panel.locator('.answer').getByText('src/tax.js:4').click();
  await tab(/tax\.js/);
  await status(/Ln 4, Col 1/);
  await panel.locator('.answer').getByText('the cart').click();
  await tab(/cart\.js/);
  await status(/Ln 24, Col 1/);
});

test('the whole output of a command opens in an editor', async () => {
  it.server.play([{ toolCalls: [{ name: 'bash', args: { command: 'seq 1 400' } }] }, { text: 'Counted.' }]);
  await it.ask('Count');
  await it.ended();
  const card = panel.locator('.tool').filter({ hasText: 'seq 1 400' });
  await card.getByRole('button', { name: 'Open output' }).click();
  await tab(/\.txt|output/);
  await expect.poll(shown).toMatch(/1\n2\n3\n/);
  await it.driver.page.keyboard.press('Control+End');
  await expect.poll(shown).toContain('399\n400');
  await it.driver.screenshot('output');
});

test('the change of an edit opens in the diff editor, and the call is explained', async () => {
  it.server.play([EDIT, { text: 'Rounded.' }]);
  await it.ask('Round to the nearest cent');
  await it.ended();
  await expect
    .poll(() => readFile(path.join(it.driver.workspace, 'src/cart.js'), 'utf8'))
    .toContain('Math.round(');
  const card = panel.locator('.tool').filter({ hasText: 'src/cart.js' });
  await it.driver.screenshot('edit card');
  await card.getByRole('button', { name: 'Open the change of src/cart.js in the diff editor' }).click();
  await tab(/cart\.js \(changed by the agent\)/);
  await it.driver.page.locator('.monaco-diff-editor').waitFor();
  await it.driver.screenshot('diff editor');

  it.server.play(() => ({ text: 'It replaces floor by round.' }));
  await card.getByRole('button', { name: 'Explain' }).click();
  await tab(/Explanation\.md/);
  await expect.poll(shown).toContain('It replaces floor by round.');
  expect(it.lastConversation()).toContain('Math.round');
  await it.driver.screenshot('explained');
});
