import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OutputCapture } from '../../../src/core/process/outputCapture';

describe('the output of a command in memory', () => {
  const limits = { whole: 20, head: 8, tail: 8 };

  it.each<[string, string[], string, boolean]>([
    ['all of a short one', ['one\n', 'two\n'], 'one\ntwo\n', false],
    ['all up to the limit', ['12345678901234567890'], '12345678901234567890', false],
    [
      'whole first and last lines of a long one',
      ['one\n', 'two\n', 'three\nfour\nfive\n', 'six\nseven\n'],
      'one\ntwo\n[... 4 lines (20 characters) left out here ...]\nseven\n',
      true,
    ],
    [
      'the ends of one long line',
      ['abcdefghijklmnopqrstuvwxyz'],
      'abcdefgh\n[... 0 lines (10 characters) left out here ...]\nstuvwxyz',
      true,
    ],
  ])('holds %s', (_case, parts, text, isCut) => {
    const capture = new OutputCapture(limits);
    for (const part of parts) {
      capture.push(part);
    }
    expect([capture.text(), capture.isCut]).toEqual([text, isCut]);
  });

  it('accounts for every character and is bounded, however the output is cut into chunks', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.string({ maxLength: 40 }).map((part) => part.replace(/\[/g, 'x') + '\n'),
          { maxLength: 60 },
        ),
        (parts) => {
          const capture = new OutputCapture({ whole: 200, head: 60, tail: 80 });
          for (const part of parts) {
            capture.push(part);
          }
          const all = parts.join('');
          const text = capture.text();
          if (!capture.isCut) {
            expect(text).toBe(all);
            return;
          }
          const match =
            /^([^]*?)\[\.\.\. (\d+) lines \((\d+) characters\) left out here \.\.\.\]\n([^]*)$/.exec(text);
          const [, head = '', lines, characters, tail = ''] = match ?? [];
          expect(all.startsWith(head) && all.endsWith(tail)).toBe(true);
          const middle = all.slice(head.length, all.length - tail.length);
          expect([middle.length, middle.split('\n').length - 1]).toEqual([Number(characters), Number(lines)]);
          expect([head.length <= 60, tail.length <= 80]).toEqual([true, true]);
        },
      ),
    );
  });
});
