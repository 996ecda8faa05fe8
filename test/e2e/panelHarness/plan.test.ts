// The plan in the panel, in a real browser, driven as a person would, with a host that is played.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { startPanelHarness, stickingOut } from './openPanel';
import type { OpenPanel, PanelHarness } from './openPanel';
import { planMade, runEnds, secondWave, taxFails } from './recordedPlan';

let harness: PanelHarness;
let panel: OpenPanel;

beforeAll(async () => {
  harness = await startPanelHarness();
});
afterAll(() => harness.close());
afterEach(async () => {
  expect(await panel.page.evaluate('violations')).toEqual([]);
  expect(panel.host.rejected).toEqual([]);
  await panel.close();
});

async function open(...options: Parameters<PanelHarness['open']>): Promise<OpenPanel> {
  panel = await harness.open(...options);
  return panel;
}

const bar = () => panel.page.locator('planwright-plan-bar button');
const card = (id: string) => panel.page.locator(`.plan-card[data-step-id="${id}"]`);
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
    expect(await stickingOut(page)).toEqual([]);
    await host.emit(...secondWave);
    await page.clock.setFixedTime(host.now + 1_000);
    await card('line').click();
    await screenshot(`plan-${name}-runs`);
    await host.emit(...taxFails);
    await page.locator('.plan-question').waitFor();
    await card('tax').click();
    await screenshot(`plan-${name}-failed`);
    await bar().click();
    await screenshot(`plan-${name}-chat`);
    expect(await stickingOut(page)).toEqual([]);
  });
});
