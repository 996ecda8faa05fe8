// The three wire formats, read from bodies in memory that are cut and broken in every way.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createAnthropicReader } from '../../../src/core/model/anthropicStream';
import { readAnswer, StreamedError } from '../../../src/core/model/answerStream';
import type { AnswerReader } from '../../../src/core/model/answerStream';
import { createChatReader } from '../../../src/core/model/chatStream';
import type { ModelPart } from '../../../src/core/model/languageModel';
import { mergePart } from '../../../src/core/model/mergeParts';
import { createResponsesReader } from '../../../src/core/model/responsesStream';
import { anthropicFrames } from '../../model-server/anthropicFormat';
import { chatFrames } from '../../model-server/chatFormat';
import { responsesFrames } from '../../model-server/responsesFormat';
import type { ScriptedTurn } from '../../model-server/script';
import { callsOf, stopOf, textOf } from './helpers';
import { bodyOf, cutAt } from './streams';

type CreateReader = (give: (part: ModelPart) => void) => AnswerReader;

const model = { name: 'test/model', provider: 'test', now: () => 0 };
const formats: readonly (readonly [string, typeof chatFrames, CreateReader])[] = [
  ['anthropic', anthropicFrames, (give) => createAnthropicReader(give, model)],
  [
    'chat',
    chatFrames,
    (give) => createChatReader(give, { ...model, newId: () => 'made', estimatePrompt: () => 1 }),
  ],
  ['responses', responsesFrames, (give) => createResponsesReader(give, model)],
];

const turn: ScriptedTurn = {
  thinking: 'Let me think – carefully – about this.',
  text: 'Größe 🎉 „fertig“ 完成, and a little more of it.',
  toolCalls: [
    { name: 'read', args: { file_path: 'a.ts', note: 'Ünïcode 🎉 text' } },
    { name: 'ls', args: {} },
  ],
};

function framesOf(build: typeof chatFrames, script: ScriptedTurn): readonly string[] {
  let ids = 0;
  return build(
    script,
    { input: 10, output: 20 },
    { model: 'model', sequence: 1, newId: (prefix) => `${prefix}_${(ids += 1)}`, usageWanted: true },
  );
}

async function read(
  body: ReadableStream<Uint8Array> | null,
  create: CreateReader,
  onParts: (parts: readonly ModelPart[]) => void = () => undefined,
): Promise<{ readonly parts: ModelPart[]; readonly error?: unknown }> {
  const parts: ModelPart[] = [];
  try {
    for await (const batch of readAnswer(new Response(body), model.name, create)) {
      onParts(batch);
      parts.push(...batch);
    }
    return { parts };
  } catch (error) {
    return { parts, error };
  }
}

const byteLength = (text: string): number => new TextEncoder().encode(text).length;

function merged(parts: readonly ModelPart[]): readonly ModelPart[] {
  const result: ModelPart[] = [];
  for (const part of parts) mergePart(result, part);
  return result;
}

