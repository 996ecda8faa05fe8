import { describe, expect, it } from 'vitest';
import { panelHtml } from '../../../../src/host/panel/html';

const page = {
  nonce: 'bm9uY2U',
  styleNonce: 'c3R5bGU',
  cspSource: 'https://*.vscode-cdn.net',
  scriptUri: 'https://file+.vscode-resource/panel.js',
  styleUri: 'https://file+.vscode-resource/panel.css',
  language: 'en"><script>',
  texts: { 'Send {0}': '"/><script>alert(1)</script>&quot;' },
};

describe('panelHtml', () => {
  const html = panelHtml(page);
  const policy = /content="([^"]*default-src[^"]*)"/.exec(html)?.[1] ?? '';

  it('allows our own script by nonce and nothing else', () => {
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'nonce-bm9uY2U'");
    expect(policy).not.toMatch(/unsafe-(inline|eval)/);
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html).toContain('nonce="bm9uY2U"');
  });

  it('shows the nonce of styles only', () => {
    expect(html).toContain('<meta property="csp-nonce" content="c3R5bGU" />');
    expect(policy).toContain("style-src https://*.vscode-cdn.net 'nonce-c3R5bGU'");
    expect(html.replace(/<script[^>]*>|content="[^"]*default-src[^"]*"/g, '')).not.toContain('bm9uY2U');
  });

  it('escapes what it is given', () => {
    expect(html).toContain('lang="en&quot;>&lt;script>"');
  });

  it('carries the translation as data that nothing gets out of', () => {
    const content = /<meta name="planwright-texts" content="([^"]*)" \/>/.exec(html)?.[1] ?? '';
    expect(content).not.toMatch(/[<"]/);
    const decoded = content.replaceAll('&lt;', '<').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
    expect(JSON.parse(decoded)).toEqual(page.texts);
    expect(panelHtml({ ...page, texts: undefined })).toContain(
      '<meta name="planwright-texts" content="{}" />',
    );
  });
});
