// The plan in the panel, in a real browser, driven as a person would, with a host that is played.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import type { AgentEventBody } from '../../../src/core/events/agentEvent';
import type { Plan, StepResult } from '../../../src/core/plan/plan';
import type { ReviewFileRow, ReviewHunkRow, ReviewList } from '../../../src/protocol/reviewList';
import { editStep, moveStep, removeStep } from '../../../src/core/plan/editPlan';
import { layoutOf, titleOf } from '../../../webview/plan/planFacts';
import { CARD } from '../../../webview/plan/planLayout';
import { seriousProblems } from '../accessibilityCheck';
import { startPanelHarness, stickingOut } from './openPanel';
import type { OpenPanel, PanelHarness } from './openPanel';
import {
  planEnd,
  planOf,
  step,
  stepEnd,
  stepStart,
  updated,
  withStates,
} from '../../unit/protocol/planFixture';
import { inGreek, pseudoTranslation, untranslated } from './pseudoTranslation';
import { demoSettings } from './fakeHost';
import { start } from './recordedRun';
import { begin, cartPlan, planMade, runEnds, secondWave, taxFails } from './recordedPlan';

let harness: PanelHarness;
let panel: OpenPanel;

beforeAll(async () => {
  harness = await startPanelHarness();
});
afterAll(() => harness.close());
afterEach(async () => {
  await expect.poll(() => panel.page.evaluate('violations')).toEqual([]);
  expect(panel.host.rejected).toEqual([]);
  await panel.close();
});

async function open(...options: Parameters<PanelHarness['open']>): Promise<OpenPanel> {
  panel = await harness.open(...options);
  return panel;
}

const bar = () => panel.page.locator('planwright-plan-bar .row-toggle');
const card = (id: string) => panel.page.locator(`.plan-card[data-step-id="${id}"]`);
const stepButton = (action: string) => panel.page.locator(`[data-step-action="${action}"]`);
const planButton = (action: string) => panel.page.locator(`[data-plan-action="${action}"]`);

describe('pictures', () => {
  it.each([
    ['narrow', 240, 'dark'],
    ['normal', 400, 'dark'],
    ['wide', 1_000, 'dark'],
    ['wide-light', 1_000, 'light'],
    ['wide-contrast', 1_000, 'highContrast'],
    ['narrow-contrast', 240, 'highContrast'],
  ] as const)('are whole when it is %s', async (name, width, theme) => {
    const { page, host, screenshot } = await open({ width, theme, height: 760 });
    await page.clock.setFixedTime(host.now);
    await host.emit(...planMade, runEnds);
    await bar().click();
    await planButton('run').waitFor();
    await page.locator('.plan-forecast').waitFor();
    await screenshot(`plan-${name}-ready`);
    await expect.poll(() => stickingOut(page)).toEqual([]);
    await host.emit(...secondWave);
    await page.clock.setFixedTime(host.now + 1_000);
    await card('line').click();
    await screenshot(`plan-${name}-runs`);
    await host.emit(...taxFails);
    await page.locator('.plan-question').waitFor();
    await card('tax').click();
    await screenshot(`plan-${name}-failed`);
    await expect.poll(() => seriousProblems(page.mainFrame())).toEqual([]);
    await bar().click();
    await screenshot(`plan-${name}-chat`);
    await expect.poll(() => stickingOut(page)).toEqual([]);
  });
});

/** Opens the plan before its run. */
async function openPlan(width: number): Promise<OpenPanel> {
  const opened = await open({ width });
  await opened.page.clock.setFixedTime(opened.host.now);
  await opened.host.emit(...planMade, runEnds);
  await bar().click();
  await card('rules').waitFor();
  return opened;
}

