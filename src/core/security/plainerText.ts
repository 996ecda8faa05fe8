// The same words as a model reads them, whatever they are dressed in: lines that were broken inside of a sentence, letters of other
// alphabets that look like Latin ones, letters with a typeface of their own. For looking only; offsets are not those of the text.

/** The text itself where there is nothing to undo. In linear time. */
export function plainerText(text: string): string {
  return joinLines(latinLetters(text));
}

/** Where a sentence goes on in the next line, behind a line number, a comment mark or a quotation mark. */
function joinLines(text: string): string {
  return text.replace(
    /(?<=[\w,])[ \t]{0,4}\r?\n(?:[ \t]{0,16}\d{1,9}\t)?[ \t]{0,40}(?:\/\/|#|\*|>|--)?[ \t]{0,8}(?=[a-z])/g,
    ' ',
  );
}

function latinLetters(text: string): string {
  const composed = STYLED.test(text) ? text.normalize('NFKC') : text;
  // Words of two alphabets at once are none of any language.
  if (!MIXED.test(composed)) return composed;
  return composed.replace(LOOKALIKE, (letter) => LATIN.get(letter) ?? letter);
}

const STYLED = /[\uff21-\uff5a\u24b6-\u24e9\u2100-\u2149\u{1d400}-\u{1d7ff}]/u;
const MIXED = /[A-Za-z][\u0370-\u03ff\u0400-\u052f]|[\u0370-\u03ff\u0400-\u052f][A-Za-z]/;
const LOOKALIKE = /[\u0370-\u03ff\u0400-\u052f]/g;

const LATIN: ReadonlyMap<string, string> = new Map(
  [
    ['аеорсухіјѕԁһԛԝ', 'aeopcyxijsdhqw'],
    ['АВЕЅІЈКМНОРСТУХ', 'ABESIJKMHOPCTYX'],
    ['ονιυρτακεχ', 'oviuptakex'],
    ['ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ', 'ABEZHIKMNOPTYX'],
  ].flatMap(([from = '', to = '']) =>
    Array.from(from, (letter, index): [string, string] => [letter, to.charAt(index)]),
  ),
);
