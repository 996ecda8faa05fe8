import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AgentEvent } from '../../../src/core/events/agentEvent';
import { createFileSessionStore } from '../../../src/core/session/fileSessionStore';
import { foldHistory } from '../../../src/core/session/historyFold';
import { bundleScript, endProcesses, startProcess } from './childProcess';

const CHAINS = 4;
const KILLS_PER_CHAIN = 5;

let dir: string;
let bundle: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kill-'));
  bundle = await bundleScript('killChild.ts', dir);
});

afterAll(async () => {
  await endProcesses();
  await rm(dir, { recursive: true });
});

describe('a process that is killed while it streams', () => {
  it(
    `loses at most the last 250 ms of streamed text, ${CHAINS * KILLS_PER_CHAIN} times`,
    { timeout: 120_000 },
    async () => {
      const chains = Array.from({ length: CHAINS }, (_, chain) =>
        killAgainAndAgain(`chain-${chain}`, chain + 1),
      );
      // Every chain comes to its end before one of them fails the test, so that no process is left.
      const failures = (await Promise.allSettled(chains)).filter((outcome) => outcome.status === 'rejected');
      expect(failures.map((failure) => failure.reason as unknown)).toEqual([]);
    },
  );
});

/** Kills at random moments; each new process goes on in the session of the one before. */
async function killAgainAndAgain(sessionId: string, seed: number): Promise<void> {
  const random = seededRandom(seed);
  const store = createFileSessionStore(join(dir, 'sessions'));
  const record = join(dir, `${sessionId}.record`);
  let covered = 0;
  for (let kill = 1; kill <= KILLS_PER_CHAIN; kill += 1) {
    const child = startProcess(bundle, join(dir, 'sessions'), sessionId, record);
    await child.nextLine();
    await sleep(30 + random() * 1_500);
    await child.kill('SIGKILL');

    const emitted = parseRecord(await readRecord(record)).filter((event) => event.seq > covered);
    const stored = await store.load(sessionId);
    if (stored === undefined) {
      // Killed before the first write ended: only this little can be gone.
      expect(unstalledMs(emitted, emitted)).toBeLessThan(250);
      await rm(record, { force: true });
      continue;
    }
    expect(stored.damagedLines).toBeUndefined();
    const written = stored.events.filter((event) => event.seq > covered);
    const lastSeq = written.at(-1)?.seq ?? covered;
    expect(merged(written)).toEqual(merged(emitted.filter((event) => event.seq <= lastSeq)));
    const lost = emitted.filter((event) => event.seq > lastSeq);
    expect(unstalledMs(lost, emitted)).toBeLessThan(250);
    expectConsistent(stored.events);

    // The next process counts on from here: what was lost is not part of the record any more.
    covered = lastSeq;
    await rm(record, { force: true });
  }
  expect(covered).toBeGreaterThan(0);
}

function expectConsistent(events: readonly AgentEvent[]): void {
  const { messages, interrupted } = foldHistory(events);
  for (const [index, message] of messages.entries()) {
    if (message.role !== 'assistant') continue;
    const calls = message.content.filter((part) => part.type === 'tool_call').map((part) => part.id);
    const next = messages[index + 1];
    const answered = next?.role === 'tool' ? next.results.map((result) => result.toolCallId) : [];
    expect(answered).toEqual(calls);
  }
  // The last thing a killed process did is a run without an end, but for a kill right between two runs.
  const last = events.at(-1);
  expect(interrupted === undefined).toBe(last?.type === 'end');
  if (interrupted === undefined) return;
  expect(interrupted.prompt).toMatch(/^Prompt \d+$/);
  expect(interrupted.uncertainToolIds.length).toBeLessThanOrEqual(1);
}

/** Time that the lost events cover, without pauses in which the process was not given the processor at all. */
function unstalledMs(lost: readonly AgentEvent[], emitted: readonly AgentEvent[]): number {
  const first = lost[0];
  if (first === undefined) return 0;
  const times = emitted.filter((event) => event.seq >= first.seq).map((event) => event.time);
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time));
  return gaps.reduce((sum, gap) => sum + Math.min(gap, 20), 0);
}

/** Streamed pieces joined, so that it does not matter where they were cut. */
function merged(events: readonly AgentEvent[]): readonly unknown[] {
  const list: { kind: string; text?: string; event?: AgentEvent }[] = [];
  for (const event of events) {
    const isDelta = event.type === 'text_delta' || event.type === 'tool_output_delta';
    const kind = event.type === 'tool_output_delta' ? `${event.type} ${event.toolId}` : event.type;
    const text =
      event.type === 'text_delta' ? event.text : event.type === 'tool_output_delta' ? event.delta : '';
    const previous = list.at(-1);
    if (!isDelta) list.push({ kind, event });
    else if (previous?.kind === kind) previous.text += text;
    else list.push({ kind, text });
  }
  return list;
}

/** Empty when the process was killed before its first event. */
async function readRecord(record: string): Promise<string> {
  try {
    return await readFile(record, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

function parseRecord(text: string): readonly AgentEvent[] {
  // The kill may have torn the last line.
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as AgentEvent);
}

/** The same numbers at each run of the test (mulberry32). */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
