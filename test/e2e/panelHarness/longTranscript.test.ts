// A session of a thousand runs: only its newest part comes with the snapshot, the rest as a person gets there, and nothing jumps.
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { AgentEventBody } from '../../../src/core/events/agentEvent';
import type { ToHost } from '../../../src/protocol/messages';
import { newestPart } from '../../../src/protocol/pages';
import { startPanelHarness } from './openPanel';
import type { OpenPanel, PanelHarness } from './openPanel';

const RUNS = 1_000;
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

const text = (value: string): AgentEventBody => ({ type: 'text_delta', text: value });
const usage = { promptTokens: 1, completionTokens: 1, totalTokens: 2 };

function foldRun(index: number): void {
  const runId = `run-${index}`;
  const prompt = `prompt ${index}.`;
  const message = { role: 'user', content: [{ type: 'text', text: prompt }], origin: 'prompt' } as const;
  const call = { toolId: `call-${index}`, toolName: 'bash' };
  panel.host.fold(
    { type: 'start', prompt, model: 'demo/tour', mode: 'ask', runId },
    { type: 'message', message, runId },
    { type: 'turn_start', turn: 1, runId },
    { type: 'tool_call', ...call, title: 'npm test', args: {}, readOnly: false, runId },
    {
      type: 'tool_end',
      ...call,
      toolOutput: 'x'.repeat(2_000),
      exitCode: 0,
      durationMs: 1,
      outcome: 'done',
      runId,
    },
    { type: 'turn_start', turn: 2, runId },
    { ...text(`answer ${index}.\n\n- one\n- two`), runId },
    { type: 'end', text: '', stopReason: 'end', usage, totalTokens: 2, toolCallsCount: 1, runId },
  );
}

async function openLong(): Promise<OpenPanel> {
  panel = await harness.open();
  panel.host.eventStep = 1;
  for (let index = 0; index < RUNS; index++) foldRun(index);
  await panel.host.sendSnapshot();
  await panel.page.locator('.prompt', { hasText: `prompt ${RUNS - 1}.` }).waitFor();
  await panel.page.locator('planwright-transcript').hover();
  return panel;
}

const prompt = (index: number) => panel.page.locator('.prompt', { hasText: `prompt ${index}.` });
const pagesAsked = (): ToHost<'page/request'>[] =>
  panel.host.posted.filter((message) => message.type === 'page/request');
const shownPrompts = () =>
  panel.page.evaluate<number[]>(
    `[...document.querySelectorAll('.prompt-text')].map((it) => Number(/\\d+/.exec(it.textContent)[0]))`,
  );
/** Scrolls up until a page is asked for; what is on the screen then has loaded. */
async function scrollToGap(): Promise<void> {
  await expect
    .poll(
      async () => {
        await panel.page.mouse.wheel(0, -1_500);
        return pagesAsked().length;
      },
      { timeout: 20_000 },
    )
    .toBeGreaterThan(0);
}
/** Follows a prompt that is on the screen, frame by frame, until `stopWatching`. */
const watchPrompt = () =>
  panel.page.evaluate<string>(`(() => {
    const view = document.querySelector('planwright-transcript').getBoundingClientRect();
    const watched = [...document.querySelectorAll('.prompt-text')].find((it) => {
      const { top, bottom } = it.getBoundingClientRect();
      return top > view.top + 100 && bottom < view.bottom;
    });
    globalThis.tops = [];
    // In a task behind the frame: before it the browser has not yet put things back in their places.
    const look = () => {
      globalThis.watching = requestAnimationFrame(() => setTimeout(() => {
        globalThis.tops.push(Math.round(watched.getBoundingClientRect().top));
        look();
      }));
    };
    look();
    return watched.textContent;
  })()`);
const stopWatching = () =>
  panel.page.evaluate<number[]>('cancelAnimationFrame(globalThis.watching), [...new Set(globalThis.tops)]');

it('comes with its newest part only, and walks back page by page without a gap or a row twice', async () => {
  const { page } = await openLong();
  await expect.poll(() => page.locator('.transcript-row').count()).toBeLessThanOrEqual(160);
  expect(pagesAsked()).toEqual([]);
  const seen = new Set<number>();
  for (let step = 0; step < 400 && !seen.has(RUNS - 150); step++) {
    await page.mouse.wheel(0, -600);
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    const shown = await shownPrompts();
    for (const [at, index] of shown.entries()) {
      seen.add(index);
      if (at > 0) expect(index).toBe(shown[at - 1]! + 1);
    }
  }
  for (let index = RUNS - 150; index < RUNS; index++) expect(seen).toContain(index);
  expect(pagesAsked().length).toBeGreaterThan(1);
  await expect.poll(() => page.locator('.transcript-row').count()).toBeLessThanOrEqual(160);
});

