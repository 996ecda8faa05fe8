// Reads what a prompt mentions, when it is sent. Files that the ignore file keeps from the model stay out, long texts are cut and say so.
import type { ContentFilter } from '../../../core/tools/toolServices';
import type { ResolvedPath, Workspace } from '../../../core/workspace/workspace';
import { WorkspaceError } from '../../../core/workspace/workspaceError';
import type { MentionedText } from '../../../protocol/mentionedText';
import type { Mention } from '../../../protocol/mentions';
import { t } from '../../l10n';
import { PersonError } from '../../sessions/liveSession';
import { wordsOfError } from '../../wordsOfError';

/** Characters of one mention. */
export const ONE_LIMIT = 60_000;
/** Characters of all mentions of one prompt. */
export const ALL_LIMIT = 200_000;
/** Entries of a folder. */
const FOLDER_LIMIT = 300;
/** Levels of a folder, itself included. */
const FOLDER_DEPTH = 3;

/** A command that ran, as far as it was seen. */
export interface SeenCommand {
  readonly command: string;
  readonly output: string;
  /** Absent while it runs, and where the shell does not say. */
  readonly exitCode?: number;
}

export interface MentionSources {
  readonly workspace: Workspace;
  readonly content: ContentFilter;
  /** What the editor reports, as text; of the whole workspace without a file. */
  problems(file: ResolvedPath | undefined): Promise<string>;
  /** A command by the id of its mention; undefined when it is no longer known. */
  command(id: string): Promise<SeenCommand | undefined>;
  /** The plan of the session, or a step of it; undefined when it is gone. */
  plan(stepId: string | undefined): string | undefined;
}

/** The texts of all mentions, in order. Throws `PersonError` for one that can't be read. */
export async function readMentions(
  mentions: readonly Mention[],
  sources: MentionSources,
): Promise<readonly MentionedText[]> {
  const texts: MentionedText[] = [];
  let left = ALL_LIMIT;
  for (const mention of mentions) {
    const whole = await textOf(mention, sources);
    const text = cut(whole, Math.min(ONE_LIMIT, left), mention.kind === 'terminal');
    left -= text.length;
    if (left <= 0) throw new PersonError(t('That is too much at once. Take out some of what goes along.'));
    texts.push({ mention, text });
  }
  return texts;
}

async function textOf(mention: Mention, sources: MentionSources): Promise<string> {
  switch (mention.kind) {
    case 'file':
    case 'symbol':
    case 'selection':
      return linesOf(await readable(mention.path, sources), mention.fromLine, mention.toLine, sources);
    case 'folder':
      return listing(await readable(mention.path, sources), sources);
    case 'problems':
      return sources.problems(mention.path === undefined ? undefined : await readable(mention.path, sources));
    case 'plan':
      return gone(mention.label, sources.plan(mention.stepId));
    case 'terminal':
      return mention.text ?? commandText(mention.label, await sources.command(mention.commandId ?? ''));
  }
}

function gone(label: string, text: string | undefined): string {
  if (text === undefined) throw new PersonError(t('{0} is no longer there.', label));
  return text;
}

async function readable(path: string, { workspace, content }: MentionSources): Promise<ResolvedPath> {
  const file = await forPerson(() => workspace.resolve(path));
  if (file.folder === undefined) throw new PersonError(t('{0} is outside the workspace.', file.display));
  if (await content.isHidden(file)) {
    throw new PersonError(t('{0} is kept from the model by .planwrightignore.', file.display));
  }
  return file;
}

async function linesOf(
  file: ResolvedPath,
  fromLine: number | undefined,
  toLine: number | undefined,
  { workspace }: MentionSources,
): Promise<string> {
  const { text, binary } = await forPerson(() => workspace.read(file.path));
  if (text === undefined || binary) throw new PersonError(t('{0} is not a text file.', file.display));
  if (fromLine === undefined) return text;
  return text
    .split(/\r\n|\r|\n/)
    .slice(fromLine - 1, toLine ?? fromLine)
    .join('\n');
}

/** Names below a folder, folders with a slash at the end. */
async function listing(folder: ResolvedPath, sources: MentionSources): Promise<string> {
  const lines: string[] = [];
  const walk = async (path: string, prefix: string, depth: number): Promise<void> => {
    const entries = await forPerson(() => sources.workspace.list(path));
    for (const { name, kind } of entries.toSorted((left, right) => (left.name < right.name ? -1 : 1))) {
      if (lines.length >= FOLDER_LIMIT) return;
      if (name === '.git' || name === 'node_modules') continue;
      const below = await sources.workspace.resolve(`${path}/${name}`);
      if (below.folder === undefined || (await sources.content.isHidden(below))) continue;
      lines.push(`${prefix}${name}${kind === 'directory' ? '/' : ''}`);
      if (kind === 'directory' && depth < FOLDER_DEPTH)
        await walk(below.path, `${prefix}${name}/`, depth + 1);
    }
  };
  await walk(folder.path, '', 1);
  if (lines.length === 0) return '(empty)';
  return lines.length < FOLDER_LIMIT ? lines.join('\n') : `${lines.join('\n')}\n(more is left out)`;
}

function commandText(label: string, seen: SeenCommand | undefined): string {
  if (seen === undefined)
    throw new PersonError(t('The output of "{0}" is no longer there. Take it out.', label));
  const ending = seen.exitCode === undefined ? '' : `\n(exit code ${seen.exitCode})`;
  // The editor does not always tell the output of a command that ends at once.
  const output = seen.output.trimEnd() || '(no output was seen)';
  return `$ ${seen.command}\n${output}${ending}`;
}

/** A file is cut at its end, the output of a command at its beginning. */
function cut(text: string, limit: number, keepEnd: boolean): string {
  if (text.length <= limit) return text;
  return keepEnd
    ? `(${text.length - limit} characters before this are left out)\n${text.slice(-limit)}`
    : `${text.slice(0, limit)}\n(${text.length - limit} more characters are left out; read the rest where needed)`;
}

async function forPerson<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof WorkspaceError ? new PersonError(wordsOfError(error), { cause: error }) : error;
  }
}
