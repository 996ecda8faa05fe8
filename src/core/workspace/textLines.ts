/** The lines of a text, each with its `\n`; only the last may have none. A `\r` belongs to its line. Joined they are the text. */
export function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
