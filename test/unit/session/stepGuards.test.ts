import { describe, expect, test } from 'vitest';
import { createStepGuards } from '../../../src/core/session/stepGuards';
import type { GuardedCall } from '../../../src/core/session/stepGuards';
import { errorText } from '../../../src/core/words/errorText';
import { noticeText } from '../../../src/core/words/noticeCause';

const file = (path: string) => ({ path: `/work/${path}`, display: path });
const going = new AbortController().signal;

/** Guards of steps 1 to 3, and what happened to them in order. */
function guardedSteps() {
  const guards = createStepGuards();
  const log: string[] = [];
  const stops = new Map<string, AbortController>();
  const begin = (name: string, hasSafeCommands = false) => {
    const stop = new AbortController();
    stops.set(name, stop);
    const guard = guards.begin({
      id: name,
      name,
      order: Number(/\d+/.exec(name)?.[0]),
      hasSafeCommands,
      onWaiting: () => undefined,
      say: (cause) => log.push(`${name}: ${noticeText(cause)}`),
      putBack(cause) {
        log.push(`${name} back: ${errorText(cause)}`);
        stop.abort();
      },
    });
    return { guard, signal: stop.signal };
  };
  return { guards, log, begin };
}

/** Lets everything happen that can happen now. */
const settle = () => new Promise((resolve) => setImmediate(resolve));
/** Writes in a call of its own. */
async function write({ guard, signal }: ReturnType<ReturnType<typeof guardedSteps>['begin']>, path: string) {
  const call = guard.call();
  await call.writes([file(path)], signal);
  call.end(true);
}

describe('a file is held from the first write to the end of the step', () => {
  test('another step waits, and says for whom', async () => {
    const { guards, log, begin } = guardedSteps();
    const one = begin('step 1');
    const two = begin('step 2');
    await write(one, 'a.ts');
    let isWritten = false;
    const waits = write(two, 'a.ts').then(() => (isWritten = true));
    await write(one, 'a.ts');
    await settle();
    expect([isWritten, log]).toEqual([false, ['step 2: Waits until step 1 is done with a.ts.']]);
    guards.end('step 1');
    await waits;
    expect(isWritten).toBe(true);
  });

  test('a call that wrote nothing gives back what it took, and not what the step had', async () => {
    const { begin } = guardedSteps();
    const one = begin('step 1');
    const two = begin('step 2');
    const refused = one.guard.call();
    await refused.writes([file('a.ts')], going);
    refused.end(false);
    await write(two, 'a.ts');
    const again = two.guard.call();
    await again.writes([file('a.ts')], going);
    again.end(false);
    const waits = one.guard.call().writes([file('a.ts')], AbortSignal.abort(new Error('stopped')));
    await expect(waits).rejects.toThrow('stopped');
  });

  test('waiting is said to begin and to end, also when it is cancelled', async () => {
    const { guards, begin } = guardedSteps();
    await write(begin('step 1'), 'a.ts');
    let waits = 0;
    const guard = guards.begin({
      id: 'x',
      name: 'x',
      order: 9,
      hasSafeCommands: false,
      onWaiting: (isWaiting) => (waits += isWaiting ? 1 : -1),
      say: () => undefined,
      putBack: () => undefined,
    });
    const stop = new AbortController();
    const call = guard.call();
    const waiting = call.writes([file('a.ts')], stop.signal);
    expect(waits).toBe(1);
    stop.abort(new Error('stopped'));
    await expect(waiting).rejects.toThrow('stopped');
    expect(waits).toBe(0);
    call.end(false);
  });

  test('each step knows what it has read itself', () => {
    const { begin } = guardedSteps();
    const one = begin('step 1');
    begin('step 2').guard.reads.seen('/work/a.ts', 'v1');
    expect(one.guard.reads.versionOf('/work/a.ts')).toBeUndefined();
  });
});

test('who closes a ring is put back, and the other goes on', async () => {
  const { guards, log, begin } = guardedSteps();
  const one = begin('step 1');
  const two = begin('step 2');
  await write(one, 'a.ts');
  await write(two, 'b.ts');
  const waits = write(one, 'b.ts');
  await expect(write(two, 'a.ts')).rejects.toThrow(/abort/i);
  expect(log.at(-1)).toBe(
    'step 2 back: a.ts is being changed by step 1, which waits for a file that step 2 holds.',
  );
  guards.end('step 2');
  await waits;
  await expect(write(two, 'c.ts')).rejects.toThrow('step 2 has ended');
});

