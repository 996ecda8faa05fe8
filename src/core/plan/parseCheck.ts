// What can be said about changed files without an editor: whether JSON is JSON, and whether marks of a merge were left behind.
import type { FileProblem } from './evidence';
import { problemLines } from './evidence';
import type { StepFile } from './plan';
import type { OwnProblem } from '../words/fixedText';

/** Problems that were not there before, as `path:line: message` lines; undefined when there are none. */
export function parseProblems(files: readonly StepFile[]): string | undefined {
  const problems = newParseProblems(files);
  return problems.length === 0 ? undefined : problemLines(problems);
}

/** The same as values. */
export function newParseProblems(files: readonly StepFile[]): readonly FileProblem[] {
  return files.flatMap(({ path, before, after }) => {
    if (after === null) return [];
    const found = problemOf(path, after);
    return found === undefined || (before !== null && problemOf(path, before) !== undefined) ? [] : [found];
  });
}

const UNRESOLVED: OwnProblem = 'a conflict of a merge is not resolved';

function problemOf(path: string, text: string): FileProblem | undefined {
  const line = conflictLine(text);
  if (line !== undefined) return { path, line, severity: 'error', message: UNRESOLVED };
  const message = jsonProblem(path, text);
  return message === undefined ? undefined : { path, severity: 'error', message };
}

const JSON_FILE = /\.(?:json|ipynb|geojson|webmanifest)$/i;
/** JSON files that may have comments and trailing commas, by the programs that read them. */
const WITH_COMMENTS =
  /(?:\.jsonc$|(?:^|\/)(?:[tj]sconfig[^/]*|\.eslintrc|\.babelrc|\.swcrc|devcontainer|deno|turbo|api-extractor)\.json$|(?:^|\/)\.(?:vscode|devcontainer|zed)\/)/i;

/** Characters of such a file that is looked at: finding comments can take the square of it. */
const LONGEST_LOOSE = 50_000;

function jsonProblem(path: string, text: string): string | undefined {
  const isLoose = WITH_COMMENTS.test(path);
  if ((!JSON_FILE.test(path) && !/\.jsonc$/i.test(path)) || (isLoose && text.trim() === '')) return undefined;
  if (isLoose && text.length > LONGEST_LOOSE) return undefined;
  try {
    JSON.parse(isLoose ? withoutComments(text) : text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Comments and trailing commas become blanks; strings stay. */
function withoutComments(text: string): string {
  return text
    .replace(
      /("(?:\\.|[^"\\])*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g,
      (_, string: string | undefined) => string ?? ' ',
    )
    .replace(/("(?:\\.|[^"\\])*")|,(?=\s*[}\]])/g, (_, string: string | undefined) => string ?? ' ');
}

/** Line, from 1, of the first mark of a conflict that has all three. */
function conflictLine(text: string): number | undefined {
  if (!text.includes('<<<<<<< ')) return undefined;
  let start: number | undefined;
  let isDivided = false;
  for (const [index, line] of text.split('\n').entries()) {
    if (start === undefined && line.startsWith('<<<<<<< ')) start = index + 1;
    else if (start !== undefined && line === '=======') isDivided = true;
    else if (isDivided && line.startsWith('>>>>>>> ')) return start;
  }
  return undefined;
}
