// Lines that need no grammar: plain and simply quoted words, joined by pipes and lists. What is not certainly of that kind is left to
// the grammar; a property test holds both to the same answer.
import type { CommandLine, CommandPart, Redirect, Word } from './commandLine';
import { RESERVED } from './parseBash';

/** Undefined where a grammar is needed. */
export function parsePlainLine(text: string): CommandLine | undefined {
  if (text.length > MAX_PLAIN) return undefined;
  const parts: CommandPart[] = [];
  let tokens: Token[] = [];
  /** Undefined once something else than `&&` and `|` stands between commands. */
  let chain: number[] | undefined = [0];
  const end = (): boolean => {
    const part = toPart(tokens);
    tokens = [];
    if (part === undefined) return false;
    parts.push(part);
    if (chain !== undefined) chain[chain.length - 1] = (chain.at(-1) ?? 0) + 1;
    return true;
  };
  let index = 0;
  while (index < text.length) {
    TOKEN.lastIndex = index;
    const match = TOKEN.exec(text);
    if (match === null) return undefined;
    index = TOKEN.lastIndex;
    const [, sign, redirect, single, double, bare] = match;
    if (sign !== undefined) {
      if (!end()) return undefined;
      if (sign === '&&') chain?.push(0);
      else if (sign !== '|') chain = undefined;
    } else if (redirect !== undefined) tokens.push({ redirect });
    else if (single !== undefined) tokens.push({ word: { source: `'${single}'`, text: single } });
    else if (double !== undefined) tokens.push({ word: { source: `"${double}"`, text: double } });
    else if (bare !== undefined) {
      // Home folders and what looks like an option made of a pattern are the grammar's business.
      tokens.push({
        word: { source: bare, text: bare, ...(/[*?]/.test(bare) ? { isPattern: true } : {}) },
      });
    }
    // A word ends at a blank, a sign or the end of the line.
    if (sign === undefined && !/^(?:$|[ ;|&])/.test(text.slice(index, index + 1))) return undefined;
  }
  if (tokens.length === 0 ? parts.length === 0 || !ENDS_WITH_SEMICOLON.test(text) : !end()) return undefined;
  return { parts, inBackground: false, ...(chain === undefined ? {} : { chain }) };
}

const MAX_PLAIN = 2_000;
const ENDS_WITH_SEMICOLON = /;[ ]*$/;

/** One token and the blanks before it; sticky. */
const TOKEN =
  / *(?:(&&|\|\||;|\|(?!&))|(2>&1|2>\/dev\/null)(?=[ ;|&]|$)|'([^'\n\t]*)'|"([^"$`\\!\n\t]*)"|([A-Za-z0-9_./:,=@%+*?-]+)(?![>])| *$)/y;

interface Token {
  readonly word?: Word;
  readonly redirect?: string;
}

function toPart(tokens: readonly Token[]): CommandPart | undefined {
  const words = tokens.flatMap(({ word }) => (word === undefined ? [] : [word]));
  const [name] = words;
  if (name === undefined || tokens[0]?.word !== name) return undefined;
  if (!/^[A-Za-z0-9_./+-]+$/.test(name.source) || RESERVED.has(name.source) || OTHERS.has(name.source))
    return undefined;
  // A number is a file descriptor where a redirect follows.
  const sources: string[] = [];
  const redirects: Redirect[] = [];
  for (const { word, redirect } of tokens) {
    if (redirect === undefined) {
      if (redirects.length > 0) return undefined;
      sources.push(word?.source ?? '');
    } else {
      sources.push(redirect);
      redirects.push(
        redirect === '2>&1'
          ? { kind: 'duplicate' }
          : { kind: 'write', target: { source: '/dev/null', text: '/dev/null' } },
      );
    }
  }
  return { source: sources.join(' '), words, assignments: [], redirects };
}

/** Read by the grammar in their own way. */
const OTHERS: ReadonlySet<string> = new Set([
  ...['export', 'declare', 'typeset', 'local', 'readonly', 'unset', 'unsetenv', 'time', '['],
]);