describe('while it is made for a prompt that looks complex', () => {
  const reason = 'a list of 3 demands, 2 files, 2 kinds of change';
  const making: readonly AgentEventBody[] = [
    ...planMade.slice(0, 2),
    { type: 'planning_decided', planned: true, reason },
    { type: 'planning_start', prompt: start.prompt },
  ];

  it.each([
    ['narrow', 240],
    ['normal', 400],
  ] as const)('says why, and can be declined (%s)', async (name, width) => {
    const { page, host, screenshot } = await open({ width });
    await page.clock.setFixedTime(host.now);
    await host.emit(...making);
    const line = page.locator('planwright-plan-bar');
    await line.getByText(`because: ${reason}`).waitFor();
    await screenshot(`plan-${name}-decline`);
    await expect.poll(() => stickingOut(page)).toEqual([]);
    await expect.poll(() => seriousProblems(page.mainFrame())).toEqual([]);
    host.refusal = 'No plan is being made.';
    const decline = line.getByRole('button', { name: 'Answer without a plan' });
    await decline.focus();
    await page.keyboard.press('Enter');
    await line.getByRole('alert').getByText('No plan is being made.').waitFor();
    host.refusal = undefined;
    await page.keyboard.press('Enter');
    await expect.poll(() => host.last('plan/decline')).toMatchObject({ sessionId: 'session-1' });
    await host.emit({ type: 'planning_declined' }, { type: 'turn_start', turn: 1 });
    await line.waitFor({ state: 'detached' });
    await page.getByText('No plan is made; the task is done as it is.').waitFor();
    await expect.poll(() => page.evaluate('document.activeElement.tagName')).toBe('TEXTAREA');
    expect(host.last('run/stop')).toBeUndefined();
  });

  it('can be declined where the plan is shown, and not where it was asked for', async () => {
    const { page, host } = await open({ width: 400 });
    await host.emit(...making);
    await bar().click();
    await planButton('decline').click();
    await expect.poll(() => host.last('plan/decline')).toMatchObject({ sessionId: 'session-1' });
    await host.emit({ type: 'planning_declined' }, runEnds);
    await host.emit(...planMade.slice(0, 3).map((event) => ({ ...event, runId: 'run-2' })));
    await bar().waitFor();
    await expect.poll(() => page.getByRole('button', { name: 'Answer without a plan' }).count()).toBe(0);
  });
});

describe('before a run', () => {
  it('says what it will take, and runs, is tried out, saved, edited and taken away', async () => {
    const { page, host } = await openPlan(400);
    await expect
      .poll(() => page.locator('.plan-forecast').textContent())
      .toBe('~21 model calls · ~84.0k tokens · ~$0.42');
    for (const action of ['dryRun', 'openDocument', 'save', 'discard'] as const) {
      await planButton(action).click();
      await expect.poll(() => host.last(`plan/${action}`)).toMatchObject({ sessionId: 'session-1' });
    }
    await planButton('run').click();
    await expect.poll(() => host.last('plan/run')).toMatchObject({ scope: { kind: 'all' } });
  });

  it('keeps what a dry run showed, once there is something', async () => {
    const { page, host, screenshot } = await openPlan(240);
    await expect.poll(() => planButton('keepDryRun').count()).toBe(0);
    const files = [{ path: 'src/cart.js', before: 'a', after: 'b' }];
    const stepResults = [{ stepId: 'line', order: 3, description: '', success: true, files }];
    await host.emit(
      { ...start, runId: 'dry' },
      { type: 'plan_dry_run', planId: cartPlan.id, runId: 'dry' },
      { ...planEnd(cartPlan, { dryRun: true, stepResults }), runId: 'dry' },
      { ...runEnds, runId: 'dry' },
    );
    await planButton('keepDryRun').click();
    await expect.poll(() => host.last('plan/keepDryRun')).toMatchObject({ sessionId: 'session-1' });
    await screenshot('plan-narrow-keep');
    await expect.poll(() => stickingOut(page)).toEqual([]);
    const kept = cartPlan.steps.map((one) => (one.id === 'line' ? { ...one, baseHash: 'h' } : one));
    await host.emit({ ...updated({ ...cartPlan, steps: kept }), runId: '' });
    await planButton('keepDryRun').waitFor({ state: 'detached' });
    await card('line').click();
    await page.getByText('kept from the dry run, applied as shown').waitFor();
  });

  it('says no cost where the price is unknown', async () => {
    const { page, host } = await open({ width: 400 });
    host.forecast = { modelCalls: 21, tokens: 84_000 };
    const usage = { promptTokens: 4_000, completionTokens: 300, totalTokens: 4_300 };
    await host.emit(
      ...planMade.map((body) => (body.type === 'turn_end' ? { ...body, usage } : body)),
      runEnds,
    );
    await bar().click();
    await page.locator('.plan-forecast').waitFor();
    await expect
      .poll(() => page.locator('.plan-forecast').textContent())
      .toBe('~21 model calls · ~84.0k tokens');
    await expect.poll(() => page.locator('.plan-progress-facts').innerText()).not.toContain('–');
    await expect.poll(() => bar().innerText()).not.toContain('–');
  });

  it('runs from the line above the input as well', async () => {
    const { page, host } = await open();
    await host.emit(...planMade, runEnds);
    await expect.poll(() => bar().textContent()).toMatch(/Plan 0\/7\s+ready to run · \$0\.01/);
    await page.locator('planwright-plan-bar').getByRole('button', { name: 'Run', exact: true }).click();
    await expect.poll(() => host.last('plan/run')).toMatchObject({ scope: { kind: 'all' } });
  });

  it('opens from the conversation, and Escape goes back there', async () => {
    const { page, host } = await open();
    await host.emit(...planMade, runEnds);
    await page.getByRole('button', { name: 'Show plan' }).click();
    await card('rules').waitFor();
    await expect.poll(() => page.evaluate('document.activeElement.dataset.stepId')).toBe('rules');
    await page.keyboard.press('Enter');
    await page.locator('.plan-step').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.plan-step').waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await page.locator('planwright-transcript').waitFor();
    expect(host.last('run/stop')).toBeUndefined();
  });

  it('says why something is refused', async () => {
    const { page, host } = await openPlan(400);
    host.refusal = 'A run is on.';
    await planButton('run').click();
    await expect.poll(() => page.locator('.plan-problem').textContent()).toContain('A run is on.');
  });
});

