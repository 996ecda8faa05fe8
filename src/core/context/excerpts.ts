// The parts of a file that a query is about: all of a short one, else its outline and what stands around the hits.
import type { OutlineSymbol } from './outline';

export interface LineRange {
  /** From 1, both included. */
  readonly from: number;
  readonly to: number;
}

/** Files up to here are taken whole. */
const SHORT_FILE_LINES = 120;
/** Longer declarations are cut to the lines around the hits. */
const LONG_SYMBOL_LINES = 80;
const LINES_AROUND = 6;
/** Ranges nearer than this are one. */
const GAP = 3;
const MAX_OUTLINE_LINES = 40;

/** @param hits lines, from 1 */
export function rangesOf(
  lineCount: number,
  hits: readonly number[],
  symbols: readonly OutlineSymbol[],
): readonly LineRange[] {
  if (lineCount <= SHORT_FILE_LINES || hits.length === 0)
    return [{ from: 1, to: Math.min(lineCount, SHORT_FILE_LINES) }];
  const ranges = hits.map((line): LineRange => {
    const around = symbols.filter((symbol) => symbol.line <= line && line <= symbol.endLine);
    const symbol = around.find(({ line: from, endLine }) => endLine - from < LONG_SYMBOL_LINES);
    return symbol === undefined
      ? { from: Math.max(1, line - LINES_AROUND), to: Math.min(lineCount, line + LINES_AROUND) }
      : { from: symbol.line, to: symbol.endLine };
  });
  const merged: LineRange[] = [];
  for (const range of ranges.toSorted((left, right) => left.from - right.from)) {
    const last = merged.at(-1);
    if (last !== undefined && range.from <= last.to + GAP)
      merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
    else merged.push(range);
  }
  return merged;
}

/** The lines that declare something, with their numbers; empty for a short file. */
export function outlineText(lines: readonly string[], symbols: readonly OutlineSymbol[]): string {
  if (lines.length <= SHORT_FILE_LINES) return '';
  const shown = symbols
    .slice(0, MAX_OUTLINE_LINES)
    .map(({ line }) => `${line}: ${(lines[line - 1] ?? '').trimEnd()}`);
  const rest = symbols.length - shown.length;
  return [...shown, ...(rest > 0 ? [`... ${rest} more declarations`] : [])].join('\n');
}
