// Text that is there for machines and not for eyes: tag characters, long runs of zero-width characters, text that is turned round. What
// languages and emoji need is not meant.

export interface HiddenSign {
  readonly weight: number;
  readonly excerpt: string;
  /** What tag characters spell. */
  readonly spelled?: string;
}

/** Looks through the whole text, in linear time. */
export function hiddenSigns(text: string): readonly HiddenSign[] {
  // Nearly every text has none of these.
  if (!SUSPECTS.test(text)) return [];
  return [...tagText(text), ...zeroWidth(text), ...turned(text)];
}

const SUSPECTS = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e01ef}]/u;

/** Letters of the tags block, but for flags, which begin with a black flag and end with a mark; and runs of variation selectors. */
function tagText(text: string): readonly HiddenSign[] {
  const plain = text.replace(/\u{1f3f4}[\u{e0061}-\u{e007a}\u{e0030}-\u{e0039}]{2,8}\u{e007f}/gu, '');
  const letters = [...plain.matchAll(/[\u{e0000}-\u{e007f}]{1,4000}/gu)].map(([run]) =>
    Array.from(run, (letter) => String.fromCharCode((letter.codePointAt(0) ?? 0) & 0x7f)).join(''),
  );
  const spelled = letters.join(' ');
  const signs: HiddenSign[] = [];
  if (spelled.length >= 3) signs.push({ weight: 3, excerpt: `U+E0000: ${spelled}`, spelled });
  if (/[\u{e0100}-\u{e01ef}]{4}/u.test(plain)) signs.push({ weight: 3, excerpt: 'U+E0100–U+E01EF' });
  return signs;
}

/** In a row there is no use for them but to hide something; between Latin letters they break words that are searched for. */
function zeroWidth(text: string): readonly HiddenSign[] {
  const body = text.startsWith('\ufeff') ? text.slice(1) : text;
  const run = /[\u200b-\u200d\u2060-\u2064\ufeff]{8}/.exec(body);
  if (run !== null) return [{ weight: 3, excerpt: run[0] }];
  const between = body.match(/[A-Za-z][\u200b-\u200d\u2060-\u2064\ufeff]{1,4}(?=[A-Za-z])/g)?.length ?? 0;
  return between >= 3 ? [{ weight: between >= 8 ? 3 : 2, excerpt: `${between} × U+200B` }] : [];
}

/** An override shows text in another order than it is; with letters from right to left in its line it may be needed. */
function turned(text: string): readonly HiddenSign[] {
  for (const match of text.matchAll(/[\u202d\u202e\u2066-\u2068]/g)) {
    const line = text.slice(Math.max(0, match.index - 200), match.index + 200);
    if (!/[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/.test(line)) {
      return [{ weight: 3, excerpt: line.slice(Math.max(0, Math.min(200, match.index) - 30)).slice(0, 100) }];
    }
  }
  return [];
}
