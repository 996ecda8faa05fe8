// How a piece of a file is written into a prompt. Pure.

/** A piece of a file. */
export interface Excerpt {
  /** As shown to people and the model, such as `src/cart.ts`. */
  readonly file: string;
  /** The editor's name of its language, such as `typescript`. */
  readonly language: string;
  /** 1-based. */
  readonly fromLine: number;
  /** 1-based, inclusive. */
  readonly toLine: number;
  readonly text: string;
  /** Whether the model can read the file by itself. Then a long excerpt is only named. */
  readonly isReadable: boolean;
}

/** Lines of a readable excerpt that are written out; a longer one the model reads. */
const MAX_LINES = 60;
/** Characters of any excerpt that are written out. */
const MAX_CHARACTERS = 20_000;

/** Such as `` `src/cart.ts`, lines 3 to 9: `` and the lines in a fence that they can't break out of. */
export function excerptText(excerpt: Excerpt): string {
  const { fromLine, toLine, text, isReadable, language } = excerpt;
  const lines = toLine - fromLine + 1;
  if (isReadable && (lines > MAX_LINES || text.length > MAX_CHARACTERS)) return `${placeText(excerpt)}.`;
  const cut = text.length > MAX_CHARACTERS ? `\n[${text.length - MAX_CHARACTERS} more characters]` : '';
  return `${placeText(excerpt)}:\n${fenced(text.slice(0, MAX_CHARACTERS) + cut, language)}`;
}

/** Such as `` `src/cart.ts`, line 3 ``. */
export function placeText({ file, fromLine, toLine }: Omit<Excerpt, 'text' | 'language'>): string {
  const lines = fromLine === toLine ? `line ${fromLine}` : `lines ${fromLine} to ${toLine}`;
  return `\`${file}\`, ${lines}`;
}

/** The text in a fence longer than any run of backticks in it. */
export function fenced(text: string, language = ''): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const marks = '`'.repeat(Math.max(3, longest + 1));
  return `${marks}${language}\n${text.replace(/\n$/, '')}\n${marks}`;
}
