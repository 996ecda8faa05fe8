// The panel in the real editor with a stored session of a thousand runs: what it weighs and how quick it answers while a model streams.
// Figures are taken in the panel's own page; the model is `test/model-server` over real HTTP.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Frame } from 'playwright-core';
import { openDriver, waitFor } from '../e2e/driver';
import type { Driver } from '../e2e/driver';
import { startModelServer } from '../model-server/modelServer';
import { storeLongSession } from './longSession';
import { installMeters, readTraffic, resetTraffic, takeKeyTimes, timeToShow } from './panelMeters';
import { openProcess } from './panelProcess';
import type { PanelProcess } from './panelProcess';
import { median, percentile } from './statistics';
import { streamScript } from './streamScript';

export interface PanelFigure {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
}

export interface PanelBenchOptions {
  /** How long text streams, in minutes. */
  readonly minutes: number;
  /** Built product, for the size of the bundle. */
  readonly dist: string;
}

/** How it was at one moment, and in the time since the sample before. */
export interface PanelSample {
  readonly seconds: number;
  /** Heap after a collection. */
  readonly megabytes: number;
  /** Milliseconds from key press to paint; NaN without a press. */
  readonly keyMedian: number;
  readonly keyP95: number;
  /** Processes that wanted to run, on average over a minute. */
  readonly load: number;
}

export interface PanelReport {
  readonly figures: readonly PanelFigure[];
  readonly samples: readonly PanelSample[];
}

const RUNS = 1_000;
const MODEL = 'gateway/scripted-model';
const SESSION = 'bench-long-session';
const KEY_EVERY_MS = 250;
/** Presses that are measured while nothing streams. */
const IDLE_KEYS = 60;
const SAMPLE_EVERY_MS = 30_000;
/** How long one answer of the model streams, in seconds. */
const ANSWER_SECONDS = 12;

