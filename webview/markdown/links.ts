// What a link in an answer may do. Text of a model may carry secrets out through an address (threat 14): an address is opened only by a
// click, through the host, with its host name shown; anything but web, mail and files is no link at all.

export type LinkTarget =
  /** `host` is shown beside the text. */
  | { readonly kind: 'web'; readonly url: string; readonly host: string }
  | { readonly kind: 'file'; readonly path: string; readonly line?: number };

/** Where an address leads; undefined when it is not a link that we open. */
export function linkTarget(address: string): LinkTarget | undefined {
  const trimmed = address.trim();
  if (trimmed === '' || trimmed.length > 4_096 || hasControlCharacter(trimmed)) return undefined;
  if (trimmed.startsWith('//') || trimmed.startsWith('\\')) return undefined;
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(trimmed)?.[1]?.toLowerCase();
  if (scheme === 'http' || scheme === 'https' || scheme === 'mailto') return webTarget(trimmed, scheme);
  if (scheme === 'file') return fileTarget(decode(trimmed.replace(/^file:\/\//i, '')));
  // `a.ts:12` and `C:\a.ts` look like schemes and are files.
  const isFileWithLine = /^[^/:]*\.[^/:]+:\d/.test(trimmed);
  const isDrive = /^[a-z]:[\\/]/i.test(trimmed);
  if (scheme !== undefined && !isFileWithLine && !isDrive) return undefined;
  if (trimmed.startsWith('#')) return undefined;
  return fileTarget(decode(trimmed));
}

/** A file named in code, such as `src/cart.ts` or `cart.ts:41`; undefined for any other code. */
export function fileInCode(code: string): LinkTarget | undefined {
  const isPath = /^(?:[\w@.-]+\/)+[\w@.-]*[\w-]\.\w{1,8}(?::\d+){0,2}$/.test(code);
  const isNameWithLine = /^[\w@-][\w@.-]*\.\w{1,8}:\d+(?::\d+)?$/.test(code);
  return isPath || isNameWithLine ? fileTarget(code) : undefined;
}

function webTarget(address: string, scheme: string): LinkTarget | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  const host = scheme === 'mailto' ? decode(url.pathname) : url.host;
  return host === '' ? undefined : { kind: 'web', url: url.href, host };
}

function fileTarget(address: string): LinkTarget | undefined {
  const fragment = /#L(\d+)(?:-L?\d+)?$/.exec(address);
  const suffix = /:(\d+)(?:[:-]\d+)*$/.exec(address);
  const place = fragment ?? suffix;
  const path = (place === null ? address : address.slice(0, place.index))
    .replace(/[#?].*$/, '')
    .replace(/^(?:\.\/)+/, '');
  if (path === '') return undefined;
  const line = Number(place?.[1] ?? 0);
  return line > 0 ? { kind: 'file', path, line } : { kind: 'file', path };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray percent sign: the text is meant as it stands.
    return text;
  }
}

function hasControlCharacter(text: string): boolean {
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}
