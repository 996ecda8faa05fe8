// The commands about plans, and a plan that is changed before it runs, as a person has them in the real editor: from a template with its
// parameters, kept in one of several folders and loaded from there, tried out, edited by mouse and by keys, mentioned.
import { access, readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Frame, Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Plan } from '../../src/core/plan/plan';
import { playedPlan } from './playedPlan';
import type { ScriptedPanel } from './scriptedPanel';
import { keepPicturesOfFailures, openScriptedPanel } from './scriptedPanel';

const script = playedPlan({
  goal: 'The shop says what it does',
  steps: [
    {
      id: 'note',
      title: 'Note the change',
      type: 'modify_file',
      file: 'CHANGELOG.md',
      calls: [
        { name: 'read', args: { file_path: 'CHANGELOG.md' } },
        {
          name: 'edit',
          args: {
            file_path: 'CHANGELOG.md',
            old_string: '## Unreleased\n',
            new_string: '## Unreleased\n\n- A guide.\n',
          },
        },
      ],
      report: 'The changelog says so.',
    },
    {
      id: 'guide',
      title: 'Write a guide',
      type: 'create_file',
      file: 'docs/guide.md',
      calls: [{ name: 'write', args: { file_path: 'docs/guide.md', content: '# Guide\n' } }],
      report: 'The guide is there.',
    },
    {
      id: 'check',
      title: 'Run the tests',
      type: 'run_command',
      command: 'npm test',
      dependsOn: ['note', 'guide'],
      calls: [{ name: 'bash', args: { command: 'npm test' } }],
      report: 'All tests pass.',
    },
  ],
});

let it: ScriptedPanel;

beforeAll(async () => {
  it = await openScriptedPanel(script, {
    name: 'planCommands',
    otherFolders: ['notes'],
    settings: { 'planwright.permissionMode': 'auto', 'planwright.planner.goal': 'off' },
  });
});
afterAll(() => it?.dispose());
keepPicturesOfFailures(() => it);

const page = () => it.driver.page;
const row = (words: string | RegExp): Locator =>
  page().locator('.quick-input-widget:visible .monaco-list-row').filter({ hasText: words });
const quickInput = (): Locator => page().locator('.quick-input-widget:visible .quick-input-box input');
const dialog = (): Locator => page().locator('.monaco-dialog-box');
const inNotes = (): string => path.join(it.driver.workspace, '../notes/.planwright/plans');
const isThere = (name: string): Promise<boolean> =>
  access(path.join(it.driver.workspace, name)).then(
    () => true,
    () => false,
  );
const bar = (panel: Frame): Locator => panel.locator('planwright-plan-bar');
const cards = (panel: Frame): Locator => panel.locator('planwright-plan .plan-card');
const titles = async (panel: Frame): Promise<string[]> =>
  (await panel.locator('planwright-plan .plan-card-title').allInnerTexts()).map((text) => text.trim());
const button = (panel: Frame, name: string): Locator =>
  panel.locator('planwright-plan').getByRole('button', { name, exact: true });

/** Runs one of the commands, and takes the pointer out of the way: what it rests on shows a tooltip. */
async function command(title: string): Promise<void> {
  await it.driver.runCommand(`Planwright: ${title}`);
  await page().mouse.move(300, 4);
}

/** Goes where the notifications are: the test editor shows no pop-ups. */
async function notifications(): Promise<Locator> {
  const list = page().locator('.notifications-center.visible');
  if ((await list.count()) === 0) await it.driver.runCommand('Notifications: Show Notifications');
  await list.waitFor();
  return list;
}

test('a plan from a template asks for each parameter', async () => {
  await command('Plan from Template…');
  await row('crud feature').waitFor();
  await it.driver.screenshot('1 templates');
  await quickInput().fill('newer version');
  await row('upgrade dependency').click();
  const box = page().locator('.quick-input-widget:visible');
  await box.getByText('upgrade dependency (1 of 2)').waitFor();
  await page().keyboard.press('Enter');
  await box.getByText('This has to be given: its name').waitFor();
  await it.driver.screenshot('2 parameter that has to be given');
  await quickInput().fill('left-pad');
  await page().keyboard.press('Enter');
  await box.getByText('upgrade dependency (2 of 2)').waitFor();
  await expect.poll(() => quickInput().inputValue()).toBe('the newest version');
  await it.driver.screenshot('3 parameter with a default');
  await page().keyboard.press('Enter');
  const panel = await it.panel();
  await bar(panel).getByText('Plan 0/4').waitFor();
  await bar(panel).getByText('ready to run').waitFor();
  await it.driver.screenshot('4 plan from template');
});

