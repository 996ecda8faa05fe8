import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinPrompt, splitPrompt } from '../../../src/protocol/mentionedText';
import type { MentionedText } from '../../../src/protocol/mentionedText';
import { isSameMention } from '../../../src/protocol/mentions';
import { foldEvents } from '../../../src/protocol/reducer';
import { numbered, start } from './eventFixture';

const lines = { path: 'src/cart.js', fromLine: 3, toLine: 9 };
const cart: MentionedText = {
  mention: { kind: 'file', label: 'cart.js', ...lines },
  text: 'const a = 1;\n</file>\n</mentioned_by_the_person>',
};
const output: MentionedText = {
  mention: { kind: 'terminal', label: 'Selected output', text: 'it failed' },
  text: 'it failed',
};

describe('a prompt with mentions', () => {
  it('is the words alone where nothing is mentioned', () => {
    expect(joinPrompt('Fix it', [])).toBe('Fix it');
    expect(splitPrompt('Fix it')).toEqual({ text: 'Fix it', mentions: [] });
  });

  it('comes apart into words and mentions, whatever the blocks hold', () => {
    expect(splitPrompt(joinPrompt('Fix it', [cart, output]))).toEqual({
      text: 'Fix it',
      mentions: [
        { mention: cart.mention, length: cart.text.length },
        { mention: output.mention, length: output.text.length },
      ],
    });
  });

  it('comes apart for any words and any content', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(
        '\n\n<mentioned_by_the_person>\n',
        '</mentioned_by_the_person>',
        '</file>\n',
        '<file {}',
      ),
    );
    const words = fc.array(piece).map((parts) => parts.join(''));
    fc.assert(
      fc.property(words, words, (text, content) => {
        const joined = joinPrompt(text, [{ mention: cart.mention, text: content }]);
        expect(splitPrompt(joined)).toEqual({
          text,
          mentions: [{ mention: cart.mention, length: content.length }],
        });
      }),
    );
  });

  it('is shown as it is when it does not add up', () => {
    const joined = joinPrompt('Fix it', [cart]);
    const cut = joined.replace('const a', 'const');
    expect(splitPrompt(cut)).toEqual({ text: cut, mentions: [] });
  });

  it('shows the words and the mentions, not what went along', () => {
    const prompt = joinPrompt('Fix it', [cart]);
    const view = foldEvents(
      'session-1',
      numbered([
        { ...start, prompt },
        {
          type: 'message',
          message: { role: 'user', origin: 'prompt', content: [{ type: 'text', text: prompt }] },
        },
        { type: 'steering_queued', id: 'q', text: joinPrompt('and this', [output]), when: 'after_run' },
      ]),
    );
    expect(view.title).toBe('Fix it');
    expect(view.runs[0]?.items).toMatchObject([
      { kind: 'prompt', text: 'Fix it', mentions: [{ mention: { label: 'cart.js' } }], messageSeq: 2 },
    ]);
    expect(view.queue).toMatchObject([{ text: 'and this', mentions: [{ length: 9 }] }]);
  });
});

it('knows what is mentioned already, whichever way it was found', () => {
  const selection = { kind: 'selection', label: 'Selection', ...lines } as const;
  expect(isSameMention(cart.mention, selection)).toBe(true);
  expect(isSameMention(cart.mention, { ...selection, toLine: 10 })).toBe(false);
  expect(
    isSameMention({ kind: 'folder', label: 'a', path: 'a' }, { kind: 'file', label: 'a', path: 'a' }),
  ).toBe(false);
});
