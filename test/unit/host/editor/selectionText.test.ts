import { describe, expect, it } from 'vitest';
import { excerptText, fenced } from '../../../../src/host/editor/selectionText';

const excerpt = {
  file: 'src/cart.ts',
  language: 'typescript',
  fromLine: 3,
  toLine: 4,
  text: 'let a;\nlet b;\n',
  isReadable: true,
};

describe('excerptText', () => {
  it('names the place and shows the lines', () => {
    expect(excerptText(excerpt)).toBe('`src/cart.ts`, lines 3 to 4:\n```typescript\nlet a;\nlet b;\n```');
    expect(excerptText({ ...excerpt, toLine: 3, text: 'let a;' })).toContain('`src/cart.ts`, line 3:');
  });

  it('only names a long piece that the model can read by itself', () => {
    expect(excerptText({ ...excerpt, toLine: 200 })).toBe('`src/cart.ts`, lines 3 to 200.');
  });

  it('writes out what the model cannot read, up to a limit', () => {
    const text = excerptText({ ...excerpt, isReadable: false, text: 'x'.repeat(20_007) });
    expect(text).toContain('x'.repeat(20_000));
    expect(text).toContain('[7 more characters]');
  });
});

it.each([
  ['plain', '```\nplain\n```'],
  ['a ``` b', '````\na ``` b\n````'],
  ['`````', '``````\n`````\n``````'],
])('fences %j so that it cannot break out', (text, expected) => {
  expect(fenced(text)).toBe(expected);
});
