// Where an import goes in a file of any language: behind the last one at its top, else behind what must stand first.
import { joinLines, textLines } from './lines';

const IMPORT =
  /^(?:import\b|from\s+\S+\s+import\b|export\s.*\bfrom\b|#\s*include\b|#import\b|@import\b|@use\b|using\s|use\s|require\b|require_relative\b|(?:const|let|var)\s.*=\s*require\()/;
/** Nothing may come before these. */
const FIRST = /^(?:#!|<\?php|['"]use \w+['"]|#.*coding[:=]|package\s|namespace\s|module\s|from __future__\b)/;

/** The text as it is when the statement is in it already. */
export function addImport(text: string, statement: string): string {
  const { lines, isClosed } = textLines(text);
  const added = textLines(statement.trim()).lines;
  const wanted = added.map((line) => line.trim()).join('\n');
  const isThere = lines.some(
    (_, at) =>
      lines
        .slice(at, at + added.length)
        .map((line) => line.trim())
        .join('\n') === wanted,
  );
  if (isThere) return text;
  return joinLines(lines.toSpliced(placeFor(lines), 0, ...added), isClosed);
}

/** Index of the line before which it goes. */
function placeFor(lines: readonly string[]): number {
  let place = 0;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (IMPORT.test(line)) {
      at = endOfStatement(lines, at);
      place = at + 1;
    } else if (place === 0 && FIRST.test(line)) place = at + 1;
  }
  return place;
}

/** Index of its last line: brackets that it opens are closed there. */
function endOfStatement(lines: readonly string[], from: number): number {
  let depth = 0;
  for (let at = from; at < lines.length; at += 1) {
    for (const character of lines[at] ?? '') {
      if ('({['.includes(character)) depth += 1;
      else if (')}]'.includes(character)) depth -= 1;
    }
    if (depth <= 0) return at;
  }
  return from;
}
