import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../../src/core/security/secretRedaction';

const SECRET = 'abab-1234-abab';
const LONGER = 'abab-1234-abab-5678';

function throughStream(chunks: readonly string[], secrets: readonly string[] = [SECRET]): string {
  const stream = createRedactor(() => secrets).stream();
  return chunks.map((chunk) => stream.push(chunk)).join('') + stream.flush();
}

describe('redaction of known values', () => {
  it.each([
    ['alone', SECRET, '[redacted]'],
    ['inside', `key=${SECRET}!`, 'key=[redacted]!'],
    ['twice', `${SECRET}${SECRET}`, '[redacted][redacted]'],
    ['the longest', `x ${LONGER} y`, 'x [redacted] y'],
    ['not a part of it', 'abab-1234', 'abab-1234'],
  ])('%s', (_, text, expected) => {
    expect(createRedactor(() => [SECRET, LONGER]).text(text)).toBe(expected);
  });

  it('knows how a value looks in a URL and in JSON', () => {
    const redactor = createRedactor(() => ['a/b+c=d"e f']);
    expect(redactor.text(`?key=${encodeURIComponent('a/b+c=d"e f')}`)).toBe('?key=[redacted]');
    expect(redactor.text(JSON.stringify({ key: 'a/b+c=d"e f' }))).toBe('{"key":"[redacted]"}');
  });

  it('leaves short values and texts without secrets alone', () => {
    expect(createRedactor(() => ['none', '']).text('none')).toBe('none');
    expect(createRedactor(() => ['none', '']).isEmpty).toBe(true);
    expect(createRedactor(() => []).text('x')).toBe('x');
  });

  it('follows keys that change', () => {
    let secrets: readonly string[] = [];
    const redactor = createRedactor(() => secrets);
    expect(redactor.text(SECRET)).toBe(SECRET);
    secrets = [SECRET];
    expect(redactor.isEmpty).toBe(false);
    expect(redactor.text(SECRET)).toBe('[redacted]');
  });

  it('reaches strings at any depth and in keys, and copies only what changes', () => {
    const redactor = createRedactor(() => [SECRET]);
    const clean = { a: ['x', { b: 1, c: null }] };
    expect(redactor.value({ clean, dirty: [SECRET, { [SECRET]: `is ${SECRET}` }] })).toEqual({
      clean,
      dirty: ['[redacted]', { '[redacted]': 'is [redacted]' }],
    });
    expect(redactor.value(clean)).toBe(clean);
  });
});

describe('redaction of streamed text', () => {
  it('finds a secret at every border of two and of three chunks', () => {
    const text = `before ${SECRET} after`;
    for (let first = 0; first <= text.length; first += 1) {
      for (let second = first; second <= text.length; second += 1) {
        const chunks = [text.slice(0, first), text.slice(first, second), text.slice(second)];
        expect(throughStream(chunks)).toBe('before [redacted] after');
      }
    }
  });

  it('finds it character by character, also where secrets begin alike', () => {
    expect(throughStream([...`x${LONGER}y${SECRET}z`], [SECRET, LONGER])).toBe('x[redacted]y[redacted]z');
    expect(throughStream([...`abab${SECRET}`])).toBe('abab[redacted]');
    expect(throughStream([...`${SECRET}${SECRET.slice(0, 4)}`])).toBe('[redacted]abab');
  });

  it('holds nothing back that can not become a secret', () => {
    const stream = createRedactor(() => [SECRET]).stream();
    expect(stream.push('hello aba')).toBe('hello ');
    expect(stream.push('cus')).toBe('abacus');
    expect(stream.flush()).toBe('');
  });

  it('does not show most of a secret at the end of a cut stream', () => {
    const long = 'sk-test-0123456789abcdefghij';
    expect(throughStream([long.slice(0, -1)], [long])).toBe('[redacted]');
    expect(throughStream(['sk-test'], [long])).toBe('sk-test');
  });
});
