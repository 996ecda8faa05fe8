// What goes along with a prompt, as a person chooses it in the real editor: the model server shows what was really sent.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { waitFor } from './driver';
import type { ScriptedPanel } from './scriptedPanel';
import { keepPicturesOfFailures, openScriptedPanel } from './scriptedPanel';

let it: ScriptedPanel;

beforeAll(async () => {
  it = await openScriptedPanel([], {
    name: 'mentions',
    settings: {
      'planwright.permissionMode': 'auto',
      'terminal.integrated.shellIntegration.enabled': true,
    },
  });
});
afterAll(() => it?.dispose());
keepPicturesOfFailures(() => it);
beforeEach(async () => {
  it.server.play(() => ({ text: 'Noted.' }));
  await it.newSession();
});

/** A menu does not take a click in the moment it opens. */
async function chooseInMenu(words: RegExp): Promise<void> {
  const item = it.driver.page.locator('.context-view .action-item').filter({ hasText: words });
  await item.hover();
  await waitFor('the menu to take the click', async () => {
    await item.click({ timeout: 1_000 }).catch(() => undefined); // it is gone when the click was taken
    return (await item.count()) === 0;
  });
}

/** Types into the input, takes the choice that shows the words, and waits for its chip. */
async function choose(typed: string, choice: RegExp, chip: RegExp): Promise<void> {
  const panel = await it.panel();
  await it.focusInput();
  await it.driver.page.keyboard.type(typed);
  const row = panel.getByRole('option').filter({ hasText: choice }).first();
  await row.waitFor({ timeout: 20_000 });
  for (let step = 0; (await row.getAttribute('aria-selected')) !== 'true'; step++) {
    expect(step, 'the choice is reached with the arrow keys').toBeLessThan(30);
    await it.driver.page.keyboard.press('ArrowDown');
  }
  await it.driver.screenshot(`choice ${typed}`);
  await it.driver.page.keyboard.press('Enter');
  await chipOf(chip);
}

async function chipOf(words: RegExp): Promise<void> {
  const panel = await it.panel();
  await panel.locator('.composer .chip-name').filter({ hasText: words }).waitFor();
}

/** Types the rest of the prompt, sends it, and gives back what the model got. */
async function send(words: string): Promise<string> {
  await it.focusInput();
  await it.driver.page.keyboard.type(words);
  await it.send();
  await it.ended();
  return it.lastPrompt();
}

async function selectLines(from: number, count: number): Promise<void> {
  const { page } = it.driver;
  await page.keyboard.press('Control+g');
  await page.locator('.quick-input-widget:visible .quick-input-box input').waitFor();
  await page.keyboard.type(String(from));
  await page.keyboard.press('Enter');
  for (let line = 0; line < count; line++) await page.keyboard.press('Shift+ArrowDown');
}

test('the selection of the editor', async () => {
  await it.driver.openFile('src/cart.js');
  await selectLines(24, 2);
  await choose('Why @sel', /cart\.js:24–25/, /cart\.js:24–25/);
  const sent = await send('is it rounded down?');
  expect(sent).toContain('return Math.floor(amount * 100) / 100;');
  expect(sent).not.toContain('discountFor(');
});

test('a symbol of the workspace', async () => {
  await it.driver.openFile('src/cart.js');
  await choose('Explain @taxRa', /taxRate.*function/s, /taxRate/);
  const sent = await send(' please');
  expect(sent).toContain('export function taxRate(country)');
  expect(sent).not.toContain('DE: 0.19');
});

test('the problems that the editor reports', async () => {
  await writeFile(path.join(it.driver.workspace, 'src/broken.js'), 'const = 1;\n');
  await it.driver.openFile('src/broken.js');
  await it.driver.page.locator('.squiggly-error').first().waitFor({ timeout: 60_000 });
  await choose('Mend the @prob', /Problems.*(errors and warnings|1 error or warning)/s, /Problems/);
  const sent = await send('now');
  expect(sent).toContain('src/broken.js');
  expect(sent).toMatch(/1:7 error/);
});

test("the output of the agent's own command", async () => {
  const marks = ['first', 'second'].map((word) => `${word}-of-the-agent`);
  it.server.play([
    { toolCalls: [{ name: 'bash', args: { command: `echo ${marks[0]} && echo ${marks[1]}` } }] },
    { text: 'Ran.' },
  ]);
  await it.ask('Run it');
  await it.ended();
  it.server.play(() => ({ text: 'Noted.' }));
  await choose('What says @echo', /echo first-of-the-agent/, /echo first-of-the-agent/);
  const sent = await send('?');
  expect(sent).toContain(`$ echo ${marks[0]} && echo ${marks[1]}\n${marks[0]}\n${marks[1]}`);
  expect(sent).toContain('(exit code 0)');
});

