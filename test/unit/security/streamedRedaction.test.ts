// A text in pieces gives the same as the whole, wherever it is cut; and what had to be shown early shows no more than a beginning.
import { describe, expect, it } from 'vitest';
import { SECRET_PATTERNS } from '../../../src/core/security/secretPatterns';
import { createRedactor } from '../../../src/core/security/secretRedaction';
import { madeUp, madeUpJwt, madeUpPrivateKey, numbers } from '../../fixtures/security/madeUpKeys';
import { CONTACT_SAMPLES, HARMLESS_LINES, REDACTION_SAMPLES } from '../../fixtures/security/redactionCorpus';

const KNOWN = ['abab-1234-abab', 'correct horse battery'];
const redactor = createRedactor(() => KNOWN, SECRET_PATTERNS);

function inPieces(pieces: readonly string[]): string {
  const stream = redactor.stream();
  return pieces.map((piece) => stream.push(piece)).join('') + stream.flush();
}

/** Pieces of random length, short ones most of the time. */
function cut(text: string, random: () => number): readonly string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length;) {
    const length = random() < 0.7 ? 1 + Math.floor(random() * 9) : 1 + Math.floor(random() * 300);
    pieces.push(text.slice(at, at + length));
    at += length;
  }
  return pieces;
}

const TEXTS = [
  ...REDACTION_SAMPLES.map(({ text }) => text),
  ...CONTACT_SAMPLES.map(({ text }) => text),
  ...HARMLESS_LINES,
  `known ${KNOWN[0] ?? ''} and ${KNOWN[1] ?? ''}, ${KNOWN[0] ?? ''}x`,
];

describe('streamed redaction', () => {
  it('gives the same for every cut in two', () => {
    for (const text of TEXTS) {
      const whole = redactor.text(text);
      for (let at = 0; at <= text.length; at += 1) {
        expect(inPieces([text.slice(0, at), text.slice(at)])).toBe(whole);
      }
    }
  });

  it('gives the same character by character', () => {
    for (const text of TEXTS) expect(inPieces([...text])).toBe(redactor.text(text));
  });

  it('gives the same for long texts that are put together and cut at random', () => {
    const random = numbers(20_26);
    const separators = ['\n', ' ', '', '=', '"', ', ', 'x', ': '];
    for (let round = 0; round < 150; round += 1) {
      let text = '';
      while (text.length < 3_000) {
        const part = TEXTS[Math.floor(random() * TEXTS.length)] ?? '';
        const from = random() < 0.3 ? Math.floor(random() * part.length) : 0;
        const to = random() < 0.3 ? from + Math.floor(random() * part.length) : part.length;
        text += part.slice(from, to) + (separators[Math.floor(random() * separators.length)] ?? '');
      }
      expect(inPieces(cut(text, random))).toBe(redactor.text(text));
    }
  });

  it('never shows a secret after a part of it had to be shown, and shows nothing of one that was complete', () => {
    const secrets = [`ghp_${madeUp(36, 3)}`, madeUpJwt(4), madeUpPrivateKey('RSA ', 5), 'abab-1234-abab'];
    for (const secret of secrets) {
      const text = `see ${secret} there`;
      for (let at = 0; at <= text.length; at += 1) {
        const stream = redactor.stream();
        const shown =
          stream.push(text.slice(0, at)) + stream.settle() + stream.push(text.slice(at)) + stream.flush();
        expect(shown).not.toContain(secret);
        const begun = /^see (.*?)\[redacted/s.exec(shown)?.[1] ?? '';
        expect(secret.startsWith(begun)).toBe(true);
        expect(shown.slice(-7)).toBe('] there');
        expect(shown.match(/\[redacted/g)).toHaveLength(1);
      }
    }
  });

  it('keeps the rest of a settled secret away, piece by piece', () => {
    const key = madeUpPrivateKey('', 6);
    const stream = redactor.stream();
    const shown = [...`a ${key}\nb`].map((character, index) =>
      index % 50 === 0 ? stream.push(character) + stream.settle() : stream.push(character),
    );
    const all = shown.join('') + stream.flush();
    expect(all.match(/\[redacted: private key\]/g)).toHaveLength(1);
    for (const line of key.split('\n').slice(2, -1)) expect(all).not.toContain(line.slice(4));
  });

  it('holds nothing back of ordinary words', () => {
    const usual = SECRET_PATTERNS.filter(({ category }) => category !== 'contact');
    const stream = createRedactor(() => KNOWN, usual).stream();
    for (const piece of [
      'The quick ',
      'brown fox',
      ' jumps. ',
      'Over (the) ',
      'dog\n',
      'const b',
      ' = f(y);',
    ])
      expect(stream.push(piece)).toBe(piece);
    expect(stream.isHolding).toBe(false);
  });
});
