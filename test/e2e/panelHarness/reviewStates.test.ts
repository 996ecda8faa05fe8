// What the panel's list of proposed changes says of a change that somebody else had a hand in, and of what is no text: to eyes, to screen
// readers, in a narrow panel and in German.
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { ReviewFileRow, ReviewList } from '../../../src/protocol/reviewList';
import { startPanelHarness, stickingOut } from './openPanel';
import type { OpenPanel, PanelHarness } from './openPanel';
import { closing, opening } from './recordedRun';
import type { ThemeName } from './themes';

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

const whole = (path: string, part: Partial<ReviewFileRow>): ReviewFileRow => ({
  path: `/w/${path}`,
  display: path,
  kind: 'opaque',
  added: 0,
  removed: 0,
  label: 'npm run icons',
  hunkCount: 0,
  hunks: [],
  ...part,
});

const list: ReviewList = {
  changes: 6,
  fileCount: 5,
  files: [
    whole('media/logo.png', { changedSince: 'certainly' }),
    whole('media/banner.png', {}),
    whole('media/new.png', { kind: 'created', isOpaque: true }),
    whole('data/dump.sql', { kind: 'opaque', changedSince: 'perhaps' }),
    {
      ...whole('src/cart.js', { kind: 'edited', added: 2, removed: 2, hunkCount: 2 }),
      hunks: [
        {
          id: 'h1',
          from: 4,
          to: 4,
          text: 'return round(sum(items));',
          added: 1,
          removed: 1,
          label: '“Fix”',
          isEdited: false,
          isBaseChanged: true,
        },
        {
          id: 'h2',
          from: 40,
          to: 40,
          text: 'const cents = round(a + b);',
          added: 1,
          removed: 1,
          label: '“Fix”',
          isEdited: true,
        },
      ],
    },
  ],
  calls: {},
};

async function open(options: Parameters<PanelHarness['open']>[0] = {}) {
  panel = await harness.open(options);
  await panel.host.emit(...opening, ...closing);
  await panel.host.send({ type: 'review', list });
  await panel.page.locator('.review-toggle').click();
  return panel.page.locator('.review-bar');
}

test('a row says that somebody else changed it since, and what is no text', async () => {
  const bar = await open();
  for (const name of [
    'media/logo.png, binary or too large, changed by others since, npm run icons',
    'media/banner.png, binary or too large, npm run icons',
    'media/new.png, new, binary or too large, npm run icons',
    'data/dump.sql, binary or too large, perhaps changed by others since the command was cut off, npm run icons',
    'src/cart.js, 2 lines added, 2 removed, npm run icons',
    'line 4 of src/cart.js: return round(sum(items));, 1 lines added, 1 removed, the text below it changed',
    'line 40 of src/cart.js: const cents = round(a + b);, 1 lines added, 1 removed, edited by you',
  ]) {
    await bar.getByRole('button', { name, exact: true }).waitFor();
  }
  const row = (name: string) => bar.locator('.review-row').filter({ hasText: name }).first();
  await expect
    .poll(() => row('logo.png').locator('.review-state').innerText())
    .toBe('changed since · binary or too large');
  await expect.poll(() => row('logo.png').locator('.warning-icon').count()).toBe(1);
  await expect.poll(() => row('banner.png').locator('.warning-icon').count()).toBe(0);
  await expect.poll(() => row('line 4 of').locator('.warning-icon').count()).toBe(1);
  await expect.poll(() => row('line 40 of').locator('.warning-icon').count()).toBe(0);
  await panel.screenshot('review states');
});

test.each<ThemeName>(['light', 'highContrast'])('it fits into a narrow panel (%s)', async (theme) => {
  const bar = await open({ theme, width: 240 });
  await bar.getByText('logo.png').first().waitFor();
  await expect.poll(() => stickingOut(panel.page)).toEqual([]);
  await panel.screenshot(`review states, 240 px, ${theme}`);
});

test('it is said in German', async () => {
  const texts = JSON.parse(readFileSync('media/l10n/bundle.l10n.de.json', 'utf8')) as Record<string, string>;
  const bar = await open({ width: 300, translation: { language: 'de', texts } });
  await bar
    .getByRole('button', { name: 'media/logo.png, binär oder zu groß, seither von anderen geändert' })
    .waitFor();
  await expect.poll(() => stickingOut(panel.page)).toEqual([]);
  await panel.screenshot('review states, German');
});