describe.each(formats)('%s', (format, build, create) => {
  const frames = framesOf(build, turn);
  const bytes = new TextEncoder().encode(frames.join(''));

  test('deltas that arrive together are one part', async () => {
    const { parts, error } = await read(bodyOf([bytes]), create);
    expect(error).toBeUndefined();
    expect(parts).toEqual(merged(parts));
    expect(parts.filter((part) => part.type === 'text_delta')).toEqual([
      { type: 'text_delta', text: turn.text },
    ]);
    expect(callsOf(parts)).toEqual(
      (turn.toolCalls ?? []).map(({ name, args }) => [name, JSON.stringify(args)]),
    );
    expect(stopOf(parts)).toBe('tool_calls');
  });

  test('parts are the same however the bytes are cut', async () => {
    const whole = await read(bodyOf([bytes]), create);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: bytes.length }), { maxLength: 60 }), async (places) => {
        const { parts, error } = await read(bodyOf(cutAt(bytes, places)), create);
        expect(error).toBeUndefined();
        expect(merged(parts)).toEqual(whole.parts);
      }),
    );
  });

  test('an answer that ends anywhere is whole or an error, never less without a word', async () => {
    const starts = frames.map((__, index) => byteLength(frames.slice(0, index).join('')));
    // A chat server may leave out both the finish reason and [DONE], so that between two events nothing shows a cut.
    const places = starts.flatMap((start) => [
      ...(format === 'chat' ? [] : [start - 2, start - 1, start]),
      ...[1, 3, 5, 6, 7, 8, 20, 60, 100].map((more) => start + more),
    ]);
    for (const length of places.filter((place) => place >= 0 && place < bytes.length)) {
      const { parts, error } = await read(bodyOf([bytes.subarray(0, length)]), create);
      if (error === undefined) {
        expect(textOf(parts)).toBe(turn.text);
        expect(callsOf(parts).length).toBe(2);
        expect(stopOf(parts)).toBe('tool_calls');
      } else {
        expect(error).toMatchObject({ retryable: true });
        expect(stopOf(parts)).toBeUndefined();
      }
    }
  });

  test('passes a chunk on before it asks for the next one', async () => {
    const log: string[] = [];
    const onPull = (index: number) => log.push(`frame ${index}`);
    await read(bodyOf(frames, { onPull }), create, (parts) => log.push(textOf(parts)));
    const texts = log.filter((entry) => entry !== '' && !entry.startsWith('frame'));
    expect(texts.length).toBeGreaterThan(3);
    for (const text of texts) {
      const last = log[log.indexOf(text) - 1];
      const encoded = JSON.stringify(text).slice(1, -1);
      expect(frames[Number(last?.replace('frame ', ''))]).toContain(encoded);
    }
  });

  test('what came in the same chunk before a failure is given before it', async () => {
    const half = frames.slice(0, frames.findIndex((frame) => frame.includes('Größe')) + 1);
    const cases: readonly (readonly [string, object])[] = [
      ['data: {"broken\n\n', { name: 'SyntaxError' }],
      ['data: 7\n\n', { name: 'SyntaxError' }],
      [
        'event: error\ndata: {"error":{"type":"overloaded_error"}}\n\n',
        { error: { type: 'overloaded_error' } },
      ],
      ['data: {"error":{"message":"no"}}\n\n', { error: { message: 'no' } }],
      ['event: error\ndata: {"code":"server_error"}\n\n', { error: { code: 'server_error' } }],
      ['event: error\ndata: went wrong\n\n', { error: 'went wrong' }],
    ];
    for (const [last, expected] of cases) {
      const { parts, error } = await read(bodyOf([[...half, last].join('')]), create);
      expect(textOf(parts)).toMatch(/^Größe/);
      expect(error).toMatchObject(expected);
      expect(error instanceof StreamedError).toBe(!('name' in expected));
    }
  });

  test('a broken connection is passed on; after the whole answer it takes nothing from it', async () => {
    const failure = new TypeError('terminated');
    const half = await read(bodyOf(frames.slice(0, frames.length / 2), { failure }), create);
    expect(half.error).toBe(failure);
    const whole = await read(bodyOf([bytes], { failure }), create);
    expect([whole.error, stopOf(whole.parts)]).toEqual([undefined, 'tool_calls']);
  });

  test('stops reading the body when the consumer stops', async () => {
    let cancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new TextEncoder().encode(frames.slice(0, -1).join(''))),
      cancel: () => {
        cancelled = true;
      },
    });
    for await (const _parts of readAnswer(new Response(endless), model.name, create)) break;
    expect(cancelled).toBe(true);
  });

  test('a response without a body is an error', async () => {
    expect((await read(null, create)).error).toMatchObject({ name: 'ModelError' });
  });
});

test.each([
  'data: [DONE]\n\n',
  'data:[DONE]\n\n',
  'data: [done]\n\n',
  'data:  [DONE] \r\n\r\n',
  'data: [DONE]',
])('nothing counts after %j', async (done) => {
  const [, build, create] = formats[1]!;
  const frames = framesOf(build, { text: 'Yes.' }).filter((frame) => !frame.includes('[DONE]'));
  const late = 'data: {"choices":[{"delta":{"content":"late"}}]}\n\ndata: {"broken\n\n';
  const { parts, error } = await read(bodyOf([[...frames, done].join(''), late]), create);
  expect([error, textOf(parts), stopOf(parts)]).toEqual([undefined, 'Yes.', 'end']);
});

test('a server that never closes the stream after [DONE] is not waited for', async () => {
  const [, build, create] = formats[1]!;
  const text = framesOf(build, { text: 'Yes.' }).join('');
  let cancelled = false;
  const open = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode(text)),
    cancel: () => {
      cancelled = true;
    },
  });
  const { parts } = await read(open, create);
  expect([stopOf(parts), cancelled]).toEqual(['end', true]);
});
