import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openSseSource } from '../../../src/core/model/sseEvents';
import type { SseEvent } from '../../../src/core/model/sseEvents';
import { bodyOf, cutAt } from './streams';

async function batchesOf(
  chunks: readonly (string | Uint8Array)[],
): Promise<readonly (readonly SseEvent[])[]> {
  const source = openSseSource(bodyOf(chunks));
  const batches: (readonly SseEvent[])[] = [];
  for (let batch = await source.next(); batch !== undefined; batch = await source.next()) batches.push(batch);
  return batches;
}

const event = (data: string, name = ''): SseEvent => ({ name, data });

test.each<[string, string, readonly SseEvent[]]>([
  ['one event', 'data: a\n\n', [event('a')]],
  ['a name', 'event: ping\ndata: a\n\n', [event('a', 'ping')]],
  ['a name counts for one event', 'event: ping\ndata: a\n\ndata: b\n\n', [event('a', 'ping'), event('b')]],
  ['a name without data is no event', 'event: ping\n\ndata: b\n\n', [event('b')]],
  ['no space after the colon', 'data:a\n\n', [event('a')]],
  ['only one space is taken off', 'data:  a\n\n', [event(' a')]],
  ['colons in the data', 'data: {"a":1}\n\n', [event('{"a":1}')]],
  ['several lines of data', 'data: a\ndata: b\ndata\n\n', [event('a\nb\n')]],
  ['comments', ': keep-alive\n\ndata: a\n: more\n\n', [event('a')]],
  ['other fields', 'id: 7\nretry: 10\ndata: a\nstrange\n\n', [event('a')]],
  ['CRLF', 'event: ping\r\ndata: a\r\n\r\ndata: b\r\n\r\n', [event('a', 'ping'), event('b')]],
  ['CR', 'data: a\r\rdata: b\r\r', [event('a'), event('b')]],
  ['mixed ends of lines', 'data: a\r\n\ndata: b\n\r\n', [event('a'), event('b')]],
  ['blank lines', '\n\n\ndata: a\n\n\n\n', [event('a')]],
  ['a byte order mark', '\uFEFFdata: a\n\n', [event('a')]],
  ['no blank line at the end', 'data: a\n\ndata: b\n', [event('a'), { ...event('b'), isOpen: true }]],
  ['no end of line at the end', 'data: a\n\ndata: {"b', [event('a'), { ...event('{"b'), isOpen: true }]],
  ['a line that breaks off', 'data: a\n\nda', [event('a'), { ...event(''), isOpen: true }]],
  ['a comment that breaks off', 'data: a\n\n: da', [event('a')]],
  ['nothing', '', []],
  ['comments alone', ': a\n: b\n\n', []],
])('%s', async (_, text, expected) => {
  expect((await batchesOf([text])).flat()).toEqual(expected);
  const bytes = new TextEncoder().encode(text);
  expect((await batchesOf(Array.from(bytes, (byte) => Uint8Array.of(byte)))).flat()).toEqual(expected);
});

test('a chunk gives its events at once, as one batch; a return at its end waits for nothing', async () => {
  expect(await batchesOf(['data: a\n\ndata: b\n\nda', 'ta: c\r\r', '\ndata: d\r\n\r\n'])).toEqual([
    [event('a'), event('b')],
    [event('c')],
    [event('d')],
  ]);
});

test('events are the same however the bytes are cut', async () => {
  const value = fc.string({
    unit: fc.constantFrom('a', ' ', ':', '{', 'ß', '完', '🎉', '\u2028'),
    maxLength: 12,
  });
  const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
  const line = fc.tuple(fc.constantFrom('data: ', 'data:', 'event: ', ': ', 'id: ', ''), value);
  const events = fc.array(
    fc
      .tuple(fc.array(line, { maxLength: 4 }), lineEnd)
      .map(([lines, end]) => [...lines.map(([field, text]) => field + text), '', ''].join(end)),
    { maxLength: 6 },
  );
  await fc.assert(
    fc.asyncProperty(events, fc.array(fc.nat({ max: 400 }), { maxLength: 30 }), async (blocks, places) => {
      const bytes = new TextEncoder().encode(blocks.join(''));
      expect((await batchesOf(cutAt(bytes, places))).flat()).toEqual((await batchesOf([bytes])).flat());
    }),
  );
});

test('a failure of the connection is passed on, after what came before', async () => {
  const source = openSseSource(bodyOf(['data: a\n\ndata: b'], { failure: new TypeError('terminated') }));
  expect(await source.next()).toEqual([event('a')]);
  await expect(source.next()).rejects.toThrow('terminated');
});

test('cancelling stops the body and ends a read that waits', async () => {
  let reason: unknown = 'not cancelled';
  const silent = new ReadableStream<Uint8Array>({
    cancel(given) {
      reason = given;
    },
  });
  const source = openSseSource(silent);
  const waiting = source.next();
  source.cancel();
  expect(await waiting).toBeUndefined();
  expect(reason).toBeUndefined();
});
