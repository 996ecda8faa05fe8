import { describe, expect, it } from 'vitest';
import { BlockStream } from '../../../webview/markdown/blockStream';
import { lexMarkdown, renderToken } from '../../../webview/markdown/renderMarkdown';

const render = (source: string): string => lexMarkdown(source).map(renderToken).join('');

describe('links and pictures', () => {
  it('shows where a link leads', () => {
    expect(render('[docs](https://example.com/a)')).toBe(
      '<p><a class="link" role="link" tabindex="0" data-link="https://example.com/a" title="https://example.com/a">docs</a> <span class="link-host">(example.com)</span></p>\n',
    );
    expect(render('[github.com](https://evil.example/)')).toContain(
      '<span class="link-host">(evil.example)</span>',
    );
  });

  it('shows the address of what is no link', () => {
    expect(render('[click](javascript:alert(1))')).toBe('<p>click (javascript:alert(1))</p>\n');
  });

  it('breaks a line where raw HTML asks for just that', () => {
    expect(render('a<br>b')).toBe('<p>a<br>b</p>\n');
  });

  it('shows a picture as a link', () => {
    expect(render('![chart](https://example.com/a.png)')).toContain('>[image: chart]</a>');
  });

  it('opens files named in code', () => {
    expect(render('see `src/cart.js:41`')).toContain('data-link="src/cart.js:41"');
    expect(render('call `total(items)`')).toBe('<p>call <code>total(items)</code></p>\n');
  });
});

describe('BlockStream', () => {
  const source = `# Title

First paragraph with **bold**.

1. one

2. two

   more of two

> quote

\`\`\`js
const a = 1;

const b = 2;
\`\`\`

| a | b |
|---|---|
| 1 | 2 |

Last [link][1] and text.

[1]: https://example.com
`;
  const whole = render(source);

  it('ends with the same as reading the whole at once, however it is cut', () => {
    for (const step of [1, 2, 7, 40]) {
      const stream = new BlockStream();
      for (let end = step; end < source.length; end += step) stream.update(source.slice(0, end), false);
      const html = stream
        .update(source, true)
        .map((block) => renderToken(block.token))
        .join('');
      expect(html.includes('>bold</strong>'), `step ${step}`).toBe(true);
      expect(html.replaceAll(/\s+/g, ' '), `step ${step}`).toBe(whole.replaceAll(/\s+/g, ' '));
    }
  });

  it('keeps the blocks before the last ones as they are', () => {
    const stream = new BlockStream();
    const before = stream.update('one\n\ntwo\n\nthree\n\nfo', false);
    const after = stream.update('one\n\ntwo\n\nthree\n\nfour\n\nfive', false);
    expect(after.slice(0, 3)).toEqual(before.slice(0, 3));
    expect(after[0]).toBe(before[0]);
    expect(after[1]).toBe(before[1]);
    expect(after.map((block) => block.token.raw.trim())).toEqual(['one', 'two', 'three', 'four', 'five']);
  });

  it('begins anew with another text', () => {
    const stream = new BlockStream();
    stream.update('one\n\ntwo\n\nthree\n\nfour', false);
    expect(stream.update('other', false).map((block) => block.token.raw)).toEqual(['other']);
  });

  it('reads line ends of every kind', () => {
    const stream = new BlockStream();
    stream.update('one\r\n\r\ntwo\r\n\r\nthree\r\n\r\nfo', false);
    expect(stream.update('one\r\n\r\ntwo\r\n\r\nthree\r\n\r\nfour', true)).toHaveLength(4);
  });
});