it('gives way to the conversation when a prompt is sent, and stays for what is added to a run', async () => {
  const { page, host } = await open({ width: 400 });
  const input = page.locator('planwright-composer textarea');
  await host.emit(...planMade, updated(withStates(cartPlan, { rules: 'in_progress' })));
  await bar().click();
  await card('rules').waitFor();
  await input.fill('Look at the tax, too');
  await input.press('Enter');
  await expect.poll(() => input.inputValue()).toBe('');
  await expect.poll(() => card('rules').count()).toBe(1);
  await host.emit(runEnds);
  await page.getByRole('button', { name: 'Stop (Escape)' }).waitFor({ state: 'detached' });
  await input.fill('What is left?');
  await input.press('Enter');
  await page.locator('planwright-transcript').waitFor();
  await expect.poll(() => card('rules').count()).toBe(0);
});

describe('cards', () => {
  it('stand in waves with lines between them where there is room, else in a list', async () => {
    const { page } = await openPlan(1_000);
    const headings = await page.locator('.plan-wave > h3').allTextContents();
    expect(headings).toEqual(['Wave 1', 'Wave 2', 'Wave 3', 'Wave 4', 'Wave 5']);
    await expect.poll(() => page.locator('.plan-waves.graph .plan-edge').count()).toBe(7);
    // Cards stand where the lines end.
    const box = async (id: string) => (await card(id).boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    const [rules, line, docs] = [await box('rules'), await box('line'), await box('docs')];
    expect(line.x - rules.x).toBe(CARD.width + CARD.gapX);
    expect([rules.width, rules.height]).toEqual([CARD.width, CARD.height]);
    expect(docs.y).toBe(rules.y);
    await page.setViewportSize({ width: 420, height: 720 });
    await page.locator('.plan-waves.list').waitFor();
    await expect.poll(() => page.locator('.plan-edge').count()).toBe(0);
  });

  it('say in words what they need, also where lines show it', async () => {
    const { page } = await openPlan(1_000);
    await expect.poll(() => card('line').textContent()).toContain('after 1, 2');
    const list = await page.locator('.plan-wave').nth(1).ariaSnapshot();
    expect(list).toContain('heading "Wave 2"');
    expect(list).toMatch(/button "3 Round per line pending( ·)? after 1, 2/);
  });

  it('are walked and moved by keys, and what may not move says why', async () => {
    const { page, host } = await openPlan(1_000);
    const focused = () => page.evaluate<string>('document.activeElement.dataset.stepId');
    await card('rules').focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => focused()).toBe('usage');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => focused()).toBe('tax');
    await page.keyboard.press('Alt+ArrowUp');
    await expect
      .poll(() => host.last('plan/edit'))
      .toMatchObject({ edit: { kind: 'move', stepId: 'tax', to: 3 } });
    await expect.poll(() => focused()).toBe('tax');
    host.refusal = "Step 'tax' can't stand before 'rules', which it depends on";
    await page.keyboard.press('Alt+ArrowUp');
    await expect.poll(() => page.locator('.plan-problem').textContent()).toContain("can't stand before");
  });

  it('keep the focus where the plan draws them anew', async () => {
    const { page, host } = await openPlan(1_000);
    const focused = () => page.evaluate<string>('document.activeElement.dataset.stepId');
    const settled = (titles: readonly string[]) =>
      expect.poll(() => page.locator('.plan-card-title').allInnerTexts()).toEqual(titles);
    const moved = moveStep(cartPlan, 'usage', 1, { now: () => host.now });
    await card('usage').focus();
    await host.emit(updated(moved));
    await settled(layoutOf(moved).waves.flat().map(titleOf));
    await expect.poll(() => focused()).toBe('usage');
    // Into another wave.
    const later = editStep(moved, 'usage', { dependsOn: ['rules'] }, { now: () => host.now });
    await host.emit(updated(later));
    await settled(layoutOf(later).waves.flat().map(titleOf));
    await expect.poll(() => focused()).toBe('usage');
    const fewer = removeStep(later, 'usage', { now: () => host.now, dependents: 'bridge' });
    await host.emit(updated(fewer));
    await settled(layoutOf(fewer).waves.flat().map(titleOf));
    await expect.poll(() => focused()).toBe('rules');
  });

  it('are dragged to another place', async () => {
    const { host } = await openPlan(1_000);
    await card('tax').dragTo(card('line'));
    await expect
      .poll(() => host.last('plan/edit'))
      .toMatchObject({ edit: { kind: 'move', stepId: 'tax', to: 3 } });
  });
});

