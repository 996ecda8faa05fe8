import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bytesOfLatin1,
  decodeText,
  encodeText,
  latin1Of,
  lineEndingOf,
  snapshotBytes,
  snapshotOf,
} from '../../../src/core/workspace/textCodec';

test.each([
  ['', 'none'],
  ['a', 'none'],
  ['a\nb\n', 'lf'],
  ['a\r\nb\r\n', 'crlf'],
  ['a\r\nb\n', 'mixed'],
  ['a\nb\r\n', 'mixed'],
  ['a\rb', 'mixed'],
  ['a\r\r\n', 'mixed'],
  ['\n', 'lf'],
])('line ending of %j is %s', (text, expected) => {
  expect(lineEndingOf(text)).toBe(expected);
});

test.each([
  ['plain', Buffer.from('é\n'), { encoding: 'utf8', text: 'é\n', lineEnding: 'lf', binary: false }],
  [
    'with a mark',
    Buffer.from('\ufeffa'),
    { encoding: 'utf8bom', text: 'a', lineEnding: 'none', binary: false },
  ],
  [
    'with two marks',
    Buffer.from('\ufeff\ufeffa'),
    { encoding: 'utf8bom', text: '\ufeffa', lineEnding: 'none', binary: false },
  ],
  [
    'UTF-16 LE',
    Buffer.from('\ufeffa\r\n', 'utf16le'),
    { encoding: 'utf16le', text: 'a\r\n', lineEnding: 'crlf', binary: false },
  ],
  [
    'UTF-16 BE',
    Buffer.from('\ufeffa', 'utf16le').swap16(),
    { encoding: 'utf16be', text: 'a', lineEnding: 'none', binary: false },
  ],
  [
    'UTF-16 of odd length',
    Buffer.from([0xff, 0xfe, 0x61]),
    { encoding: 'utf16le', lineEnding: 'none', binary: false },
  ],
  [
    'UTF-16 with half a pair',
    Buffer.from([0xff, 0xfe, 0x00, 0xd8]),
    { encoding: 'utf16le', lineEnding: 'none', binary: false },
  ],
  [
    'UTF-32 LE',
    Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]),
    { encoding: 'utf16le', lineEnding: 'none', binary: true },
  ],
  ['a NUL early', Buffer.from('a\0b'), { encoding: 'utf8', lineEnding: 'none', binary: true }],
  [
    'a NUL late',
    Buffer.from(`${'a'.repeat(8192)}\0`),
    { encoding: 'utf8', text: `${'a'.repeat(8192)}\0`, lineEnding: 'none', binary: false },
  ],
  ['invalid UTF-8', Buffer.from([0x61, 0x0a, 0xe9]), { encoding: 'utf8', lineEnding: 'lf', binary: false }],
  [
    'an overlong sequence',
    Buffer.from([0xc0, 0xaf]),
    { encoding: 'utf8', lineEnding: 'none', binary: false },
  ],
])('decodes %s', (_name, bytes, expected) => {
  expect(decodeText(bytes)).toEqual(expected);
});

/** Characters of every length in UTF-8 and UTF-16, and those that encodings stumble over. */
const anyText = fc
  .array(
    fc.constantFrom('a', '\n', '\r', '\u00e9', '\u20ac', '\u{1f600}', '\ufeff', '\uffff', '\0', '\u2028'),
    { maxLength: 20 },
  )
  .map((characters) => characters.join(''));

describe('nothing is lost', () => {
  test('whatever decodes, encodes to the same bytes', () => {
    const marks = fc.constantFrom([], [0xef, 0xbb, 0xbf], [0xff, 0xfe], [0xfe, 0xff]);
    fc.assert(
      fc.property(
        marks,
        fc.oneof(
          fc.uint8Array({ maxLength: 40 }),
          anyText.map((text) => Buffer.from(text)),
        ),
        (mark, body) => {
          const bytes = Buffer.concat([Buffer.from(mark), body]);
          const { text, encoding } = decodeText(bytes);
          expect(text === undefined || Buffer.from(encodeText(text, encoding)).equals(bytes)).toBe(true);
        },
      ),
    );
  });

  test('any well-formed text survives every encoding', () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom('utf8', 'utf8bom', 'utf16le', 'utf16be'), (text, encoding) => {
        fc.pre(!text.includes('\0') && !text.startsWith('\ufeff'));
        expect(decodeText(encodeText(text, encoding))).toMatchObject({ text, encoding });
      }),
    );
  });

  test('bytes as Latin-1 and back', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(bytesOfLatin1(latin1Of(bytes))).toEqual(Buffer.from(bytes));
      }),
    );
  });
});

describe('a snapshot', () => {
  test('keeps bytes only where an edit needs them', () => {
    expect(snapshotOf('p', Buffer.from('a\n')).bytes).toBeUndefined();
    expect(snapshotOf('p', Buffer.from('a\r\nb\n'))).toMatchObject({
      text: 'a\r\nb\n',
      bytes: Buffer.from('a\r\nb\n'),
    });
    expect(snapshotOf('p', Buffer.from([0xe9])).bytes).toEqual(Buffer.from([0xe9]));
  });

  test('gives its bytes back, unless only the editor knows the encoding', () => {
    const snapshot = snapshotOf('p', Buffer.from('\ufeffa'));
    expect(snapshotBytes(snapshot)).toEqual(Buffer.from('\ufeffa'));
    expect(snapshotBytes({ ...snapshot, encoding: 'windows1252' })).toBeUndefined();
  });
});

test('an unknown encoding is refused', () => {
  expect(() => encodeText('a', 'windows1252')).toThrow('Unknown text encoding: windows1252');
});
