// The plan in the panel after a stop, and when a person takes steps out of it, in a real browser with a host that is played.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { removeStep } from '../../../src/core/plan/editPlan';
import type { Plan } from '../../../src/core/plan/plan';
import { seriousProblems } from '../accessibilityCheck';
import { planEnd, updated, withStates } from '../../unit/protocol/planFixture';
import { startPanelHarness, stickingOut } from './openPanel';
import type { OpenPanel, PanelHarness } from './openPanel';
import { cartPlan, planMade, runEnds, secondWave } from './recordedPlan';

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
  await panel.page.clock.setFixedTime(panel.host.now);
  return panel;
}

const bar = () => panel.page.locator('planwright-plan-bar .row-toggle');
const card = (id: string) => panel.page.locator(`.plan-card[data-step-id="${id}"]`);
const stepButton = (action: string) => panel.page.locator(`[data-step-action="${action}"]`);
const planButton = (action: string) => panel.page.locator(`[data-plan-action="${action}"]`);

/** Two steps are done, two were at work, three never began. */
function stoppedPlan(): Plan {
  const states = { rules: 'done', usage: 'done', line: 'cancelled', tax: 'cancelled' } as const;
  const begun = withStates(cartPlan, states, 'cancelled');
  return {
    ...begun,
    steps: begun.steps.map((step) => (step.status === 'pending' ? { ...step, status: 'cancelled' } : step)),
  };
}

test.each([
  ['narrow', 240, 'dark'],
  ['wide', 1_000, 'light'],
] as const)('after a stop what never began can be changed and run (%s)', async (name, width, theme) => {
  const { page, host, screenshot } = await open({ width, theme, height: 900 });
  const stopped = stoppedPlan();
  await host.emit(...planMade, ...secondWave, updated(stopped), planEnd(stopped), runEnds);
  await bar().getByText('stopped').waitFor();
  await bar().click();
  await card('line').getByText('cancelled').waitFor();
  await card('docs').getByText('pending').waitFor();
  await planButton('resume').waitFor();
  await card('tests').click();
  const actions = page.locator('.plan-step [data-step-action]');
  await expect
    .poll(() => actions.evaluateAll((all) => all.map((one) => one.getAttribute('data-step-action'))))
    .toEqual(['run', 'until', 'skip', 'replan', 'edit', 'addAfter', 'remove']);
  await screenshot(`plan-stopped-${name}`);
  await expect.poll(() => stickingOut(page)).toEqual([]);
  await expect.poll(() => seriousProblems(page.mainFrame())).toEqual([]);
  await stepButton('until').click();
  await expect.poll(() => host.last('plan/run')).toMatchObject({ scope: { kind: 'until', stepId: 'tests' } });
});

test.each([
  ['in the list', 400],
  ['beside the graph', 1_000],
] as const)(
  'removing a step from its details leads to the next one, the last to the one before (%s)',
  async (_name, width) => {
    const { page, host } = await open({ width, height: 900 });
    const focused = () => page.evaluate<string>('document.activeElement.dataset.stepId');
    const status = page.locator('planwright-plan [role="status"]');
    const remove = async (plan: Plan, id: string): Promise<Plan> => {
      await card(id).click();
      await stepButton('remove').focus();
      await page.keyboard.press('Enter');
      return removeStep(plan, id, { now: () => host.now });
    };
    const shown = async (plan: Plan): Promise<void> => {
      await host.emit(updated(plan));
      await expect.poll(() => page.locator('.plan-card').count()).toBe(plan.steps.length);
    };
    await host.emit(...planMade, runEnds);
    await bar().click();
    const plan = await remove(cartPlan, 'docs');
    await expect
      .poll(() => host.last('plan/edit'))
      .toMatchObject({ edit: { kind: 'remove', stepId: 'docs' } });
    await shown(plan);
    await expect.poll(focused).toBe('run');
    await expect.poll(() => status.last().textContent()).toBe('Step 7 is removed.');
    const fewer = await remove(plan, 'tests');
    await page.getByRole('button', { name: 'Remove it alone' }).click();
    await expect
      .poll(() => host.last('plan/edit'))
      .toMatchObject({ edit: { stepId: 'tests', dependents: 'bridge' } });
    await shown(fewer);
    await expect.poll(focused).toBe('run');
    await expect.poll(() => status.last().textContent()).toBe('Step 5 is removed.');
    await expect.poll(() => page.locator('.plan-step').count()).toBe(0);
  },
);

test('removing a step and all that need it leads to the next one that is left', async () => {
  const { page, host } = await open({ width: 400, height: 900 });
  await host.emit(...planMade, runEnds);
  await bar().click();
  await card('rules').click();
  await stepButton('remove').click();
  await page.getByRole('button', { name: 'Remove these as well' }).click();
  await expect.poll(() => host.last('plan/edit')).toMatchObject({ edit: { dependents: 'cascade' } });
  await host.emit(updated(removeStep(cartPlan, 'rules', { now: () => host.now, dependents: 'cascade' })));
  await expect.poll(() => page.locator('.plan-card').count()).toBe(1);
  await expect.poll(() => page.evaluate<string>('document.activeElement.dataset.stepId')).toBe('usage');
});
