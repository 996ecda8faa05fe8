// Commands and skills under a slash at the beginning of the input, in a real browser with a host that is played.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { OfferedCommand } from '../../../src/protocol/coreTypes';
import { seriousProblems } from '../accessibilityCheck';
import { startPanelHarness, stickingOut } from './openPanel';
import type { OpenPanel, PanelHarness } from './openPanel';

const commands: readonly OfferedCommand[] = [
  { name: 'clear', description: 'Clears the conversation; files stay as they are', kind: 'command' },
  { name: 'cost', description: 'Shows what the session has used', kind: 'command' },
  {
    name: 'model',
    description: 'Shows or switches the model',
    usage: '/model [provider/model]',
    kind: 'command',
  },
  {
    name: 'code-review',
    description: 'Review a change or a file for faults, risks and clarity, and report findings by weight.',
    kind: 'skill',
  },
];

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

const input = () => panel.page.locator('textarea').first();
const rows = () => panel.page.getByRole('listbox', { name: 'Commands and skills' }).getByRole('option');

test.each([
  ['narrow', 240, 'dark'],
  ['wide', 700, 'light'],
] as const)('are listed, narrowed by typing and taken with a key (%s)', async (name, width, theme) => {
  panel = await harness.open({ width, theme });
  const { page, host, screenshot } = panel;
  host.commands = commands;
  await input().fill('/');
  await expect.poll(() => rows().count()).toBe(4);
  await expect.poll(() => rows().first().innerText()).toContain('/clear');
  await screenshot(`slash commands ${name}`);
  await expect.poll(() => stickingOut(page)).toEqual([]);
  await expect.poll(() => seriousProblems(page.mainFrame())).toEqual([]);
  await page.keyboard.type('co');
  await expect.poll(() => rows().allInnerTexts()).toHaveLength(2);
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => input().getAttribute('aria-activedescendant')).toBe('mention-1');
  await page.keyboard.press('Enter');
  await expect.poll(() => input().inputValue()).toBe('/code-review ');
  await expect.poll(() => rows().count()).toBe(0);
  await page.keyboard.type('the cart');
  await page.keyboard.press('Enter');
  await expect.poll(() => host.last('prompt/submit')?.text).toBe('/code-review the cart');
});

test('a path, a slash further on and a closed list ask for nothing', async () => {
  panel = await harness.open();
  panel.host.commands = commands;
  await input().fill('/usr/bin');
  await input().fill('what is /c');
  await expect.poll(() => rows().count()).toBe(0);
  await input().fill('/c');
  await expect.poll(() => rows().count()).toBe(3);
  await panel.page.keyboard.press('Escape');
  await expect.poll(() => rows().count()).toBe(0);
  await panel.page.keyboard.type('l');
  await expect.poll(() => input().inputValue()).toBe('/cl');
  await expect.poll(() => rows().count()).toBe(0);
});

test('what is typed in full is sent by the first Enter', async () => {
  panel = await harness.open();
  panel.host.commands = commands;
  await input().fill('/cost');
  await expect.poll(() => rows().count()).toBe(1);
  await panel.page.keyboard.press('Enter');
  await expect.poll(() => panel.host.last('prompt/submit')?.text).toBe('/cost');
});
