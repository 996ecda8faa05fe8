export interface TextLines {
  /** Without their newlines. */
  readonly lines: readonly string[];
  /** The last line ends with a newline; true for the empty text, so that what comes into it does. */
  readonly isClosed: boolean;
}

/** The lines of a text with plain newlines. */
export function textLines(text: string): TextLines {
  if (text === '') return { lines: [], isClosed: true };
  const isClosed = text.endsWith('\n');
  return { lines: (isClosed ? text.slice(0, -1) : text).split('\n'), isClosed };
}

export function joinLines(lines: readonly string[], isClosed: boolean): string {
  return lines.length === 0 ? '' : lines.join('\n') + (isClosed ? '\n' : '');
}