test('save asks for the folder, and says where the plan is', async () => {
  await command('Save Plan');
  await row('notes').waitFor();
  await it.driver.screenshot('5 folders');
  await page().keyboard.press('Escape');
  await row('notes').waitFor({ state: 'detached' });
  await expect(readdir(inNotes())).rejects.toThrow('ENOENT');
  await command('Save Plan');
  await row('notes').click();
  const list = await notifications();
  await list.getByText('The plan is kept as').waitFor();
  await it.driver.screenshot('6 saved');
  const [name = ''] = await readdir(inNotes());
  expect(name).toBe('left-pad-is-at-the-newest-version-and-everything-s.json');
  const kept = JSON.parse(await readFile(path.join(inNotes(), name), 'utf8')) as Plan;
  expect(kept.goal).toBe('left-pad is at the newest version and everything still works');
  expect(kept.steps.map(({ title, status }) => `${title}: ${status}`)).toEqual([
    'What changes: pending',
    'Upgrade: pending',
    'Follow the changes: pending',
    'Build and test: pending',
  ]);
  await list.locator('.monaco-button', { hasText: 'Open' }).click();
  await page().locator('.tab.active').filter({ hasText: name }).waitFor();
});

test('load shows what is kept, and asks what becomes of the plan that is there', async () => {
  await command('Load Plan…');
  const kept = row('left-pad-is-at');
  await kept.waitFor();
  await it.driver.screenshot('7 plans that are kept');
  expect((await kept.innerText()).replace(/\s+/g, ' ')).toMatch(
    /notes .*left-pad is at .* 0 of 4 steps done/,
  );
  await kept.click();
  await dialog().getByText('This session has a plan that is not done.').waitFor();
  await it.driver.screenshot('8 what becomes of the other one');
  await it.driver.clickDialogButton('Cancel');
  await dialog().waitFor({ state: 'detached' });

  await command('Load Plan…');
  await row('Another File…').click();
  const [name = ''] = await readdir(inNotes());
  await row('package.json').waitFor();
  await quickInput().fill(path.join(inNotes(), name));
  await row(name).waitFor();
  await it.driver.screenshot('9 another file');
  await page().keyboard.press('Enter');
  await dialog().getByText('This session has a plan that is not done.').waitFor();
  await it.driver.clickDialogButton('In a New Session');
  const panel = await it.panel();
  await bar(panel).getByText('Plan 0/4').waitFor();
  await it.driver.screenshot('10 loaded');
});

test('a dry run shows what would change and what would run, from the plan and by command', async () => {
  await it.newSession();
  await page().keyboard.press('Shift+Alt+P');
  const box = page().locator('.quick-input-widget:visible');
  await box.getByText('What is to be done?').waitFor();
  await quickInput().fill('Say what the shop does');
  await it.driver.screenshot('11 task');
  await page().keyboard.press('Enter');
  const panel = await it.panel();
  await bar(panel).getByText('ready to run').waitFor();
  await button(panel, 'Dry run').click();
  await dryRunShown();
  await it.driver.screenshot('12 dry run');
  await expect
    .poll(() => readFile(path.join(it.driver.workspace, 'CHANGELOG.md'), 'utf8'))
    .not.toContain('A guide');
  await expect.poll(() => isThere('docs')).toBe(false);
  await bar(panel).getByText('ready to run').waitFor();
  await expect.poll(() => cards(panel).count()).toBe(3);

  await it.driver.runCommand('View: Close All Editors');
  await command('Dry Run Plan');
  await dryRunShown();
  await expect.poll(() => isThere('docs')).toBe(false);
});

async function dryRunShown(): Promise<void> {
  const diff = page().locator('.multiDiffEditor');
  // A changed file has one name; a new one is marked as such.
  await expect
    .poll(async () =>
      (await diff.locator('.header-content').allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim()),
    )
    .toEqual(['Would run.txt/ A', 'CHANGELOG.md/sampleProject', 'guide.md/sampleProject/docs A']);
  await diff.getByText('- npm test').waitFor({ timeout: 30_000 });
  await diff.getByText('- A guide.').waitFor();
  await diff.getByText('# Guide').waitFor();
}

