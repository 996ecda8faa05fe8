import { PassThrough, Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { createOutputWriter } from '../../../../src/cli/output/outputWriter';

function collector() {
  const writes: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      if (chunk !== '') writes.push(chunk);
      done();
    },
  });
  return { stream, writes };
}

test('small writes of one turn go out together and in order', async () => {
  const { stream, writes } = collector();
  const writer = createOutputWriter(() => stream);
  for (const piece of ['a', 'b', 'c']) writer.write(piece);
  await new Promise(setImmediate);
  writer.write('d');
  await writer.flush();
  expect(writes).toEqual(['abc', 'd']);
});

test('the stream is not opened before there is something to write', async () => {
  const writer = createOutputWriter(() => {
    throw new Error('opened');
  });
  await writer.ready();
  await writer.flush();
});

test('a full stream makes the writer wait', async () => {
  const slow = new PassThrough({ highWaterMark: 4 });
  const writer = createOutputWriter(() => slow);
  writer.write('x'.repeat(20_000));
  let isReady = false;
  const ready = writer.ready().then(() => (isReady = true));
  await new Promise(setImmediate);
  expect(isReady).toBe(false);
  slow.resume();
  await ready;
  expect(isReady).toBe(true);
});

test('a reader that goes away is told once, and later writes are dropped', async () => {
  const gone = new Writable({
    write(_chunk, _encoding, done) {
      done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    },
  });
  let closed = 0;
  const writer = createOutputWriter(
    () => gone,
    () => (closed += 1),
  );
  writer.write('one');
  await writer.flush();
  await new Promise(setImmediate);
  writer.write('two');
  await writer.flush();
  expect(closed).toBe(1);
  expect(writer.isClosed).toBe(true);
});
