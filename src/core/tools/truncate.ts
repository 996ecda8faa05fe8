// Limits that tools share (spec section 2), and cutting that says what was cut.

/** Most bytes of one tool result: 100 KiB. */
export const MAX_OUTPUT_BYTES = 100 * 1024;
/** Most lines of one read. */
export const MAX_READ_LINES = 2000;
/** Most characters of one shown line. */
export const MAX_LINE_CHARACTERS = 2000;

/** The line, or its beginning with a note of how much is missing. */
export function cutLine(line: string): string {
  if (line.length <= MAX_LINE_CHARACTERS) {
    return line;
  }
  // Never half of a surrogate pair.
  const end = isHighSurrogate(line.charCodeAt(MAX_LINE_CHARACTERS - 1))
    ? MAX_LINE_CHARACTERS - 1
    : MAX_LINE_CHARACTERS;
  return `${line.slice(0, end)}... [${line.length - end} more characters in this line]`;
}

/** How many of the lines fit into `maxBytes` of UTF-8, each with its newline. */
export function countFittingLines(lines: readonly string[], maxBytes: number = MAX_OUTPUT_BYTES): number {
  let bytes = 0;
  for (const [index, line] of lines.entries()) {
    bytes += Buffer.byteLength(line) + 1;
    if (bytes > maxBytes) {
      return index;
    }
  }
  return lines.length;
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}