test('steps are moved, edited, added and removed, by mouse and by keys', async () => {
  await it.driver.runCommand('View: Close All Editors');
  await command('Open Agent in Editor');
  const tab = await it.driver.panelTab();
  await bar(tab).locator('.row-toggle').click();
  await cards(tab).first().waitFor();
  const card = (title: string): Locator => cards(tab).filter({ hasText: title });
  const focused = (title: string): Promise<void> =>
    tab.locator('.plan-card:focus').filter({ hasText: title }).waitFor();
  const are = (...names: readonly string[]): Promise<void> => expect.poll(() => titles(tab)).toEqual(names);
  const description = tab.locator('.plan-form textarea');
  await are('Note the change', 'Write a guide', 'Run the tests');

  // The second card onto the first.
  const [from, to] = [await card('Write a guide').boundingBox(), await card('Note the change').boundingBox()];
  if (from === null || to === null) throw new Error('The cards are not shown.');
  await page().mouse.move(from.x + 60, from.y + 12);
  await page().mouse.down();
  await page().mouse.move(from.x + 70, from.y + 4, { steps: 3 });
  await page().mouse.move(to.x + 60, to.y + 20, { steps: 5 });
  await tab.locator('.drop-here').waitFor();
  await it.driver.screenshot('13 dragged');
  await page().mouse.up();
  await are('Write a guide', 'Note the change', 'Run the tests');
  await focused('Write a guide');
  await page().keyboard.press('Alt+ArrowDown');
  await are('Note the change', 'Write a guide', 'Run the tests');
  await focused('Write a guide');
  await page().keyboard.press('Alt+ArrowDown');
  await tab
    .locator('.plan-problem')
    .getByText(/can't stand/)
    .waitFor();
  await it.driver.screenshot('14 move refused');

  // By keys: edited.
  await page().keyboard.press('F2');
  await description.fill('Write a guide for people who buy.');
  await it.driver.screenshot('15 step edited');
  await page().keyboard.press('Control+Enter');
  await description.waitFor({ state: 'detached' });
  await focused('Write a guide');
  await tab.locator('.plan-step').getByText('Write a guide for people who buy.').waitFor();

  // By mouse: one behind it, and one at the end by its button above.
  await tab.getByRole('button', { name: 'Add after' }).click();
  await tab.getByRole('textbox', { name: 'Title' }).fill('Say it in the README');
  await description.fill('One line that leads to the guide.');
  await it.driver.screenshot('16 step added behind');
  await tab.getByRole('button', { name: 'Add', exact: true }).click();
  await are('Note the change', 'Write a guide', 'Say it in the README', 'Run the tests');
  await it.driver.screenshot('17 added');
  await button(tab, 'Add step').click();
  await description.fill('Look at all of it');
  await page().keyboard.press('Control+Enter');
  await are('Note the change', 'Write a guide', 'Say it in the README', 'Run the tests', 'Look at all of it');

  // By key: one that nothing needs goes at once, one that others need asks.
  await card('Look at all of it').focus();
  await page().keyboard.press('Delete');
  await are('Note the change', 'Write a guide', 'Say it in the README', 'Run the tests');
  await card('Write a guide').focus();
  await page().keyboard.press('Delete');
  const question = tab.locator('.plan-dialog');
  await question.getByText('Remove step 2?').waitFor();
  await it.driver.screenshot('18 remove');
  await page().keyboard.press('Escape');
  await question.waitFor({ state: 'detached' });
  await focused('Write a guide');
  // By mouse: with what needs it.
  await card('Say it in the README').click();
  await tab.locator('.plan-step').getByRole('button', { name: 'Remove' }).click();
  await are('Note the change', 'Write a guide', 'Run the tests');
  await it.driver.screenshot('19 as it was');
});

test('the plan and a step of it are mentioned', async () => {
  await it.driver.runCommand('View: Close All Editors');
  const panel = await it.panel();
  await it.focusInput();
  for (const [typed, words] of [
    ['What is left of @plan', /Plan\s*3 steps/],
    ['and of @guide', /Step 2: Write a guide/],
  ] as const) {
    const chips = panel.locator('.composer .chip-name');
    const before = await chips.count();
    await page().keyboard.type(typed);
    const choice = panel.getByRole('option').filter({ hasText: words }).first();
    await choice.waitFor();
    await it.driver.screenshot(`20 choice ${typed}`);
    await choice.click();
    await expect.poll(() => chips.count()).toBe(before + 1);
  }
  await it.driver.screenshot('21 mentioned');
  await page().keyboard.type('?');
  await it.send();
  await panel.locator('.answer').filter({ hasText: 'Noted.' }).waitFor();
  await it.driver.screenshot('22 sent');
  const sent = it.lastPrompt();
  expect(sent).toContain('# Plan: The shop says what it does');
  expect(sent).toContain('Step 2 of 3 of the plan: Write a guide');
  expect(sent).toContain('Write a guide for people who buy.');
});