test("a command in the person's own terminal, and what is selected there", async () => {
  const { page } = it.driver;
  await it.driver.runCommand('Terminal: Create New Terminal');
  const terminal = page.locator('.terminal-wrapper.active .xterm');
  await terminal.waitFor();
  await page.locator('.xterm-helper-textarea:focus').waitFor();
  // The mark of a prompt: the shell tells the editor about its commands from now on.
  await page.locator('.terminal-command-decoration').first().waitFor();
  await page.keyboard.type('sleep 0.5; echo from-my-$((40 + 2))-shell\n');
  await page.locator('.terminal-command-decoration').nth(1).waitFor();
  // In a terminal the keys are the shell's own, but for one that goes to a question.
  await it.driver.runCommand('Planwright: Open Agent');
  await choose('What is @sleep', /sleep 0\.5; echo from-my-.*your terminal/s, /sleep 0\.5/);
  const command = await send('?');
  expect(command).toContain('from-my-42-shell');

  await it.newSession();
  const box = await terminal.boundingBox();
  if (box === null) throw new Error('The terminal is not shown.');
  await page.mouse.move(box.x + 2, box.y + 6);
  await page.mouse.down();
  await page.mouse.move(box.x + 300, box.y + 100, { steps: 5 });
  await page.mouse.up();
  await page.mouse.click(box.x + 60, box.y + 30, { button: 'right' });
  await chooseInMenu(/Add Terminal Selection to Chat/);
  await chipOf(/./);
  await it.driver.screenshot('terminal selection');
  const sent = await send('Explain this');
  expect(sent).toContain('from-my-42-shell');
  expect(sent).toContain('sleep 0.5; echo');
});

test('a question is reached by its key from a terminal, which has that key for itself otherwise', async () => {
  it.server.play([
    { toolCalls: [{ name: 'write', args: { file_path: '.vscode/tasks.json', content: '{}' } }] },
    { text: 'Then not.' },
  ]);
  await it.ask('Add a task');
  const panel = await it.panel();
  await panel.locator('.question').waitFor();
  await it.driver.runCommand('Terminal: Focus Terminal');
  await it.driver.page.locator('.xterm-helper-textarea:focus').waitFor();
  await it.driver.page.keyboard.press('Alt+q');
  await panel.locator('.question:focus').waitFor();
  await it.driver.screenshot('question from the terminal');
  await it.driver.page.keyboard.press('Escape');
  await it.ended();
});

test('a file and a folder of the explorer, and the selection by its key', async () => {
  const { page } = it.driver;
  await it.driver.runCommand('View: Show Explorer');
  const row = (name: string) =>
    page.locator('.explorer-folders-view .monaco-list-row').filter({ hasText: name });
  await row('README.md').click({ button: 'right' });
  await chooseInMenu(/^Add to Chat$/);
  await chipOf(/README\.md/);
  await it.driver.openFile('src/tax.js');
  await selectLines(4, 3);
  await page.keyboard.press('Shift+Alt+q');
  await chipOf(/tax\.js:4–6/);
  await it.driver.screenshot('added');
  const sent = await send('Compare');
  expect(sent).toContain('export function taxRate(country) {');
  expect(sent).toMatch(/sample|cart/i);
  expect(sent).not.toContain('return rate;');
});

test('files that are dropped from the explorer with Shift held, anywhere on the panel', async () => {
  const { page } = it.driver;
  // The explorer and the panel side by side: the panel as an editor tab.
  await it.driver.runCommand('View: Close All Editors');
  await it.driver.runCommand('Planwright: Open Agent in Editor');
  const tab = await it.driver.panelTab();
  await tab.locator('planwright-composer textarea').waitFor();
  await tab.getByText('with Shift held').first().waitFor();
  await it.driver.runCommand('View: Show Explorer');
  const row = page.locator('.explorer-folders-view .monaco-list-row').filter({ hasText: 'CHANGELOG.md' });
  const from = await row.boundingBox();
  const to = await page.locator('.part.editor').boundingBox();
  if (from === null || to === null) throw new Error('The explorer or the tab is not shown.');
  await page.mouse.move(from.x + 60, from.y + 10);
  await page.mouse.down();
  await page.keyboard.down('Shift');
  await page.mouse.move(from.x + 90, from.y + 20, { steps: 4 });
  await waitFor('the drop target', async () => {
    await page.mouse.move(to.x + 200 + Math.random() * 100, to.y + 300, { steps: 4 });
    return (await tab.locator('.drop-target').count()) === 1;
  });
  await tab.locator('.drop-target').getByText('Keep Shift held').waitFor();
  await it.driver.screenshot('drop target');
  await page.mouse.up();
  await page.keyboard.up('Shift');
  await tab.locator('.composer .chip-name').filter({ hasText: 'CHANGELOG.md' }).waitFor();
  await expect.poll(() => tab.locator('.drop-target').count()).toBe(0);
  const input = tab.locator('planwright-composer textarea');
  await input.pressSequentially('What is new?');
  await input.press('Enter');
  await tab.locator('.facts').waitFor();
  expect(it.lastPrompt()).toMatch(/CHANGELOG\.md[^]*(Changed|Added|# )/);
});
