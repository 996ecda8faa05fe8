// What is only clicked in plans, in the real editor: a plan that is declined while a slow planner works, a conflict of steps on copies, a hunk
// kept from the details of its step, and what becomes of a plan when another is loaded.
import path from 'node:path';
import { readdir, readFile } from 'node:fs/promises';
import type { Frame, Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ModelServerRequest, ScriptedTurn } from '../model-server/script';
import { playedPlan } from './playedPlan';
import type { ScriptedPanel } from './scriptedPanel';
import { keepPicturesOfFailures, openScriptedPanel } from './scriptedPanel';

const CHANGELOG = 'CHANGELOG.md';
const NEVER = new Promise<ScriptedTurn>(() => undefined);
const writesLine = (line: string) => [
  { name: 'read', args: { file_path: CHANGELOG } },
  {
    name: 'edit',
    args: { file_path: CHANGELOG, old_string: '## Unreleased\n', new_string: `## Unreleased\n\n${line}\n` },
  },
];
const played = playedPlan({
  goal: 'The changelog is up to date',
  steps: [
    {
      id: 'guide',
      title: 'Note the guide',
      type: 'agent_task',
      calls: writesLine('- A guide.'),
      report: 'Done.',
    },
    { id: 'fix', title: 'Note the fix', type: 'agent_task', calls: writesLine('- A fix.'), report: 'Done.' },
  ],
});
let isSlow = false;
const script = (request: ModelServerRequest): Promise<ScriptedTurn> =>
  isSlow && JSON.stringify(request.body.system ?? '').includes('You plan work') ? NEVER : played(request);

let it: ScriptedPanel;

beforeAll(async () => {
  it = await openScriptedPanel(script, {
    name: 'planClicks',
    settings: {
      'planwright.permissionMode': 'auto',
      'planwright.planner.goal': 'off',
      'planwright.planner.planning': 'auto',
      'planwright.planner.isolation': 'overlay',
    },
  });
});
afterAll(() => it?.dispose());
keepPicturesOfFailures(() => it);

const page = () => it.driver.page;
const row = (words: string | RegExp): Locator =>
  page().locator('.quick-input-widget:visible .monaco-list-row').filter({ hasText: words });
const dialog = (): Locator => page().locator('.monaco-dialog-box');
const bar = (panel: Frame): Locator => panel.locator('planwright-plan-bar');
const card = (panel: Frame, title: string): Locator =>
  panel.locator('planwright-plan .plan-card').filter({ hasText: title });
/** The state of each step, in order. */
const states = async (panel: Frame): Promise<string[]> =>
  (await panel.locator('planwright-plan .plan-card-facts').allInnerTexts()).map(
    (words) => words.split(' · ')[0]?.trim() ?? '',
  );
const changelog = (): Promise<string> => readFile(path.join(it.driver.workspace, CHANGELOG), 'utf8');

/** Runs one of the commands, and takes the pointer out of the way: what it rests on shows a tooltip. */
async function command(title: string): Promise<void> {
  await it.driver.runCommand(`Planwright: ${title}`);
  await page().mouse.move(300, 4);
}

test('a plan that auto makes is declined by its button while the planner is slow', async () => {
  const panel = await it.panel();
  isSlow = true;
  await it.ask('Do all of this:\n1. Add a guide\n2. Fix the totals\n3. Test both\n4. Update the README');
  await bar(panel).getByText('planning…').waitFor();
  const decline = bar(panel).getByRole('button', { name: 'Answer without a plan' });
  await decline.waitFor();
  await it.driver.screenshot('1 slow planner');
  isSlow = false;
  await decline.click();
  await panel.locator('.answer').filter({ hasText: 'Noted.' }).waitFor();
  await panel.getByText('No plan is made; the task is done as it is.').waitFor();
  await expect.poll(() => bar(panel).count()).toBe(0);
  await it.driver.screenshot('2 declined');
});

test('steps on copies that do not fit are shown place by place, and compared in the diff editor', async () => {
  await it.newSession();
  await page().keyboard.press('Shift+Alt+P');
  await page().locator('.quick-input-widget:visible .quick-input-box input').fill('Note both');
  await page().keyboard.press('Enter');
  const panel = await it.panel();
  await expect.poll(() => states(panel)).toEqual(['pending', 'pending']);
  await command('Run Plan');
  const question = panel.locator('planwright-plan-question');
  await question.getByText('What now?').waitFor();
  await expect.poll(() => states(panel)).toEqual(['done', 'failed']);
  await card(panel, 'Note the fix').click();
  const conflict = panel.locator('.plan-conflict').first();
  await conflict.getByText('- A fix.').waitFor();
  await conflict.getByText('- A guide.').waitFor();
  await conflict.scrollIntoViewIfNeeded();
  await it.driver.screenshot('3 conflict');
  await panel.getByRole('button', { name: 'Open the conflict of CHANGELOG.md as a diff' }).click();
  const diff = page().locator('.monaco-diff-editor');
  await diff.locator('.editor.original').getByText('- A guide.').waitFor();
  await diff.locator('.editor.modified').getByText('- A fix.').waitFor();
  await page().mouse.move(300, 4);
  await it.driver.screenshot('4 conflict as a diff');
  await it.driver.runCommand('View: Close All Editors');
  await expect
    .poll(async () => {
      await question
        .getByRole('button', { name: 'Stop' })
        .click({ timeout: 1_000 })
        .catch(() => undefined);
      return question.getByText('What now?').count();
    })
    .toBe(0);
});

test('a hunk is kept from the details of its step', async () => {
  const panel = await it.panel();
  await card(panel, 'Note the guide').click();
  const details = panel.locator('planwright-plan-step');
  const review = details.locator('planwright-review');
  const keep = review.getByRole('button', { name: /^Keep line.* of CHANGELOG\.md$/ });
  await keep.waitFor();
  await keep.scrollIntoViewIfNeeded();
  await it.driver.screenshot('5 hunk in the details');
  await keep.click();
  await keep.waitFor({ state: 'detached' });
  await expect.poll(() => panel.locator('planwright-review .review-hunk').count()).toBe(0);
  await expect.poll(() => changelog()).toContain('- A guide.');
  await it.driver.screenshot('6 kept');
});

test('a plan that is loaded takes the place of the one that is there, and goes on or begins anew', async () => {
  const panel = await it.panel();
  await command('Save Plan');
  const kept = path.join(it.driver.workspace, '.planwright/plans');
  await expect
    .poll(() => readdir(kept).catch(() => []))
    .toEqual([expect.stringMatching(/^the-changelog.*\.json$/)]);
  for (const [choice, expected] of [
    ['Go On Where It Was', ['done', 'failed']],
    ['From the Start', ['pending', 'pending']],
  ] as const) {
    await command('Load Plan…');
    await row('the-changelog').click();
    await row(choice).waitFor();
    await it.driver.screenshot(`7 ${choice}`);
    await row(choice).click();
    await dialog().getByText('This session has a plan that is not done.').waitFor();
    await it.driver.clickDialogButton('Replace It');
    await dialog().waitFor({ state: 'detached' });
    await expect.poll(() => states(panel)).toEqual(expected);
  }
  // Nothing is left of the times of the run before.
  const facts = panel.locator('planwright-plan .plan-card-facts');
  await expect
    .poll(async () => (await facts.allInnerTexts()).map((words) => words.trim()))
    .toEqual(['pending', 'pending']);
  await it.driver.screenshot('8 from the start');
});
