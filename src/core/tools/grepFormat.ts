// Words the result of a text search for the model: grouped by file, for a path repeated on each line costs more than the line.
import { countFittingLines, MAX_OUTPUT_BYTES } from './truncate';

export type GrepMode = 'content' | 'files_with_matches' | 'count';

/** What was found in one file; filled while the search runs. */
export interface FoundInFile {
  readonly display: string;
  matches: number;
  readonly lines: { readonly line: number; readonly text: string; readonly isMatch: boolean }[];
}

export interface FormattedGrep {
  readonly text: string;
  /** Files that did not fit into `MAX_OUTPUT_BYTES`. */
  readonly filesLeftOut: number;
}

/** `12:` is a match, `12-` a line around it; `--` stands where lines are missing between two groups of a file. */
export function formatGrep(
  files: readonly FoundInFile[],
  mode: GrepMode,
  contextLines: number,
): FormattedGrep {
  const blocks: string[] = [];
  let bytes = 0;
  for (const file of files) {
    const block = formatFile(file, mode, contextLines);
    bytes += Buffer.byteLength(block) + 2;
    if (bytes > MAX_OUTPUT_BYTES) {
      if (blocks.length === 0) {
        blocks.push(cutBlock(block));
      }
      break;
    }
    blocks.push(block);
  }
  return {
    text: blocks.join(mode === 'content' ? '\n\n' : '\n'),
    filesLeftOut: files.length - blocks.length,
  };
}

/** One file that is too long by itself. */
function cutBlock(block: string): string {
  const lines = block.split('\n');
  const shown = countFittingLines(lines);
  return [...lines.slice(0, shown), `[${lines.length - shown} more lines of this file not shown]`].join('\n');
}

function formatFile(file: FoundInFile, mode: GrepMode, contextLines: number): string {
  switch (mode) {
    case 'files_with_matches':
      return file.display;
    case 'count':
      return `${file.matches} ${file.display}`;
    case 'content':
      return [file.display, ...formatLines(file, contextLines)].join('\n');
  }
}

function formatLines({ lines }: FoundInFile, contextLines: number): readonly string[] {
  // A search that stopped at its limit may have left lines that came before a match that is not shown.
  const lastMatch = lines.findLast((line) => line.isMatch)?.line ?? 0;
  const result: string[] = [];
  let previous = 0;
  for (const { line, text, isMatch } of lines) {
    if (line > lastMatch + contextLines) {
      break;
    }
    if (contextLines > 0 && previous > 0 && line > previous + 1) {
      result.push('--');
    }
    result.push(`${line}${isMatch ? ':' : '-'}${text}`);
    previous = line;
  }
  return result;
}