describe('a step', () => {
  it('is run alone, run to, skipped and planned anew', async () => {
    const { host } = await openPlan(400);
    await card('line').click();
    await stepButton('run').click();
    await expect.poll(() => host.last('plan/run')).toMatchObject({ scope: { kind: 'step', stepId: 'line' } });
    await stepButton('until').click();
    await expect
      .poll(() => host.last('plan/run'))
      .toMatchObject({ scope: { kind: 'until', stepId: 'line' } });
    await stepButton('skip').click();
    await expect.poll(() => host.last('plan/skip')).toMatchObject({ stepId: 'line' });
    await stepButton('replan').click();
    await expect.poll(() => host.last('plan/replan')).toMatchObject({ stepId: 'line' });
  });

  it('is edited in place; a refusal keeps what was typed', async () => {
    const { page, host } = await openPlan(400);
    await card('line').focus();
    await page.keyboard.press('F2');
    const description = page.locator('.plan-form textarea');
    await description.fill('Round, then add.');
    host.refusal = 'Only pending steps can be edited';
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => page.locator('.plan-problem').textContent()).toContain('Only pending steps');
    await expect.poll(() => description.inputValue()).toBe('Round, then add.');
    host.refusal = undefined;
    await page.keyboard.press('Control+Enter');
    await description.waitFor({ state: 'detached' });
    expect(host.last('plan/edit')?.edit).toEqual({
      kind: 'edit',
      stepId: 'line',
      description: 'Round, then add.',
    });
  });

  it('is added behind another, which it needs unless told otherwise', async () => {
    const { page, host } = await openPlan(400);
    await card('tax').click();
    await stepButton('addAfter').click();
    await page.locator('.plan-form textarea').fill('Round the shipping');
    await page.getByLabel('1 Read the rounding rules').check();
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect
      .poll(() => host.last('plan/edit')?.edit)
      .toEqual({
        kind: 'add',
        description: 'Round the shipping',
        after: 4,
        dependsOn: ['rules', 'tax'],
      });
  });

  it('that others need is removed alone or with them', async () => {
    const { page, host } = await openPlan(400);
    await card('docs').focus();
    await page.keyboard.press('Delete');
    await expect
      .poll(() => host.last('plan/edit'))
      .toMatchObject({ edit: { stepId: 'docs', dependents: 'bridge' } });
    await card('tests').focus();
    await page.keyboard.press('Delete');
    await expect
      .poll(() => page.locator('.plan-dialog .question-title').textContent())
      .toContain('It is needed by 6, 7.');
    await page.getByRole('button', { name: 'Remove these as well' }).click();
    await expect
      .poll(() => host.last('plan/edit'))
      .toMatchObject({ edit: { stepId: 'tests', dependents: 'cascade' } });
  });

  it('is rolled back once a person has seen what goes with it', async () => {
    const { page, host } = await openPlan(400);
    host.rollback = { stepIds: ['line', 'rules'], files: ['src/cart.js'], irreversible: ['line'] };
    await host.emit(updated(withStates(cartPlan, { rules: 'done', line: 'done' }, 'partial')));
    await host.emit(runEnds);
    await card('rules').click();
    await stepButton('rollback').click();
    const dialog = page.locator('.plan-dialog');
    await dialog.waitFor();
    await expect.poll(() => dialog.locator('.question-title').textContent()).toContain('Roll 2 steps back?');
    await expect
      .poll(() => dialog.locator('li').allTextContents())
      .toEqual([
        expect.stringMatching(/3 Round per line\s+ran commands; what they did outside the workspace stays/),
        expect.stringContaining('1 Read the rounding rules'),
        'src/cart.js',
      ]);
    expect(host.last('plan/rollback')).toBeUndefined();
    await page.keyboard.press('Enter');
    await expect.poll(() => host.last('plan/rollback')).toMatchObject({ stepId: 'rules' });
    // Nothing failed.
    await host.emit(
      updated(withStates(cartPlan, { rules: 'rolled_back', line: 'rolled_back' }, 'rolled_back')),
    );
    await expect.poll(() => planButton('retry').innerText()).toBe('Run again');
  });

  it('shows its evidence, files, words and calls', async () => {
    const { page, host } = await openPlan(1_000);
    await host.emit(...secondWave, ...taxFails);
    await card('line').click();
    const detail = page.locator('.plan-step');
    await detail.waitFor();
    await expect.poll(() => detail.getByText('src/cart.js').count()).toBeGreaterThan(1);
    await expect.poll(() => detail.locator('planwright-tool').count()).toBe(1);
    await stepButton('openDiff').click();
    await expect.poll(() => host.last('plan/openDiff')).toMatchObject({ stepId: 'line' });
    await card('rules').click();
    await expect.poll(() => detail.locator('strong').textContent()).toBe('up');
  });
});

