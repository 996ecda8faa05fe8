// What a model is asked for a commit message, and how its answer becomes one. Pure.

/** A changed file that may be shown to a model. */
export interface FileChangeText {
  readonly file: string;
  /** Unified diff; empty where git gives none, such as for a new file that is not tracked yet. */
  readonly diff: string;
}

export interface CommitMaterial {
  readonly changes: readonly FileChangeText[];
  /** Files whose content is kept from models: only counted. */
  readonly hiddenFiles: number;
  /** Newest first. */
  readonly recentMessages: readonly string[];
  readonly branch: string;
}

/** Characters of one file's diff. */
const FILE_LIMIT = 12_000;
/** Characters of all diffs. */
const TOTAL_LIMIT = 80_000;
const RECENT_LIMIT = 8;

export function commitPrompt({ changes, hiddenFiles, recentMessages, branch }: CommitMaterial): string {
  const recent = recentMessages.slice(0, RECENT_LIMIT).map((message) => `- ${firstLine(message)}`);
  const parts = [`Branch: ${branch}`];
  if (recent.length > 0) parts.push(`Recent messages:\n${recent.join('\n')}`);
  let left = TOTAL_LIMIT;
  const named: string[] = [];
  for (const { file, diff } of changes) {
    if (diff === '' || left <= 0) {
      named.push(file);
      continue;
    }
    const shown = diff.slice(0, Math.min(FILE_LIMIT, left));
    left -= shown.length;
    const rest = diff.length - shown.length;
    parts.push(rest > 0 ? `${shown}\n[${rest} more characters of ${file}]` : shown);
  }
  if (named.length > 0) parts.push(`Also changed or new:\n${named.map((file) => `- ${file}`).join('\n')}`);
  if (hiddenFiles > 0) parts.push(`[${hiddenFiles} more changed files are not shown.]`);
  return parts.join('\n\n');
}

/** The message without a fence or quotes around it, and without spaces at the ends of lines. */
export function cleanMessage(answer: string): string {
  const trimmed = answer.trim();
  const inside = /^```[^\n]*\n([^]*?)\n?```$/.exec(trimmed)?.[1] ?? trimmed;
  const unquoted = /^(["'`])([^\n]*)\1$/.exec(inside.trim())?.[2] ?? inside;
  return unquoted
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0]?.slice(0, 120) ?? '';
}
