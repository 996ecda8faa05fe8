import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import type { LanguageModel, ModelPart } from '../../../src/core/model/languageModel';
import { ModelError } from '../../../src/core/model/modelError';
import type { ModelErrorKind } from '../../../src/core/model/modelError';
import { retryDelay, streamWithRetry } from '../../../src/core/model/retry';
import type { RetryPart } from '../../../src/core/model/retry';
import { info, request } from './helpers';

function failure(kind: ModelErrorKind, retryAfterMs?: number): ModelError {
  return new ModelError(kind, {
    kind,
    model: 'a/b',
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/** Each attempt gives its parts and then throws its error, if it has one. */
function scripted(attempts: readonly { parts?: readonly ModelPart[]; error?: ModelError }[]): LanguageModel {
  let next = 0;
  return {
    info: info('a', 'b'),
    async *stream() {
      const attempt = attempts[next];
      next += 1;
      yield* attempt?.parts ?? [];
      if (attempt?.error !== undefined) throw attempt.error;
    },
  };
}

const hello: ModelPart = { type: 'text_delta', text: 'Hello' };
const finish: ModelPart = { type: 'finish', stopReason: 'end' };

async function run(model: LanguageModel, attempts: number, signal = new AbortController().signal) {
  const parts: (ModelPart | RetryPart)[] = [];
  const slept: number[] = [];
  const options = {
    attempts,
    signal,
    random: () => 0,
    sleep: (ms: number) => {
      slept.push(ms);
      return Promise.resolve();
    },
  };
  try {
    for await (const part of streamWithRetry(model, request(), options)) parts.push(part);
    return { parts, slept };
  } catch (error) {
    return { parts, slept, error };
  }
}

test('waits longer each time and gives the answer of the attempt that works', async () => {
  const model = scripted([
    { error: failure('overloaded') },
    { error: failure('network') },
    { parts: [hello, finish] },
  ]);
  const { parts, slept, error } = await run(model, 3);
  expect(error).toBeUndefined();
  expect(slept).toEqual([250, 500]);
  expect(parts).toEqual([
    { type: 'retry', attempt: 2, maxAttempts: 3, delayMs: 250, error: expect.any(ModelError), reset: false },
    { type: 'retry', attempt: 3, maxAttempts: 3, delayMs: 500, error: expect.any(ModelError), reset: false },
    hello,
    finish,
  ]);
});

test('tells the consumer to drop what a failed attempt gave', async () => {
  const { parts } = await run(
    scripted([{ parts: [hello], error: failure('network') }, { parts: [hello, finish] }]),
    3,
  );
  expect(parts.map((part) => (part.type === 'retry' ? ['retry', part.reset] : part.type))).toEqual([
    'text_delta',
    ['retry', true],
    'text_delta',
    'finish',
  ]);
});

test('after the last attempt the error comes through and what arrived stays', async () => {
  const last = failure('network');
  const { parts, error } = await run(
    scripted([{ error: failure('network') }, { parts: [hello], error: last }]),
    2,
  );
  expect(error).toBe(last);
  expect(parts.map((part) => part.type)).toEqual(['retry', 'text_delta']);
});

test.each([0, 1])('%i attempts mean one', async (attempts) => {
  const { error, slept } = await run(
    scripted([{ error: failure('overloaded') }, { parts: [finish] }]),
    attempts,
  );
  expect(error).toMatchObject({ kind: 'overloaded' });
  expect(slept).toEqual([]);
});

test.each(['auth', 'context_too_long', 'refused', 'invalid_request', 'quota', 'consent', 'aborted'] as const)(
  '%s is never retried',
  async (kind) => {
    const { error, slept } = await run(scripted([{ error: failure(kind) }, { parts: [finish] }]), 3);
    expect(error).toMatchObject({ kind });
    expect(slept).toEqual([]);
  },
);

test('an error that is none of ours is passed on as it is', async () => {
  const bug = new TypeError('bug');
  const model: LanguageModel = {
    info: info('a', 'b'),
    // eslint-disable-next-line require-yield -- it only throws
    async *stream() {
      throw bug;
    },
  };
  expect((await run(model, 3)).error).toBe(bug);
});

test('no retry once the run is cancelled, and cancelling a wait is an aborted error', async () => {
  const cancelled = AbortSignal.abort();
  expect((await run(scripted([{ error: failure('network') }]), 3, cancelled)).slept).toEqual([]);
  const stream = streamWithRetry(scripted([{ error: failure('network') }]), request(), {
    attempts: 3,
    signal: new AbortController().signal,
    random: () => 0,
    sleep: () => Promise.reject(new Error('stop')),
  });
  const all = (async () => {
    for await (const _ of stream);
  })();
  await expect(all).rejects.toMatchObject({ kind: 'aborted' });
});

test('leaves no listener on the signal', async () => {
  const { signal } = new AbortController();
  await run(scripted([{ error: failure('network') }, { parts: [finish] }]), 3, signal);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test.each([
  ['first retry, no luck', failure('overloaded'), 1, 0, 250],
  ['first retry, most luck', failure('overloaded'), 1, 1, 500],
  ['grows', failure('overloaded'), 4, 1, 4_000],
  ['to a ceiling', failure('overloaded'), 20, 1, 30_000],
  ['the server knows better', failure('rate_limit', 7_000), 1, 0, 7_000],
  ['but no less than ours', failure('rate_limit', 1), 1, 0, 250],
  ['five minutes are patience enough', failure('rate_limit', 300_001), 1, 0, undefined],
  ['not for errors that stay', failure('auth', 5), 1, 0, undefined],
] as const)('delay: %s', (_, error, attempt, random, expected) => {
  expect(retryDelay(error, attempt, () => random)).toBe(expected);
});