describe('a command runs while nobody is in the middle of writing', () => {
  const run = (call: GuardedCall, isSafe = false) => call.runs({ isSafe }, going);

  test('it waits for steps that have written, and writers wait for it', async () => {
    const { guards, log, begin } = guardedSteps();
    const [one, two, three] = [begin('step 1'), begin('step 2'), begin('step 3')];
    await write(one, 'a.ts');
    const call = two.guard.call();
    let isRunning = false;
    const runs = run(call).then(() => (isRunning = true));
    await settle();
    expect(isRunning).toBe(false);
    guards.end('step 1');
    await runs;
    let isWritten = false;
    const writes = write(three, 'b.ts').then(() => (isWritten = true));
    await settle();
    expect(isWritten).toBe(false);
    call.end(true);
    await writes;
    expect(log).toEqual([
      'step 2: Waits with a command until step 1 has written its files.',
      'step 3: Waits until the command of step 2 has ended.',
    ]);
  });

  /** Where nobody is put back, what a step waits for rejects with its signal. */
  const runIn = ({ guard, signal }: ReturnType<ReturnType<typeof guardedSteps>['begin']>) => {
    const call = guard.call();
    return { call, runs: call.runs({ isSafe: false }, signal) };
  };

  test('of two that wrote and both want a command one is put back, and the other does not see what it wrote', async () => {
    const { guards, log, begin } = guardedSteps();
    const [one, two] = [begin('step 1'), begin('step 2')];
    await write(one, 'a.ts');
    await write(two, 'b.ts');
    let isRunning = false;
    const first = runIn(one).runs.then(() => (isRunning = true));
    await expect(runIn(two).runs).rejects.toThrow(/abort/i);
    await settle();
    expect(isRunning).toBe(false);
    guards.end('step 2');
    await first;
    expect(log).toEqual([
      'step 1: Waits with a command until step 2 has written its files.',
      'step 2: Waits with a command until step 1 has written its files.',
      'step 2 back: Step 2 waits for step 1, which waits for what step 2 has written and not finished: a command does not run beside that.',
    ]);
  });

  test('who ran a command already is put back last', async () => {
    const { guards, log, begin } = guardedSteps();
    const [one, two] = [begin('step 1'), begin('step 2')];
    const early = runIn(two);
    await early.runs;
    early.call.end(true);
    await write(one, 'a.ts');
    await write(two, 'b.ts');
    const first = runIn(one).runs;
    const second = runIn(two).runs;
    await expect(first).rejects.toThrow(/abort/i);
    expect(log.at(-1)).toMatch(/^step 1 back/);
    guards.end('step 1');
    await second;
  });

  test('a ring of a command and a file is found, also over a request that only waits in line', async () => {
    const { guards, log, begin } = guardedSteps();
    const [one, two, three] = [begin('step 1'), begin('step 2'), begin('step 3')];
    await write(one, 'a.ts');
    await write(three, 'c.ts');
    const queued = two.guard.call().writes([file('a.ts'), file('b.ts')], two.signal);
    queued.catch(() => undefined);
    const first = runIn(one).runs;
    await settle();
    // Nobody has b.ts, but step 2 asked for it before.
    await expect(write(three, 'b.ts')).rejects.toThrow(/abort/i);
    expect(log.at(-1)).toMatch(/^step 3 back: Step 3 waits for step 2/);
    guards.end('step 3');
    await first;
  });

  test('what a step wrote that only has to be checked is finished: checks take turns', async () => {
    const { log, begin } = guardedSteps();
    const [one, two] = [begin('step 1'), begin('step 2')];
    await write(one, 'a.ts');
    await write(two, 'b.ts');
    const first = runIn(one);
    two.guard.worked();
    await first.runs;
    const second = runIn(two);
    one.guard.worked();
    await settle();
    first.call.end(true);
    await second.runs;
    expect(log.filter((text) => text.includes(' back'))).toEqual([]);
  });

  test('one that only reads, or of a step that says its commands are safe, waits for nobody', async () => {
    const { begin } = guardedSteps();
    await write(begin('step 1'), 'a.ts');
    await run(begin('step 2').guard.call(), true);
    await run(begin('step 3', true).guard.call());
  });

  test('what it changed is held as well, as far as it is free', async () => {
    const { begin } = guardedSteps();
    const [one, two] = [begin('step 1'), begin('step 2')];
    await write(two, 'b.ts');
    const call = one.guard.call();
    call.changed([file('a.ts'), file('b.ts')]);
    call.end(true);
    await write(two, 'b.ts');
    await expect(two.guard.call().writes([file('a.ts')], AbortSignal.timeout(1))).rejects.toThrow();
  });
});
