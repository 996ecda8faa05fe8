/**
 * Text from a model, a tool or a file made safe for a terminal: escape sequences, other control characters and invisible
 * direction marks would let it move the cursor, recolour or hide what a person is asked about. Tabs and line feeds stay.
 */
export function printable(text: string): string {
  return text.replace(UNSAFE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (character === '\r') return '';
    return code < 0x20
      ? String.fromCharCode(0x2400 + code)
      : `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
  });
}

// C0 but tab and line feed, DEL and C1, zero-width and bidirectional marks, line separators, tag characters.
const UNSAFE =
  // eslint-disable-next-line no-control-regex -- control characters are what this looks for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]|[\u{e0000}-\u{e007f}]/gu;