it('stays where a person reads while a page arrives, even as the session goes on', async () => {
  const { host } = await openLong();
  host.heldPages = [];
  await scrollToGap();
  // The wheel has come to rest.
  await panel.page.waitForTimeout(300);
  const watched = await watchPrompt();
  await host.emit({ type: 'start', prompt: 'more', model: 'demo/tour', mode: 'ask', runId: 'more' });
  await host.emit({ ...text('streams '), runId: 'more' });
  await host.releasePages();
  await expect
    .poll(async () => (await shownPrompts())[0])
    .toBeLessThan(Number(/\d+/.exec(watched)?.[0]) - 10);
  await host.emit({ ...text('on '), runId: 'more' });
  const tops = await stopWatching();
  expect(tops).toHaveLength(1);
});

it('goes to the first and the last with Home and End', async () => {
  const { page, host, screenshot } = await openLong();
  await page.locator('planwright-transcript').focus();
  await page.keyboard.press('Home');
  await prompt(0).waitFor();
  await expect.poll(() => prompt(0).boundingBox()).toMatchObject({ y: expect.closeTo(40, -2) as number });
  await screenshot('longHome');
  const gap = page.getByRole('button', { name: /Load \d+ more prompts/ });
  // Far down: what is between loads as one walks there.
  await expect
    .poll(
      async () => {
        await page.mouse.wheel(0, 1_500);
        return (await shownPrompts()).at(-1);
      },
      { timeout: 10_000 },
    )
    .toBeGreaterThan(120);
  await expect.poll(() => gap.count()).toBeLessThanOrEqual(1);
  await page.locator('planwright-transcript').focus();
  await page.keyboard.press('End');
  await prompt(RUNS - 1).waitFor();
  await host.emit({ type: 'start', prompt: 'and on', model: 'demo/tour', mode: 'ask', runId: 'on' });
  await page.locator('.prompt', { hasText: 'and on' }).waitFor();
});

it('edits an old message and sends it again', async () => {
  const { page, host } = await openLong();
  await page.locator('planwright-transcript').focus();
  await page.keyboard.press('Home');
  await prompt(3).hover();
  await prompt(3).getByRole('button', { name: 'Edit and send again from here' }).click();
  const input = page.locator('planwright-composer textarea');
  await expect.poll(() => input.inputValue()).toBe('prompt 3.');
  await input.fill('prompt 3, better.');
  await input.press('Enter');
  await expect.poll(() => host.last('prompt/edit')?.text).toBe('prompt 3, better.');
  const seq = host.last('prompt/edit')?.seq ?? Number.NaN;
  await host.emit(
    { type: 'history_cut', beforeSeq: seq, runId: '' },
    { type: 'start', prompt: 'prompt 3, better.', model: 'demo/tour', mode: 'ask', runId: 'again' },
  );
  await page.locator('.prompt', { hasText: 'prompt 3, better.' }).waitFor();
  await expect.poll(shownPrompts).toEqual([0, 1, 2, 3]);
});

it('is where the person was reading after a reload, however far back', async () => {
  const { page, host } = await openLong();
  await page.locator('planwright-transcript').focus();
  await page.keyboard.press('Home');
  await prompt(0).waitFor();
  await expect
    .poll(
      async () => {
        await page.mouse.wheel(0, 400);
        return (await shownPrompts()).at(-1);
      },
      { timeout: 10_000 },
    )
    .toBeGreaterThan(60);
  await page.waitForTimeout(800);
  const watched = await watchPrompt();
  await page.waitForFunction('globalThis.tops.length > 0');
  const [before] = await stopWatching();
  expect(Number(/\d+/.exec(watched)?.[0])).toBeLessThan(120);
  host.fold({ type: 'start', prompt: 'more', model: 'demo/tour', mode: 'ask', runId: 'more' });
  await page.reload();
  await host.emit({ ...text('streams '), runId: 'more' });
  const there = page.getByText(watched, { exact: true });
  await expect.poll(async () => Math.round((await there.boundingBox())?.y ?? 0)).toBe(before);
});

it('shows another session at once while a page is under way', async () => {
  const { page, host } = await openLong();
  host.heldPages = [];
  await scrollToGap();
  const other = newestPart({ ...host.state, sessionId: 'session-2', runs: host.state.runs.slice(0, 3) });
  await host.send({ type: 'snapshot', ...other, access: 'owner' });
  await prompt(2).waitFor();
  await host.releasePages();
  await expect.poll(() => shownPrompts()).toEqual([0, 1, 2]);
  await host.sendSnapshot();
  // Where the person was reading; from there it goes on as ever.
  await expect.poll(async () => (await shownPrompts())[0]).toBeGreaterThan(500);
  const asked = pagesAsked().length;
  await expect
    .poll(
      async () => {
        await page.mouse.wheel(0, -1_500);
        return pagesAsked().length;
      },
      { timeout: 10_000 },
    )
    .toBeGreaterThan(asked);
});
