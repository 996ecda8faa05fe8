// Patterns are written for ripgrep. Where it is missing, JavaScript's engine stands in for it.
import type { SearchMatch } from '../tools/toolServices';
import { cutAround } from './ripgrepOutput';
import { SearchPatternError } from './searchErrors';

/** Compiles a pattern; the inline flags `(?i)` and `(?s)` at its start are understood. Throws `SearchPatternError`. */
export function toRegExp(pattern: string, ignoreCase: boolean): RegExp {
  const inline = /^\(\?([imsu]+)\)/.exec(pattern);
  const source = inline === null ? pattern : pattern.slice(inline[0].length);
  const flags = `${ignoreCase || inline?.[1]?.includes('i') === true ? 'i' : ''}${inline?.[1]?.includes('s') === true ? 's' : ''}`;
  try {
    return new RegExp(source, `${flags}u`);
  } catch {
    // Unicode mode refuses harmless escapes such as `\-`; the plain mode has the last word.
  }
  try {
    return new RegExp(source, flags);
  } catch (error) {
    throw new SearchPatternError((error as Error).message);
  }
}

/** Lines that match, and those around them, each once and in order. */
export function* matchesIn(
  text: string,
  regExp: RegExp,
  context: number,
  path: string,
): Iterable<SearchMatch> {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') {
    lines.pop();
  }
  let shownTo = -1;
  let contextTo = -1;
  for (const [index, line] of lines.entries()) {
    const start = line.search(regExp);
    if (start >= 0) {
      for (let before = Math.max(shownTo + 1, index - context); before < index; before += 1) {
        yield { path, line: before + 1, text: cutAround(lines[before] ?? '', 0), isMatch: false };
      }
      yield { path, line: index + 1, text: cutAround(line, start), isMatch: true };
      shownTo = index;
      contextTo = index + context;
    } else if (index <= contextTo) {
      yield { path, line: index + 1, text: cutAround(line, 0), isMatch: false };
      shownTo = index;
    }
  }
}
