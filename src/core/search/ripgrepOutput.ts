// Reads what ripgrep prints. Pure.

/** A line as ripgrep reports it; `path` is relative to its working directory. */
export interface RipgrepLine {
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  readonly text: string;
  readonly isMatch: boolean;
}

/** Longest line that is passed on; of a longer one the part around the match. */
const maxLineCharacters = 500;
const charactersBeforeMatch = 100;

interface RipgrepText {
  readonly text?: string;
  /** Base64, where it is no UTF-8. */
  readonly bytes?: string;
}

interface RipgrepMessage {
  readonly type: string;
  readonly data: {
    readonly path?: RipgrepText;
    readonly lines?: RipgrepText;
    readonly line_number?: number | null;
    readonly submatches?: readonly { readonly start: number }[];
  };
}

/** The lines of one JSON message; none for a message that is no match or context, or whose path is no text. */
export function parseRipgrepMessage(json: string): readonly RipgrepLine[] {
  // Begin, end and summary are as frequent as matches: they are told apart before they are parsed.
  const isMatch = json.startsWith('{"type":"match"');
  if (!isMatch && !json.startsWith('{"type":"context"')) {
    return [];
  }
  const { data } = JSON.parse(json) as RipgrepMessage;
  const path = data.path?.text;
  if (path === undefined || data.lines === undefined) {
    return [];
  }
  const text = textOf(data.lines).replace(/\r?\n$/, '');
  const first = data.line_number ?? 1;
  const start = data.submatches?.[0]?.start ?? 0;
  return text.split('\n').map((line, index) => ({
    path: path.replace(/^\.[\\/]/, ''),
    line: first + index,
    text: cutAround(line.replace(/\r$/, ''), index === 0 ? characterAt(line, start) : 0),
    isMatch,
  }));
}

/** The line, or the part of it around the character `start`, with marks where it was cut. */
export function cutAround(line: string, start: number): string {
  if (line.length <= maxLineCharacters) {
    return line;
  }
  const from = Math.max(0, Math.min(start - charactersBeforeMatch, line.length - maxLineCharacters));
  const to = from + maxLineCharacters;
  return `${from > 0 ? '… ' : ''}${line.slice(from, to)}${to < line.length ? ' …' : ''}`;
}

/** ripgrep counts bytes. */
function characterAt(line: string, byte: number): number {
  return line.length <= maxLineCharacters ? 0 : Buffer.from(line).subarray(0, byte).toString().length;
}

function textOf(part: RipgrepText): string {
  return part.text ?? Buffer.from(part.bytes ?? '', 'base64').toString('utf8');
}