describe('what a step proposes', () => {
  const hunkOf = (id: string, line: number, text: string, stepId: string): ReviewHunkRow => ({
    id,
    from: line,
    to: line,
    text,
    added: 1,
    removed: 1,
    label: `step ${stepId}`,
    isEdited: false,
    steps: [{ runId: 'run-1', stepId }],
  });
  const cart: ReviewFileRow = {
    path: '/w/src/cart.js',
    display: 'src/cart.js',
    kind: 'edited',
    added: 3,
    removed: 3,
    label: 'step line and others',
    hunkCount: 3,
    hunks: [
      hunkOf('h1', 4, 'return round(sum(items));', 'line'),
      hunkOf('h2', 12, 'const cents = round(a + b);', 'line'),
      hunkOf('h3', 30, 'const tax = 1;', 'tax'),
    ],
  };
  const gone: ReviewFileRow = {
    path: '/w/src/aVeryLongFolderName/old.js',
    display: 'src/aVeryLongFolderName/old.js',
    kind: 'deleted',
    added: 0,
    removed: 9,
    label: 'step line',
    hunkCount: 0,
    hunks: [],
    steps: [{ runId: 'run-1', stepId: 'line' }],
  };
  const list: ReviewList = { changes: 4, fileCount: 2, files: [cart, gone], calls: {} };
  const own = { kind: 'step', runIds: ['run-1'], stepId: 'line' };

  async function openStep(options: Parameters<PanelHarness['open']>[0]): Promise<OpenPanel> {
    const opened = await open({ height: 900, ...options });
    await opened.page.clock.setFixedTime(opened.host.now);
    await opened.host.emit(...planMade, ...secondWave, ...taxFails);
    await opened.host.send({ type: 'review', list });
    await bar().click();
    await card('line').click();
    await opened.page.locator('.review-step').waitFor();
    return opened;
  }

  it('is kept, undone and opened by hunk, by file and as a whole, and nothing of other steps is', async () => {
    const { page, host } = await openStep({ width: 1_000 });
    const region = page.getByRole('region', { name: 'Proposed changes of step 3' });
    await expect.poll(() => region.locator('[data-review-row]').count()).toBe(4);
    await expect.poll(() => region.getByText('const tax').count()).toBe(0);
    await region.getByRole('button', { name: 'line 12 of src/cart.js: const cents' }).click();
    expect(host.last('review/open')).toEqual({ type: 'review/open', path: '/w/src/cart.js', line: 12 });
    await region.getByRole('button', { name: 'Keep line 4 of src/cart.js' }).click();
    await expect.poll(() => host.last('review/keep')?.target).toEqual({ kind: 'hunks', ids: ['h1'] });
    await region.getByRole('button', { name: 'Undo src/cart.js', exact: true }).click();
    await expect.poll(() => host.last('review/undo')?.target).toEqual({ ...own, path: '/w/src/cart.js' });
    await region.getByRole('button', { name: 'Keep all' }).click();
    await expect.poll(() => host.last('review/keep')?.target).toEqual(own);
    await region.getByRole('button', { name: 'Undo all' }).click();
    await page.keyboard.type('rounds twice');
    await page.keyboard.press('Enter');
    await expect.poll(() => host.last('review/undo')).toMatchObject({ target: own, reason: 'rounds twice' });
    host.refusal = 'src/cart.js is read-only now.';
    await region.getByRole('button', { name: 'Keep all' }).click();
    await region.getByRole('alert').getByText('read-only now').waitFor();
  });

  it('follows the editor, and the focus stays in the details when nothing is left', async () => {
    const { page, host } = await openStep({ width: 400 });
    const rows = page.locator('.review-step [data-review-row]');
    await rows.first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    const focused = () => page.evaluate<string>('document.activeElement.textContent');
    await expect.poll(() => focused()).toContain('line 12 of src/cart.js');
    await host.send({
      type: 'review',
      list: { ...list, changes: 3, files: [{ ...cart, hunkCount: 2, hunks: cart.hunks.slice(1) }, gone] },
    });
    await expect.poll(() => rows.count()).toBe(3);
    await rows.nth(1).focus();
    await host.send({ type: 'review', list: { changes: 0, fileCount: 0, files: [], calls: {} } });
    await page.locator('.review-step').waitFor({ state: 'detached' });
    await expect.poll(() => page.evaluate('document.activeElement.title')).toContain('Close the details');
  });

  it.each([
    ['narrow', 240, 'dark'],
    ['normal', 400, 'light'],
    ['wide', 1_000, 'highContrast'],
  ] as const)('looks right when it is %s', async (name, width, theme) => {
    const { page, screenshot } = await openStep({ width, theme });
    await page.locator('.review-step').scrollIntoViewIfNeeded();
    await screenshot(`plan-step-review-${name}`);
    await expect.poll(() => stickingOut(page)).toEqual([]);
    await expect.poll(() => seriousProblems(page.mainFrame())).toEqual([]);
  });
});

