// Where a text stops being JSON: what `JSON.parse` says differs between versions and often names no place.
import { skipSpace } from '../tools/jsonSpans';

/** Deeper ones count as a fault: nobody writes them, and each level costs stack. */
const MAX_DEPTH = 200;

/** Position of the first character that can't stand there; the length of the text where its end is missing; undefined for JSON. */
export function jsonFault(json: string): number | undefined {
  const literal =
    /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/uy;
  let at = 0;
  let depth = 0;

  function take(character: string): boolean {
    at = skipSpace(json, at);
    if (json[at] !== character) return false;
    at += 1;
    return true;
  }

  function value(): boolean {
    if (take('{')) return items('}', member);
    if (take('[')) return items(']', value);
    literal.lastIndex = at;
    const found = literal.exec(json);
    if (found !== null) at += found[0].length;
    return found !== null;
  }

  function member(): boolean {
    at = skipSpace(json, at);
    return json[at] === '"' && value() && take(':') && value();
  }

  function items(end: string, item: () => boolean): boolean {
    if (take(end)) return true;
    depth += 1;
    while (depth <= MAX_DEPTH && item()) {
      if (take(end)) {
        depth -= 1;
        return true;
      }
      if (!take(',')) return false;
    }
    return false;
  }

  if (!value()) return at;
  at = skipSpace(json, at);
  return at === json.length ? undefined : at;
}

/** The line of a position, from 1. */
export function lineAt(text: string, position: number): number {
  return text.slice(0, position).split('\n').length;
}
