// Serves the panel on loopback as the extension host does: the same bundle, the same strict content security policy, the theme's
// variables. What the editor adds to a webview by itself comes from files of this server too, so that nothing inline is needed.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readPanel } from './panelBundle';
import { themeOf } from './themes';
import type { ThemeName } from './themes';

/** What the host puts into the page for a language. */
export interface Translation {
  readonly language: string;
  readonly texts: Readonly<Record<string, string>>;
}

const english: Translation = { language: 'en', texts: {} };

export interface PanelServer {
  urlFor(theme: ThemeName, translation?: Translation): string;
  close(): Promise<void>;
}

/** Stands in for what the editor injects; posts go to the test through a binding of the page. */
const editorScript = `
globalThis.acquireVsCodeApi = () => ({
  postMessage: (message) => { globalThis.planwrightPost(structuredClone(message)); },
  getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') ?? undefined,
  setState: (state) => sessionStorage.setItem('state', JSON.stringify(state)),
});
globalThis.violations = [];
document.addEventListener('securitypolicyviolation', (event) => {
  globalThis.violations.push(event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample);
});
`;

/** Serves the panel, which was built before the first test, until closed. */
export async function startPanelServer(): Promise<PanelServer> {
  const files = new Map<string, Uint8Array | string>(await readPanel()).set('editor.js', editorScript);
  const translations: Translation[] = [];
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const file = files.get(pathname.slice(1));
    if (file !== undefined) {
      response.writeHead(200, { 'content-type': contentType(pathname) }).end(file);
      return;
    }
    const theme = /^\/theme-(dark|light|highContrast)\.css$/.exec(pathname)?.[1];
    if (theme !== undefined) {
      response.writeHead(200, { 'content-type': 'text/css' }).end(themeOf(theme as ThemeName).css);
      return;
    }
    const page = /^\/(dark|light|highContrast)$/.exec(pathname)?.[1];
    if (page === undefined) {
      response.writeHead(404).end();
      return;
    }
    response
      .writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy':
          "default-src 'none'; script-src 'nonce-harness'; style-src 'self' 'nonce-style'; font-src 'self'; img-src 'none'",
      })
      .end(pageFor(page as ThemeName, translations[Number(searchParams.get('translation'))] ?? english));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    urlFor: (theme, translation) => {
      if (translation === undefined) return `http://127.0.0.1:${port}/${theme}`;
      if (!translations.includes(translation)) translations.push(translation);
      return `http://127.0.0.1:${port}/${theme}?translation=${translations.indexOf(translation)}`;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function pageFor(theme: ThemeName, { language, texts }: Translation): string {
  const content = JSON.stringify(texts).replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  return `<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta property="csp-nonce" content="style">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="planwright-texts" content="${content}">
<title>Planwright</title>
<link rel="stylesheet" href="theme-${theme}.css">
<link rel="stylesheet" href="panel.css">
<script nonce="harness" src="editor.js"></script>
<script nonce="harness" type="module" src="panel.js"></script>
</head>
<body class="${themeOf(theme).bodyClass}">
<planwright-panel></planwright-panel>
</body>
</html>`;
}

function contentType(pathname: string): string {
  if (pathname.endsWith('.js')) return 'text/javascript';
  return pathname.endsWith('.css') ? 'text/css' : 'font/ttf';
}
