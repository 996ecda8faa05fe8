// The two pattern languages of rules. Both are matched in time proportional to text x pattern, so that no text a model
// writes can make a rule slow.

type Token =
  | { readonly kind: 'literal'; readonly text: string }
  /** One character other than `/`. */
  | { readonly kind: 'one' }
  /** Any text without `/`. */
  | { readonly kind: 'segment' }
  /** Any text. */
  | { readonly kind: 'any' };

/** Anchored glob of spec section 3: `**` any text (a following `/` is swallowed), `*` any text without `/`, `?` one such character. */
export function matchesGlob(pattern: string, text: string): boolean {
  return matchesTokens(globTokens(pattern), text);
}

/**
 * Pattern of a `bash` rule: `*` is any text, everything else is literal. `\*` is a star and `\\` a backslash, so that a rule
 * can name exactly one command that contains them.
 */
export function matchesCommandPattern(pattern: string, text: string): boolean {
  return matchesTokens(commandTokens(pattern), text);
}

/** The `bash` pattern that matches exactly this command. */
export function exactCommandPattern(command: string): string {
  return command.replace(/\\(?=[\\*]|$)/g, '\\\\').replace(/\*/g, '\\*');
}

/** True when the pattern of a `bash` rule stands for more than one command. */
export function isOpenCommandPattern(pattern: string): boolean {
  return commandTokens(pattern).some((token) => token.kind !== 'literal');
}

function globTokens(pattern: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let index = 0; index < pattern.length; index += 1) {
    const character = pattern.charAt(index);
    if (character === '*' && pattern.charAt(index + 1) === '*') {
      tokens.push({ kind: 'any' });
      index += 1;
      if (pattern.charAt(index + 1) === '/') index += 1;
    } else if (character === '*') tokens.push({ kind: 'segment' });
    else if (character === '?') tokens.push({ kind: 'one' });
    else tokens.push({ kind: 'literal', text: character });
  }
  return tokens;
}

function commandTokens(pattern: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let index = 0; index < pattern.length; index += 1) {
    const character = pattern.charAt(index);
    const next = pattern.charAt(index + 1);
    if (character === '\\' && (next === '*' || next === '\\')) {
      tokens.push({ kind: 'literal', text: next });
      index += 1;
    } else if (character === '*') tokens.push({ kind: 'any' });
    else tokens.push({ kind: 'literal', text: character });
  }
  return tokens;
}

/** `reached[i]`: the tokens so far can match the first `i` characters. */
function matchesTokens(tokens: readonly Token[], text: string): boolean {
  let reached = new Uint8Array(text.length + 1);
  reached[0] = 1;
  for (const token of tokens) {
    const next = new Uint8Array(text.length + 1);
    if (token.kind === 'any' || token.kind === 'segment') {
      let open = false;
      for (let index = 0; index <= text.length; index += 1) {
        if (index > 0 && token.kind === 'segment' && text.charAt(index - 1) === '/') open = false;
        if (reached[index] === 1) open = true;
        if (open) next[index] = 1;
      }
    } else {
      for (let index = 0; index < text.length; index += 1) {
        if (reached[index] !== 1) continue;
        const character = text.charAt(index);
        if (token.kind === 'one' ? character !== '/' : character === token.text) next[index + 1] = 1;
      }
    }
    reached = next;
  }
  return reached[text.length] === 1;
}
