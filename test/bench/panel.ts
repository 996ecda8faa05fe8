// The panel with a long session: its bundle in a browser of its own, with a host that is played by this process at the pace of the real
// one. Heap, key press to paint while text streams, first paint, posts and bytes.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { AgentEvent } from '../../src/core/events/agentEvent';
import { createBatch } from '../../src/protocol/batch';
import { newestPart } from '../../src/protocol/pages';
import type { NewestPart } from '../../src/protocol/pages';
import { foldEvents } from '../../src/protocol/reducer';
import { startPanelHarness } from '../e2e/panelHarness/openPanel';
import type { OpenPanel } from '../e2e/panelHarness/openPanel';
import { numberEvents, runBodies } from './panelTranscript';
import { median, percentile } from './statistics';

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

const SESSION = 'session-1';
const RUNS = 1_000;
/** About one frame, as the host does. */
const FRAME_MS = 16;
/** Deltas of about three words; a fast model sends so many a second. */
const DELTAS_PER_SECOND = 100;
const KEY_EVERY_MS = 250;

/** Opens the panel twice: empty for its first paint, then with the long session. */
export async function measurePanel(options: PanelBenchOptions): Promise<readonly PanelFigure[]> {
  const harness = await startPanelHarness();
  try {
    const empty = await harness.open();
    const firstPaint = await paintTime(empty);
    await empty.close();

    const bodies = Array.from({ length: RUNS }, (_value, index) => runBodies(index)).flat();
    const state = foldEvents(SESSION, numberEvents(SESSION, bodies));
    const light = newestPart(state);
    const panel = await harness.open();
    const drawn = await timeToDraw(panel, light);
    const heapAfterLoad = await heap(panel);
    const streamed = await stream(panel, state.seq, options.minutes * 60_000);
    const heapAfterStream = await heap(panel);
    const rows = await panel.page.evaluate<number>('document.querySelectorAll(".transcript-row").length');
    const bundle = await Promise.all(
      ['panel.js', 'panel.css'].map((name) => readFile(join(options.dist, 'webview', name))),
    );
    return [
      { name: 'first paint, empty', unit: 'ms', value: firstPaint },
      { name: '1,000 turns: snapshot to rows on the screen', unit: 'ms', value: drawn },
      { name: 'snapshot of 1,000 turns', unit: 'kB', value: JSON.stringify(light).length / 1024 },
      { name: '1,000 turns: heap after load', unit: 'MB', value: heapAfterLoad },
      { name: `heap after ${options.minutes} min of streaming`, unit: 'MB', value: heapAfterStream },
      { name: 'rows in the document', unit: '', value: rows },
      { name: 'key press to paint while streaming, median', unit: 'ms', value: median(streamed.keys) },
      { name: 'key press to paint while streaming, p95', unit: 'ms', value: percentile(streamed.keys, 0.95) },
      { name: 'posts a second', unit: '', value: streamed.postsPerSecond },
      { name: 'bytes a delta, beside its text', unit: 'B', value: streamed.bytesPerDelta },
      {
        name: 'panel.js and panel.css, packed',
        unit: 'kB',
        value: bundle.reduce((sum, bytes) => sum + gzipSync(bytes).length, 0) / 1024,
      },
    ];
  } finally {
    await harness.close();
  }
}

/** Milliseconds from the arrival of the snapshot to the frame that shows its last rows. */
function timeToDraw({ page }: OpenPanel, part: NewestPart): Promise<number> {
  const message = JSON.stringify({ type: 'snapshot', ...part, access: 'owner' });
  return page.evaluate<number>(`new Promise((done) => {
    const message = ${message};
    const startedAt = performance.now();
    window.postMessage(message, '*');
    const look = () => requestAnimationFrame(() => {
      if (document.querySelector('.transcript-row') === null) look();
      else requestAnimationFrame(() => done(performance.now() - startedAt));
    });
    look();
  })`);
}

interface Streamed {
  /** Milliseconds. */
  readonly keys: readonly number[];
  readonly postsPerSecond: number;
  readonly bytesPerDelta: number;
}

async function stream(panel: OpenPanel, lastSeq: number, duration: number): Promise<Streamed> {
  const { page } = panel;
  await page.evaluate(KEY_METER);
  await page.locator('planwright-composer textarea').focus();
  const startedAt = performance.now();
  let seq = lastSeq;
  let [posts, deltas, bytes, textBytes, runs] = [0, 0, 0, 0, 0];
  const post = async (events: readonly AgentEvent[]): Promise<void> => {
    const batch = createBatch(events);
    if (batch === undefined) return;
    seq = batch.toSeq;
    const message = JSON.stringify({ type: 'events', ...batch });
    posts += 1;
    bytes += message.length;
    await page.evaluate(`window.postMessage(${message}, '*')`);
  };
  const next = (bodies: Parameters<typeof numberEvents>[1]) => numberEvents(SESSION, bodies, seq + 1);
  let nextKey = 0;
  while (performance.now() - startedAt < duration) {
    // A new answer every ten seconds, as in a session that goes on.
    const elapsed = performance.now() - startedAt;
    const runId = `stream-${Math.floor(elapsed / 10_000)}`;
    if (Math.floor(elapsed / 10_000) >= runs) {
      if (runs > 0) await post(next(endOf(`stream-${runs - 1}`)));
      await post(next(beginOf(runId)));
      runs += 1;
    }
    const due = Math.floor((elapsed / 1_000) * DELTAS_PER_SECOND) - deltas;
    const texts = Array.from(
      { length: due },
      (_value, at) => `some more words${(deltas + at) % 40 === 0 ? '\n\n' : ' '}`,
    );
    if (due > 0) await post(next(texts.map((text) => ({ type: 'text_delta', runId, text }))));
    deltas += due;
    textBytes += texts.reduce((sum, text) => sum + text.length, 0);
    if (elapsed >= nextKey) {
      nextKey = elapsed + KEY_EVERY_MS;
      await page.keyboard.press('a');
    }
    await sleep(FRAME_MS);
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  return {
    keys: await page.evaluate<number[]>('window.keyTimes'),
    postsPerSecond: posts / seconds,
    bytesPerDelta: (bytes - textBytes) / Math.max(1, deltas),
  };
}

function beginOf(runId: string): Parameters<typeof numberEvents>[1] {
  return [
    { type: 'start', runId, prompt: 'Explain it at length', model: 'bench/model', mode: 'auto' },
    { type: 'turn_start', runId, turn: 1 },
  ];
}

function endOf(runId: string): Parameters<typeof numberEvents>[1] {
  const usage = { promptTokens: 100, completionTokens: 100, totalTokens: 200 };
  return [
    { type: 'turn_end', runId, turn: 1, usage },
    { type: 'end', runId, text: '', stopReason: 'end', usage, totalTokens: 200, toolCallsCount: 0 },
  ];
}

/** From the key event's own time to the first task after the frame that shows it. */
const KEY_METER = `
  window.keyTimes = [];
  document.addEventListener('keydown', (event) => {
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => window.keyTimes.push(performance.now() - event.timeStamp);
      channel.port2.postMessage(undefined);
    });
  }, { capture: true });
`;

/** Megabytes that are still in use after a collection. */
async function heap({ page }: OpenPanel): Promise<number> {
  const session = await page.context().newCDPSession(page);
  try {
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    return usedSize / 1024 / 1024;
  } finally {
    await session.detach();
  }
}

/** Milliseconds from the request of the page to its first contentful paint. */
function paintTime({ page }: OpenPanel): Promise<number> {
  return page.evaluate<number>(
    'performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN',
  );
}
