// The page of the panel: nothing but our own script and styles, no remote resource, no inline script or style.

export interface PanelPage {
  /** Random for each page; for the script. */
  readonly nonce: string;
  /** Random for each page; for the one style element that the toolkit makes. It stands in the page, so it is not the script's. */
  readonly styleNonce: string;
  /** The editor's own source for files of the extension. */
  readonly cspSource: string;
  readonly scriptUri: string;
  readonly styleUri: string;
  /** Language of the texts, such as `en`. */
  readonly language: string;
  /** The translation for that language as it stands in `media/l10n`; undefined for English. */
  readonly texts?: Readonly<Record<string, string>>;
}

/** Pictures may come as data only: a picture from elsewhere could carry text out by its address. */
export function panelHtml(page: PanelPage): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${page.nonce}'`,
    `style-src ${page.cspSource} 'nonce-${page.styleNonce}'`,
    `font-src ${page.cspSource}`,
    `img-src ${page.cspSource} data:`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escapeAttribute(page.language)}">
  <head>
    <meta charset="UTF-8" />
    <meta http-equiv="Content-Security-Policy" content="${escapeAttribute(policy)}" />
    <meta property="csp-nonce" content="${escapeAttribute(page.styleNonce)}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="planwright-texts" content="${escapeAttribute(JSON.stringify(page.texts ?? {}))}" />
    <title>Planwright</title>
    <link rel="stylesheet" href="${escapeAttribute(page.styleUri)}" />
  </head>
  <body>
    <planwright-panel></planwright-panel>
    <script type="module" nonce="${escapeAttribute(page.nonce)}" src="${escapeAttribute(page.scriptUri)}"></script>
  </body>
</html>
`;
}

function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
