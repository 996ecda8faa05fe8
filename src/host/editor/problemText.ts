// Problems as the model reads them. Pure: what the editor calls a diagnostic becomes a `Problem` first.

/** Most urgent first. */
export const SEVERITIES = ['error', 'warning', 'information', 'hint'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** One problem of a file. */
export interface Problem {
  readonly severity: Severity;
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column: number;
  readonly message: string;
  /** Who reports it, and by which code, such as `ts 2322`. */
  readonly origin?: string;
}

export interface FileProblems {
  /** As `ResolvedPath.display`. */
  readonly file: string;
  readonly problems: readonly Problem[];
}

/** Problems in one result. */
export const MAX_PROBLEMS = 100;
/** Characters of one message. */
const MAX_MESSAGE = 500;

/** Only the problems that are at least as urgent; files without any are dropped. */
export function atLeast(files: readonly FileProblems[], least: Severity): readonly FileProblems[] {
  const limit = SEVERITIES.indexOf(least);
  return files
    .map(({ file, problems }) => ({
      file,
      problems: problems.filter(({ severity }) => SEVERITIES.indexOf(severity) <= limit),
    }))
    .filter(({ problems }) => problems.length > 0);
}

/** The problems by file, the files with the most urgent ones first. */
export function problemText(files: readonly FileProblems[]): string {
  const lines: string[] = [];
  let total = 0;
  for (const { file, problems } of files.toSorted(byWorst)) {
    if (problems.length > 0 && total < MAX_PROBLEMS) lines.push(file);
    for (const problem of problems.toSorted(byPlace)) {
      total += 1;
      if (total <= MAX_PROBLEMS) lines.push(problemLine(problem));
    }
  }
  if (total === 0) return '[Nothing is reported.]';
  if (total > MAX_PROBLEMS)
    lines.push(`[${total - MAX_PROBLEMS} more. Name a file_path, or only ask for errors.]`);
  return lines.join('\n');
}

/** Such as `  12:5 error Cannot find name 'a'. [ts 2304]`. */
export function problemLine({ line, column, severity, message, origin }: Problem): string {
  const oneLine = message.replaceAll(/\s*\n\s*/g, ' ').slice(0, MAX_MESSAGE);
  return `  ${line}:${column} ${severity} ${oneLine}${origin === undefined ? '' : ` [${origin}]`}`;
}

function byWorst(left: FileProblems, right: FileProblems): number {
  return worst(left) - worst(right) || left.file.localeCompare(right.file);
}

function byPlace(left: Problem, right: Problem): number {
  return left.line - right.line || left.column - right.column;
}

function worst({ problems }: FileProblems): number {
  return Math.min(...problems.map(({ severity }) => SEVERITIES.indexOf(severity)));
}