/** Starts the editor, resumes the long session in the panel, and streams into it. Prints a line every 30 seconds. */
export async function measurePanel({ minutes, dist }: PanelBenchOptions): Promise<PanelReport> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'planwright-bench-data-'));
  const server = await startModelServer(streamScript(ANSWER_SECONDS));
  const models = [{ id: 'scripted-model', label: 'Scripted' }];
  let driver: Driver | undefined;
  try {
    driver = await openDriver({
      name: 'bench',
      dataDirectory,
      settings: {
        'planwright.providers': { gateway: { baseUrl: server.openaiUrl, api: 'chat', models } },
        'planwright.model': MODEL,
      },
    });
    await storeLongSession({
      folder: join(dataDirectory, 'data', 'User', 'globalStorage', 'planwright.planwright', 'sessions'),
      sessionId: SESSION,
      workspace: driver.workspace,
      runs: RUNS,
      model: MODEL,
    });
    return await measure(driver, minutes, dist);
  } finally {
    await driver?.dispose();
    await server.dispose();
    await rm(dataDirectory, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

async function measure(driver: Driver, minutes: number, dist: string): Promise<PanelReport> {
  const firstPaint = await timeToOpen(driver);
  await setKey(driver);
  const panel = await driver.panel();
  await panel.locator('planwright-composer textarea').waitFor();
  await installMeters(panel);
  const drawing = await openProcess(driver.page, panel);
  const heapEmpty = await drawing.heapMegabytes();
  const toRows = await resume(panel);
  const heapAfterLoad = await drawing.heapMegabytes();
  const { snapshotBytes } = await readTraffic(panel);
  await driver.screenshot('1 resumed');

  const idleKeys = await typeIdle(driver, panel);
  const streamed = await stream(driver, panel, drawing, minutes * 60_000);
  await driver.screenshot('2 streamed');
  const heapAtEnd = streamed.samples.at(-1)?.megabytes ?? Number.NaN;
  const rows = await panel.locator('.transcript-row').count();
  await drawing.close();
  const of = drawing.isPanelAlone ? 'panel' : 'whole window';
  const figures = [
    { name: 'click on the icon to first paint of the panel', unit: 'ms', value: firstPaint },
    { name: '1,000 turns: click in the list to the last rows on the screen', unit: 'ms', value: toRows },
    { name: '1,000 turns: snapshot', unit: 'kB', value: snapshotBytes / 1024 },
    { name: `heap of the ${of} before the session is opened`, unit: 'MB', value: heapEmpty },
    { name: `1,000 turns: heap of the ${of} after load`, unit: 'MB', value: heapAfterLoad },
    { name: `heap of the ${of} after ${minutes} min of streaming`, unit: 'MB', value: heapAtEnd },
    {
      name: 'growth of the heap a minute',
      unit: 'MB',
      value: growthPerMinute(streamed.samples),
    },
    { name: 'rows in the document', unit: '', value: rows },
    { name: 'key press to paint while streaming, median', unit: 'ms', value: median(streamed.keys) },
    { name: 'key press to paint while streaming, p95', unit: 'ms', value: percentile(streamed.keys, 0.95) },
    { name: 'key press to paint while nothing streams, median', unit: 'ms', value: median(idleKeys) },
    { name: 'key press to paint while nothing streams, p95', unit: 'ms', value: percentile(idleKeys, 0.95) },
    { name: 'key presses', unit: '', value: streamed.keys.length },
    { name: 'posts a second', unit: '', value: streamed.postsPerSecond },
    { name: 'work of the main thread for one post, keys included', unit: 'ms', value: streamed.workPerPost },
    { name: 'bytes a delta, beside its text', unit: 'B', value: streamed.bytesPerDelta },
    { name: 'panel.js and panel.css, packed', unit: 'kB', value: await packedSize(dist) },
    {
      name: 'load of the machine meanwhile',
      unit: '',
      value: median(streamed.samples.map(({ load }) => load)),
    },
  ];
  return { figures, samples: streamed.samples };
}

/** Any key will do for the scripted model. */
async function setKey(driver: Driver): Promise<void> {
  await driver.runCommand('Planwright: Set API Key…');
  const rows = driver.page.locator('.quick-input-widget:visible .monaco-list-row');
  await rows.filter({ hasText: 'gateway' }).first().click();
  const box = driver.page.locator('.quick-input-widget:visible input[type="password"]');
  await box.fill('sk-bench-0123456789abcdef');
  await box.press('Enter');
  await box.waitFor({ state: 'hidden' });
}

/** Milliseconds from the click on the icon in the activity bar to the first paint in the panel's frame. */
async function timeToOpen(driver: Driver): Promise<number> {
  const { page } = driver;
  const icon = page.locator('.activitybar .action-item', { has: page.locator('[aria-label^="Planwright"]') });
  await icon.waitFor();
  const now = 'performance.timeOrigin + performance.now()';
  const isShown = await icon.evaluate((element) => element.classList.contains('checked'));
  if (isShown) await icon.click();
  const clickedAt = await page.evaluate<number>(now);
  await icon.click();
  const panel = await driver.panel();
  const paintedAt = await waitFor('the first paint of the panel', () =>
    panel.evaluate<number | undefined>(`(() => {
      const paint = performance.getEntriesByName('first-contentful-paint')[0];
      return paint === undefined ? undefined : performance.timeOrigin + paint.startTime;
    })()`),
  );
  return paintedAt - clickedAt;
}

/** Milliseconds from the click on the session in the list to its newest rows. */
async function resume(panel: Frame): Promise<number> {
  await panel.locator('.title-button').click();
  await panel.locator(`[data-session="${SESSION}"]`).waitFor({ timeout: 60_000 });
  return timeToShow(panel, SESSION, `Change file ${RUNS - 1} `);
}

interface Streamed {
  readonly keys: readonly number[];
  readonly samples: readonly PanelSample[];
  /** Milliseconds of a processor. */
  readonly workPerPost: number;
  readonly postsPerSecond: number;
  readonly bytesPerDelta: number;
}

/** Types as a person does while answers stream; what was typed is the next prompt as soon as a run has ended. */
async function stream(
  driver: Driver,
  panel: Frame,
  drawing: PanelProcess,
  duration: number,
): Promise<Streamed> {
  const { keyboard } = driver.page;
  const input = panel.locator('planwright-composer textarea');
  const keys: number[] = [];
  const samples: PanelSample[] = [];
  let sampled = 0;
  const sample = async (): Promise<void> => {
    const recent = keys.slice(sampled);
    sampled = keys.length;
    samples.push({
      seconds: elapsed() / 1_000,
      megabytes: await drawing.heapMegabytes(),
      keyMedian: median(recent),
      keyP95: percentile(recent, 0.95),
      load: loadavg()[0] ?? Number.NaN,
    });
    report(samples);
  };
  await input.fill('Explain it at length');
  await input.press('Enter');
  await panel.locator('.answer').last().waitFor();
  await takeKeyTimes(panel);
  await resetTraffic(panel);
  const workBefore = await drawing.workSeconds();
  const startedAt = performance.now();
  const elapsed = (): number => performance.now() - startedAt;
  let nextSample = Math.min(SAMPLE_EVERY_MS, duration);
  const words = 'and then say what the next part does in more words ';
  for (let count = 0; elapsed() < duration; count++) {
    const isRunning = await isBusy(panel);
    if (isRunning) {
      await keyboard.type(words.charAt(count % words.length));
    } else {
      await input.press('Enter');
      await waitFor('the run', () => isBusy(panel));
      // The key that sent it belongs to no text that streams.
      await takeKeyTimes(panel);
    }
    await driver.page.waitForTimeout(KEY_EVERY_MS);
    if (isRunning) keys.push(...(await takeKeyTimes(panel)));
    if (elapsed() < nextSample) continue;
    nextSample += SAMPLE_EVERY_MS;
    await sample();
  }
  const seconds = elapsed() / 1_000;
  const work = (await drawing.workSeconds()) - workBefore;
  const { posts, events, bytes, textBytes } = await readTraffic(panel);
  if (sampled < keys.length) await sample();
  return {
    keys,
    samples,
    workPerPost: (1_000 * work) / Math.max(1, posts),
    postsPerSecond: posts / seconds,
    bytesPerDelta: (bytes - textBytes) / Math.max(1, events),
  };
}

/** Asked in the cheapest way: it must not count as work of the panel. */
function isBusy(panel: Frame): Promise<boolean> {
  return panel.evaluate<boolean>('document.querySelector("planwright-composer .stop") !== null');
}

/** The same presses while nothing streams: what the machine itself takes just now. */
async function typeIdle(driver: Driver, panel: Frame): Promise<readonly number[]> {
  const input = panel.locator('planwright-composer textarea');
  await input.focus();
  await takeKeyTimes(panel);
  for (let count = 0; count < IDLE_KEYS; count++) {
    await driver.page.keyboard.type('a');
    await driver.page.waitForTimeout(KEY_EVERY_MS);
  }
  const keys = await takeKeyTimes(panel);
  await input.fill('');
  return keys;
}

function report(samples: readonly PanelSample[]): void {
  const last = samples.at(-1);
  if (last === undefined) return;
  const [heap, middle, slow] = [last.megabytes, last.keyMedian, last.keyP95].map((value) => value.toFixed(1));
  console.log(
    `  ${last.seconds.toFixed(0).padStart(4)} s: heap ${heap} MB, key to paint ${middle} / ${slow} ms (median / p95), load ${last.load.toFixed(1)}`,
  );
}

/** From the first sample to the last; NaN for less than a minute between them. */
function growthPerMinute(samples: readonly PanelSample[]): number {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || last.seconds - first.seconds < 60) return Number.NaN;
  return (last.megabytes - first.megabytes) / ((last.seconds - first.seconds) / 60);
}

async function packedSize(dist: string): Promise<number> {
  const files = ['panel.js', 'panel.css'].map((name) => readFile(join(dist, 'webview', name)));
  return (await Promise.all(files)).reduce((sum, bytes) => sum + gzipSync(bytes).length, 0) / 1024;
}