describe('a step that did not fit', () => {
  const ran = withStates(cartPlan, { rules: 'done', usage: 'done', line: 'done', tax: 'failed' }, 'partial');
  const result: Partial<StepResult> = {
    error: 'What this step did does not fit to what others did meanwhile: src/cart.js (line 12, 40).',
    errorCode: 'conflict',
    conflicts: [
      {
        path: 'src/cart.js',
        there: 'changed',
        step: 'changed',
        hunks: [
          {
            line: 12,
            base: 'const cents = a + b;\n',
            mine: 'const cents = round(a + b);\n',
            theirs:
              'const cents = a + b + tax(a + b, { rate: 0.19, of: "everything that is on the bill" });\n',
          },
          { line: 40, base: 'return total;\n', mine: '', theirs: 'return total + tax;\n' },
        ],
      },
      { path: 'src/aVeryLongFolderName/anotherOne/legacy.js', there: 'deleted', step: 'changed' },
    ],
  };
  const notFitting = stepEnd(ran, 'tax', 'failed', result);
  const failed: Plan = {
    ...ran,
    steps: ran.steps.map((one) =>
      one.id === 'tax'
        ? {
            ...one,
            result: { stepId: 'tax', order: 4, description: '', success: false, files: [], ...result },
          }
        : one,
    ),
  };

  async function openConflict(options: Parameters<PanelHarness['open']>[0]): Promise<OpenPanel> {
    const opened = await open({ height: 1_000, ...options });
    await opened.page.clock.setFixedTime(opened.host.now);
    await opened.host.emit(...planMade, ...secondWave, updated(failed), notFitting, runEnds);
    await bar().click();
    await card('tax').click();
    await opened.page.locator('.plan-conflict').first().waitFor();
    return opened;
  }

  it('shows each place with both versions and what they began with, and opens it', async () => {
    const { page, host } = await openConflict({ width: 1_000 });
    const file = page.getByRole('region', { name: 'Conflict in src/cart.js' });
    const place = file.getByRole('group', { name: 'Line 40' });
    await expect
      .poll(() => place.locator('.plan-version').allInnerTexts())
      .toEqual([
        expect.stringMatching(/There now\s+no lines here/),
        expect.stringMatching(/This step wrote\s+return total \+ tax;/),
        expect.stringMatching(/Before both\s+return total;/),
      ]);
    await place.getByRole('button', { name: 'Line 40' }).click();
    expect(host.last('file/open')).toEqual({ type: 'file/open', path: 'src/cart.js', line: 40 });
    await file.getByRole('button', { name: 'Open the conflict of src/cart.js as a diff' }).click();
    await expect
      .poll(() => host.last('plan/openConflict'))
      .toMatchObject({ stepId: 'tax', path: 'src/cart.js' });
    // Said once, in the person's language.
    await expect.poll(() => page.locator('.plan-step-error').count()).toBe(0);
    const gone = page.getByRole('region', { name: 'Conflict in src/aVeryLongFolderName' });
    await expect.poll(() => gone.innerText()).toContain('deleted meanwhile; this step changed it');
    host.refusal = 'This step changed no text that can be shown.';
    await gone.getByRole('button', { name: 'as a diff' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.plan-problem').textContent()).toContain('no text');
  });

  it.each([
    ['narrow', 240, 'dark'],
    ['normal', 400, 'light'],
    ['wide', 1_000, 'highContrast'],
  ] as const)('looks right when it is %s', async (name, width, theme) => {
    const { page, screenshot } = await openConflict({ width, theme });
    await page.locator('.plan-conflict').first().scrollIntoViewIfNeeded();
    await screenshot(`plan-conflict-${name}`);
    await expect.poll(() => stickingOut(page)).toEqual([]);
    await expect.poll(() => seriousProblems(page.mainFrame())).toEqual([]);
  });
});

describe('a step that was stopped when it had finished on its copy', () => {
  const stopped = withStates(
    cartPlan,
    { rules: 'done', usage: 'done', line: 'done', tax: 'cancelled' },
    'cancelled',
  );
  const unwritten = ['src/cart.js', 'src/aVeryLongFolderName/anotherOne/andOneMore/legacy.js'].map(
    (path) => ({
      path,
      before: 'old',
      after: 'new',
    }),
  );

  it.each([
    ['narrow', 240, 'dark'],
    ['wide', 1_000, 'light'],
  ] as const)('says what was kept, and opens it, when it is %s', async (name, width, theme) => {
    const { page, host, screenshot } = await open({ width, theme, height: 1_000 });
    await page.clock.setFixedTime(host.now);
    const end = stepEnd(stopped, 'tax', 'cancelled', { unwritten });
    await host.emit(...planMade, ...secondWave, updated(stopped), end, runEnds);
    await bar().click();
    await card('tax').click();
    const heading = page.getByRole('heading', { name: 'Finished, not written' });
    await heading.scrollIntoViewIfNeeded();
    const files = page.locator('.plan-step h4:has-text("Finished, not written") ~ ul li');
    await expect.poll(() => files.allInnerTexts()).toEqual(unwritten.map(({ path }) => path));
    await screenshot(`plan-unwritten-${name}`);
    await expect.poll(() => stickingOut(page)).toEqual([]);
    await expect.poll(() => seriousProblems(page.mainFrame())).toEqual([]);
    await stepButton('openDiff').click();
    await expect.poll(() => host.last('plan/openDiff')).toMatchObject({ stepId: 'tax' });
  });
});

describe('a question', () => {
  it('after a failure is answered by button and key, whether or not the plan is open', async () => {
    const { page, host } = await open();
    await host.emit(...planMade, ...secondWave, ...taxFails);
    const question = page.locator('.plan-question');
    await question.getByRole('button', { name: 'Re-plan' }).click();
    await expect
      .poll(() => host.last('plan/afterFailure'))
      .toMatchObject({ stepId: 'tax', choice: 'replan' });
    await host.emit({ type: 'plan_question_answered', stepId: 'tax', answer: 'replan' });
    await question.waitFor({ state: 'detached' });
  });

  it('before a step takes y, n, s and q, once it was there for a moment', async () => {
    const { page, host } = await open();
    await host.emit(...planMade, updated(withStates(cartPlan, {})));
    await host.emit({
      type: 'step_confirm',
      stepId: 'rules',
      destructive: true,
      command: 'rm -rf old',
      diff: '-old\n+new',
    });
    await host.send({ type: 'focus', target: 'question' });
    const question = page.locator('.plan-question');
    await question.waitFor();
    await expect.poll(() => question.textContent()).toContain('It may delete or overwrite something.');
    await expect.poll(() => question.locator('.plan-question-command').textContent()).toBe('rm -rf old');
    await expect
      .poll(async () => {
        await page.keyboard.press('s');
        return host.last('plan/answer');
      })
      .toMatchObject({ stepId: 'rules', answer: 'skip' });
    expect(host.posted.filter(({ type }) => type === 'plan/answer').length).toBe(1);
  });

  it('is declined by Escape from anywhere', async () => {
    const { page, host } = await open();
    await host.emit(...planMade, updated(withStates(cartPlan, {})));
    await host.emit({ type: 'step_confirm', stepId: 'rules', destructive: false });
    await page.locator('.plan-question').waitFor();
    await page.locator('planwright-composer textarea').focus();
    await page.keyboard.press('Escape');
    await expect.poll(() => host.last('plan/answer')).toMatchObject({ answer: 'decline' });
    expect(host.last('run/stop')).toBeUndefined();
  });
});

it('has the choice to plan in the input', async () => {
  const { page, host } = await open();
  const picker = page.locator('.planning-picker vscode-dropdown');
  await picker.click();
  await page.locator('.planning-picker vscode-option', { hasText: 'plan: auto' }).click();
  await expect.poll(() => host.last('planning/set')).toMatchObject({ planning: 'auto' });
  await host.emit({ type: 'planning_changed', planning: 'auto', runId: '' });
  await expect.poll(() => picker.getAttribute('title')).toContain('look complex');
});

it('changes one card when one of a hundred steps says something', async () => {
  const { page, host } = await open({ width: 1_000 });
  const steps = Array.from({ length: 100 }, (_, index) =>
    step(`s${index}`, index < 10 ? [] : [`s${index - 10}`]),
  );
  const plan = planOf(steps);
  const running = withStates(plan, { s0: 'in_progress', s1: 'in_progress' });
  await host.emit(...planMade.slice(0, 3), { type: 'planning_end', plan, estimatedSteps: 100 });
  await page.clock.setFixedTime(host.now);
  await host.emit(...begin(running, ['s0', 's1'], 1), stepStart(running, 's0'));
  await bar().click();
  await card('s0').waitFor();
  await expect.poll(() => page.locator('.plan-card').count()).toBe(100);
  await page.evaluate(`
    globalThis.touched = new Set();
    new MutationObserver((changes) => {
      for (const { target } of changes) {
        const element = target instanceof Element ? target : target.parentElement;
        touched.add(element.closest('.plan-card')?.dataset.stepId ?? element.closest('[class]').className);
      }
    }).observe(document.querySelector('.plan-scroll'), { subtree: true, childList: true, characterData: true, attributes: true });`);
  await host.emit({ type: 'text_delta', text: 'Looking at totals', stepId: 's1' });
  await expect.poll(() => card('s1').textContent()).toContain('Looking at totals');
  await expect.poll(() => page.evaluate('[...touched]')).toEqual(['s1']);
});

it('is read aloud when something happens', async () => {
  const { page, host } = await open();
  await host.emit(...planMade, ...secondWave);
  await host.emit(...taxFails);
  const spoken = page.locator('planwright-panel > [aria-live]');
  await expect
    .poll(() => spoken.textContent())
    .toContain('Waits for you: Step 4 Round the tax failed. What now?');
  await expect.poll(() => spoken.textContent()).toContain('Step 3: Round per line, done');
});

it('opens by command, also before there is a plan', async () => {
  const { page, host } = await open();
  await host.send({ type: 'focus', target: 'plan' });
  await expect.poll(() => page.evaluate('document.activeElement.tagName')).toBe('TEXTAREA');
  await host.emit(...planMade, runEnds);
  await card('rules').waitFor();
  // Where a person may be typing, the focus stays.
  await expect.poll(() => page.evaluate('document.activeElement.tagName')).toBe('TEXTAREA');
  await host.send({ type: 'focus', target: 'plan' });
  await expect.poll(() => page.evaluate('document.activeElement.dataset.stepId')).toBe('rules');
  await host.emit({ type: 'plan_discarded', runId: '' });
  await page.locator('planwright-transcript').waitFor();
});

it.each([240, 400, 1_000])(
  'leaves no English and cuts no words in another language, at %i',
  async (width) => {
    const { page, host, screenshot } = await open({
      width,
      translation: pseudoTranslation,
      prepare: (fake) => {
        fake.settings = inGreek(demoSettings);
        fake.state = { ...fake.state, model: fake.settings.models[0]?.name ?? '' };
      },
    });
    await host.emit(...inGreek(planMade), ...inGreek(secondWave));
    await bar().click();
    await card('line').click();
    await host.emit(...inGreek(taxFails));
    await page.locator('.plan-question').waitFor();
    await card('tax').click();
    await screenshot(`plan-translated-${width}`);
    await expect.poll(() => stickingOut(page)).toEqual([]);
    await expect.poll(() => untranslated(page)).toEqual([]);
  },
);

it('offers to run only once no run is on', async () => {
  const { page, host } = await openPlan(400);
  await card('rules').click();
  await host.emit({ ...start, runId: 'run-2' });
  await planButton('stop').waitFor();
  await expect.poll(() => planButton('run').count()).toBe(0);
  await expect.poll(() => page.locator('[data-step-action]').evaluateAll((all) => all.length)).toBe(4);
  await host.emit({ ...runEnds, runId: 'run-2' });
  await planButton('run').waitFor();
  await stepButton('until').waitFor();
});
