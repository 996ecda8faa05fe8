// Reads words as bash would: quotes and escapes removed where the result is certain, else unknown.
import { Unparsable } from './commandLine';
import type { Word } from './commandLine';
import type { SyntaxNode } from './syntaxTree';

/** What a word runs is handed to `onNested` while it is read. */
export type OnNested = (substitution: SyntaxNode) => void;

const WORD_TYPES: ReadonlySet<string> = new Set([
  ...['word', 'number', 'string', 'raw_string', 'ansi_c_string', 'concatenation', 'brace_expression'],
  ...[
    'simple_expansion',
    'expansion',
    'command_substitution',
    'process_substitution',
    'arithmetic_expansion',
  ],
]);

export function isWord(node: SyntaxNode): boolean {
  return node.isNamed && WORD_TYPES.has(node.type);
}

/** Throws `Unparsable` for what is not certain to be one word. */
export function readWord(node: SyntaxNode, text: string, onNested: OnNested): Word {
  const reading: Reading = { text, onNested, value: '', bare: '', isKnown: true, isPattern: false };
  readPiece(node, reading);
  const source = text.slice(node.start, node.end);
  // Braces with a comma or two dots become several words.
  if (/\{.*(?:,|\.\.).*\}/s.test(reading.bare)) reading.isKnown = false;
  return {
    source,
    ...(reading.isKnown ? { text: reading.value } : {}),
    ...(reading.isPattern ? { isPattern: true } : {}),
    ...(source.startsWith('~') ? { isHome: true } : {}),
  };
}

interface Reading {
  readonly text: string;
  readonly onNested: OnNested;
  value: string;
  /** What stands outside of quotes, without escaped characters. */
  bare: string;
  isKnown: boolean;
  isPattern: boolean;
}

function readPiece(node: SyntaxNode, reading: Reading): void {
  const source = reading.text.slice(node.start, node.end);
  switch (node.type) {
    case 'word':
    case 'number':
      if (node.children.length > 0) return readUnknown(node, reading);
      return readBare(source, reading);
    case 'raw_string':
      if (!/^'[^']*'$/.test(source)) throw new Unparsable('not_understood');
      reading.value += source.slice(1, -1);
      reading.bare += ' ';
      return;
    case 'ansi_c_string':
      reading.value += decodeAnsi(source.slice(2, -1));
      reading.bare += ' ';
      return;
    case 'string':
      return readString(node, reading);
    case 'concatenation': {
      let end = node.start;
      for (const child of node.children) {
        if (child.start !== end || !isWord(child)) throw new Unparsable('not_understood');
        readPiece(child, reading);
        ({ end } = child);
      }
      return;
    }
    default:
      return readUnknown(node, reading);
  }
}

function readBare(source: string, reading: Reading): void {
  for (let index = 0; index < source.length; index += 1) {
    let character = source.charAt(index);
    if (character === '\\') {
      index += 1;
      character = source.charAt(index);
      if (character === '') throw new Unparsable('syntax');
      if (character !== '\n') reading.value += character;
      reading.bare += ' ';
      continue;
    }
    // The grammar and the shell would not agree about where this word ends.
    if (/[\s;&|<>()`$"']/.test(character)) throw new Unparsable('not_understood');
    if (/[*?[]/.test(character)) reading.isPattern = true;
    reading.value += character;
    reading.bare += character;
  }
}

function readString(node: SyntaxNode, reading: Reading): void {
  const { text } = reading;
  if (text.charAt(node.start) !== '"' || text.charAt(node.end - 1) !== '"')
    throw new Unparsable('not_understood');
  let end = node.start + 1;
  for (const child of node.children) {
    if (!isWord(child)) continue;
    readQuoted(text.slice(end, child.start), reading);
    readUnknown(child, reading);
    ({ end } = child);
  }
  readQuoted(text.slice(end, node.end - 1), reading);
  reading.bare += ' ';
}

function readQuoted(source: string, reading: Reading): void {
  const value = source.replace(/\\([$`"\\\n])/g, (_, character: string) =>
    character === '\n' ? '' : character,
  );
  const rest = source.replace(/\\[^]/g, '');
  if (/["`]|\$[A-Za-z_0-9({?!#@*$-]/.test(rest)) throw new Unparsable('not_understood');
  reading.value += value;
}

function readUnknown(node: SyntaxNode, reading: Reading): void {
  reading.isKnown = false;
  collectNested(node, reading.text, reading.onNested);
}

/** Finds the commands inside of expansions, whatever these are. Throws `Unparsable` for what runs text that only the shell knows. */
export function collectNested(node: SyntaxNode, text: string, onNested: OnNested): void {
  if (node.type === 'command_substitution' || node.type === 'process_substitution') {
    const source = text.slice(node.start, node.end);
    // Between backticks a backslash is read twice.
    if (source.startsWith('`') && source.includes('\\')) throw new Unparsable('not_understood');
    onNested(node);
    return;
  }
  const source = text.slice(node.start, node.end);
  // Where the brackets do not match or a command ends inside, bash takes it for a substitution.
  if (node.type === 'arithmetic_expansion' && !isArithmetic(source)) throw new Unparsable('not_understood');
  // `${x@P}` runs the commands in its value; an index is evaluated as well.
  if (node.type === 'expansion' && /@[A-Za-z]\}$|\[/.test(source)) throw new Unparsable('not_understood');
  if (node.type === 'expansion' && /^\$\{[^}]*?:?=/.test(source)) throw new Unparsable('not_understood');
  for (const child of node.children) collectNested(child, text, onNested);
}

function isArithmetic(source: string): boolean {
  if (/[;\n'"`\\#]/.test(source) && !source.includes('$(', 1)) return false;
  let depth = 0;
  for (const character of source.slice(3, -2)) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

const ANSI_LETTERS: ReadonlyMap<string, string> = new Map([
  ...([
    ['a', '\u0007'],
    ['b', '\b'],
    ['e', '\u001b'],
    ['E', '\u001b'],
    ['f', '\f'],
    ['n', '\n'],
    ['r', '\r'],
    ['t', '\t'],
    ['v', '\v'],
  ] as const),
  ...['\\', "'", '"', '?'].map((sign): [string, string] => [sign, sign]),
]);

/** The inside of `$'…'`. */
function decodeAnsi(source: string): string {
  return source.replace(
    /\\(?:x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})|([0-7]{1,3})|([^]))/g,
    (_, hex?: string, unit?: string, point?: string, octal?: string, letter = '') => {
      const code = hex ?? unit ?? point;
      if (code !== undefined || octal !== undefined) {
        const value = code === undefined ? Number.parseInt(octal ?? '', 8) & 0xff : Number.parseInt(code, 16);
        if (value === 0 || value > (hex === undefined && octal === undefined ? 0x10ffff : 0x7f))
          throw new Unparsable('not_understood');
        return String.fromCodePoint(value);
      }
      const decoded = ANSI_LETTERS.get(letter as string);
      if (decoded === undefined) throw new Unparsable('not_understood');
      return decoded;
    },
  );
}
