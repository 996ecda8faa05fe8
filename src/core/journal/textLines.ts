/** The lines of a text, each with its own ending (`\n`, `\r\n` or `\r`); only the last may have none. Joined they are the text. */
export function linesOf(text: string): readonly string[] {
  return text.match(/[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$/g) ?? [];
}
