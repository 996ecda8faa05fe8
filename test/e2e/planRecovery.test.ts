// A plan that does not run through, as a person gets it going again in the real editor: cut off by a kill of the extension host and by a
// reload, stopped from the notification of a long run, failed and retried, and taken back.
import { randomUUID } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Frame, Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ScriptedTurn } from '../model-server/script';
import { waitFor } from './driver';
import { extensionHosts } from './extensionHosts';
import { playedPlan } from './playedPlan';
import type { ScriptedPanel } from './scriptedPanel';
import { keepPicturesOfFailures, openScriptedPanel } from './scriptedPanel';

const MARK = randomUUID();
const NEVER = new Promise<ScriptedTurn>(() => undefined);
const CHANGELOG = 'CHANGELOG.md';
const GUIDE = 'docs/guide.md';
const README = 'README.md';

/** Steps that get no answer from the model. */
const stuck = new Set<string>();
/** Steps that say that they failed. */
const failing = new Set<string>();

const script = playedPlan({
  goal: 'The shop says what it does',
  steps: [
    {
      id: 'note',
      title: 'Note the change',
      type: 'modify_file',
      file: CHANGELOG,
      calls: [
        { name: 'read', args: { file_path: CHANGELOG } },
        {
          name: 'edit',
          args: {
            file_path: CHANGELOG,
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
      file: GUIDE,
      dependsOn: ['note'],
      calls: [{ name: 'write', args: { file_path: GUIDE, content: '# Guide\n' } }],
      report: 'The guide is there.',
    },
    {
      id: 'lead',
      title: 'Lead to the guide',
      type: 'modify_file',
      file: README,
      dependsOn: ['guide'],
      calls: [{ name: 'bash', args: { command: 'echo "See docs/guide.md." >> README.md' } }],
      report: 'The README leads there.',
    },
  ],
  instead: (step, turn) => {
    if (failing.has(step)) return { text: 'STEP FAILED: no ink' };
    // In the middle of the step: its write is done, its report never comes.
    return turn > 0 && stuck.has(step) ? NEVER : undefined;
  },
});

let it: ScriptedPanel;

beforeAll(async () => {
  it = await openScriptedPanel(script, {
    name: 'planRecovery',
    environment: { PLANWRIGHT_TEST_MARK: MARK },
    settings: { 'planwright.permissionMode': 'auto', 'planwright.planner.goal': 'off' },
  });
});
afterAll(() => it?.dispose());
keepPicturesOfFailures(() => it);

const page = () => it.driver.page;
const text = (name: string): Promise<string> => readFile(path.join(it.driver.workspace, name), 'utf8');
const isThere = (name: string): Promise<boolean> =>
  access(path.join(it.driver.workspace, name)).then(
    () => true,
    () => false,
  );
const bar = (panel: Frame): Locator => panel.locator('planwright-plan-bar');
const plan = (panel: Frame): Locator => panel.locator('planwright-plan');
const dialog = (): Locator => page().locator('.monaco-dialog-box');
/** The state of each step, in order. */
const states = async (panel: Frame): Promise<string[]> =>
  (await panel.locator('planwright-plan .plan-card-facts').allInnerTexts()).map(
    (words) => words.split(' · ')[0]?.trim() ?? '',
  );

/** Runs one of the commands, and takes the pointer out of the way: what it rests on shows a tooltip. */
async function command(title: string): Promise<void> {
  await it.driver.runCommand(`Planwright: ${title}`);
  await page().mouse.move(300, 4);
}

/** A session with the plan, which is shown and does not run yet. */
async function planned(): Promise<Frame> {
  await it.newSession();
  await page().keyboard.press('Shift+Alt+P');
  await page().locator('.quick-input-widget:visible .quick-input-box input').fill('Say what the shop does');
  await page().keyboard.press('Enter');
  const panel = await it.panel();
  await expect.poll(() => states(panel)).toEqual(['pending', 'pending', 'pending']);
  return panel;
}

async function shownPlan(): Promise<Frame> {
  const panel = await it.panel();
  const toggle = bar(panel).locator('.row-toggle');
  await toggle.waitFor({ timeout: 60_000 });
  if ((await toggle.getAttribute('aria-expanded')) === 'false') await toggle.click();
  await plan(panel).waitFor();
  return panel;
}

/** Goes where the notifications are: the test editor shows no pop-ups. */
async function notifications(): Promise<Locator> {
  const list = page().locator('.notifications-center.visible');
  if ((await list.count()) === 0) await it.driver.runCommand('Notifications: Show Notifications');
  await list.waitFor();
  return list;
}

test.runIf(process.platform === 'linux')(
  'after the extension host was killed in the middle of a step, and after a reload, the plan goes on',
  async () => {
    stuck.add('guide');
    const panel = await planned();
    await command('Run Plan');
    await waitFor('the write of the second step', () => isThere(GUIDE));
    await expect.poll(() => states(panel)).toEqual(['done', 'running', 'pending']);
    await it.driver.screenshot('1 in the middle');
    for (const processId of await extensionHosts(MARK)) process.kill(processId, 'SIGKILL');
    await waitFor('the extension host to be gone', async () => (await extensionHosts(MARK)).length === 0);

    await it.driver.reload();
    const again = await shownPlan();
    await bar(again).getByText('interrupted').waitFor({ timeout: 60_000 });
    await expect.poll(() => states(again)).toEqual(['done', 'interrupted', 'pending']);
    await it.driver.screenshot('2 after the kill');
    await command('Resume Plan');
    await expect.poll(() => states(again)).toEqual(['done', 'running', 'pending']);
    // The command leads to the plan.
    await again.locator('.plan-card:focus').waitFor();

    // Now the window is loaded anew in the middle of the same step.
    await it.driver.reloadWindow();
    const anew = await shownPlan();
    await bar(anew).getByText('interrupted').waitFor({ timeout: 60_000 });
    stuck.clear();
    await plan(anew).getByRole('button', { name: 'Resume', exact: true }).click();
    await expect.poll(() => states(anew)).toEqual(['done', 'done', 'done']);
    await it.driver.screenshot('3 gone on');
    expect((await text(CHANGELOG)).match(/- A guide\./g)).toHaveLength(1);
    await expect.poll(() => text(GUIDE)).toBe('# Guide\n');
    await expect.poll(() => text(README)).toContain('See docs/guide.md.');
  },
  120_000,
);

test('all of it is taken back once a person has seen what goes with it', async () => {
  await command('Roll Back Plan…');
  await dialog().getByText('Take back what 3 steps of the plan did?').waitFor();
  const words = (await dialog().innerText()).replace(/\s+/g, ' ');
  expect(words).toContain('3. Lead to the guide 2. Write a guide 1. Note the change');
  expect(words).toMatch(/Files: .*README\.md/);
  expect(words).toContain('what they did outside the workspace stays: 3. Lead to the guide');
  await it.driver.screenshot('4 what goes with it');
  await it.driver.clickDialogButton('Cancel');
  await dialog().waitFor({ state: 'detached' });
  await expect.poll(() => isThere(GUIDE)).toBe(true);
  await command('Roll Back Plan…');
  await it.driver.clickDialogButton('Roll Back');
  const panel = await it.panel();
  await expect.poll(() => states(panel)).toEqual(['rolled back', 'rolled back', 'rolled back']);
  await it.driver.screenshot('5 taken back');
  await expect.poll(() => isThere(GUIDE)).toBe(false);
  await expect.poll(() => text(CHANGELOG)).not.toContain('- A guide.');
  await expect.poll(() => text(README)).not.toContain('docs/guide.md');
});

test('a long run that nobody looks at has a notification that stops it; the plan goes on by command', async () => {
  stuck.add('guide');
  await planned();
  await command('Run Plan');
  await waitFor('the write of the second step', () => isThere(GUIDE));
  await it.driver.runCommand('View: Show Explorer');
  const list = await notifications();
  const running = list.locator('.notification-list-item').filter({ hasText: 'Plan: ' });
  await running.getByText('1 of 3 steps · Write a guide').waitFor({ timeout: 60_000 });
  await it.driver.screenshot('6 notification');
  await running.locator('.monaco-button', { hasText: 'Cancel' }).click();
  await running.waitFor({ state: 'detached' });
  const panel = await shownPlan();
  await bar(panel).getByText('stopped').waitFor();
  await expect.poll(() => states(panel)).toEqual(['done', 'cancelled', 'pending']);
  await it.driver.screenshot('7 stopped');

  stuck.clear();
  failing.add('lead');
  await command('Resume Plan');
  const question = panel.locator('planwright-plan-question');
  await question.getByText('What now?').waitFor();
  await it.driver.screenshot('8 failed');
  await expect
    .poll(async () => {
      await question
        .getByRole('button', { name: 'Stop' })
        .click({ timeout: 1_000 })
        .catch(() => undefined);
      return question.getByText('What now?').count();
    })
    .toBe(0);
  await expect.poll(() => states(panel)).toEqual(['done', 'done', 'failed']);
  failing.clear();
  await command('Retry Failed Steps');
  await expect.poll(() => states(panel)).toEqual(['done', 'done', 'done']);
  await it.driver.screenshot('9 retried');
  await expect.poll(() => text(README)).toContain('See docs/guide.md.');
});

test('all of it is taken back from the panel as well', async () => {
  const panel = await it.panel();
  await plan(panel).getByRole('button', { name: 'Roll back…', exact: true }).click();
  const card = panel.locator('.plan-dialog');
  await card.getByText('Roll 3 steps back?').waitFor();
  await card.getByText(CHANGELOG).waitFor();
  await it.driver.screenshot('10 what goes with it in the panel');
  await card.getByRole('button', { name: 'Roll back' }).click();
  await expect.poll(() => states(panel)).toEqual(['rolled back', 'rolled back', 'rolled back']);
  await expect.poll(() => isThere(GUIDE)).toBe(false);
  await expect.poll(() => text(README)).not.toContain('docs/guide.md');
});
