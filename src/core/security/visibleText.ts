// Text that a person must be able to judge: nothing in it may be invisible, reordered or pushed out of sight. Characters are
// shown by name, never dropped, except by `stripInvisible`, which says how many it dropped.

/**
 * The text with control, invisible, bidirectional and unusual space characters written out (`⟨U+202E⟩`, `␛`), and long runs of
 * blanks or line breaks counted (`⟨200 spaces⟩`). Line breaks and tabs stay.
 */
export function makeVisible(text: string): string {
  return text
    .replace(/\r\n/g, '\n')
    .replace(/[ \t]{24,}/g, (run) => ` ⟨${run.length} spaces⟩ `)
    .replace(/\n(?:[ \t]*\n){3,}/g, (run) => `\n⟨${run.split('\n').length - 1} line breaks⟩\n`)
    .replace(HIDDEN, (character) => nameOf(character));
}

/** True when `makeVisible` would write out a character. */
export function hasHiddenCharacters(text: string): boolean {
  return new RegExp(HIDDEN.source, 'u').test(text);
}

/**
 * True for control characters, line breaks and tabs, and for what turns, hides or breaks text without being part of any script. Spaces of
 * all widths, joiners and variation selectors stand in names of files that nobody meant badly.
 */
export function hasDeceptiveCharacters(name: string): boolean {
  return DECEPTIVE.test(name);
}

const DECEPTIVE = /[\p{Cc}\p{Zl}\p{Zp}\u200b\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/u;

/**
 * The text without invisible and control characters, for instructions that a model reads, and how many were removed. Joiners
 * that a script or an emoji needs stay.
 */
export function stripInvisible(text: string): { readonly text: string; readonly removed: number } {
  let removed = 0;
  const stripped = text.replace(HIDDEN, (character, offset: number) => {
    if (character === '\r' || isNeeded(text, offset, character)) return character;
    if (/\p{Zs}/u.test(character)) return ' ';
    removed += 1;
    return '';
  });
  return { text: stripped, removed };
}

// Everything without a glyph of its own, but for tab, line feed and the plain space, and the sign that shows what stands before it as an
// emoji.
const HIDDEN =
  /(?![\t\n ]|(?<=\p{Extended_Pictographic})\ufe0f|(?<=[0-9#*])\ufe0f\u20e3)[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Zs}\p{Default_Ignorable_Code_Point}]/gu;

function nameOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return '␡';
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
}

/** Zero-width joiner and non-joiner between letters that are not ASCII, and the emoji variation selector. */
function isNeeded(text: string, offset: number, character: string): boolean {
  const isNotAscii = (neighbour: string | undefined) => neighbour !== undefined && neighbour > '\u007f';
  const before = Array.from(text.slice(Math.max(0, offset - 2), offset)).at(-1);
  if (character === '\ufe0f') return isNotAscii(before);
  if (character !== '\u200d' && character !== '\u200c') return false;
  return /[\p{L}\p{M}\p{So}\ufe0f]/u.test(before ?? '') && isNotAscii(before) && isNotAscii(text[offset + 1]);
}
