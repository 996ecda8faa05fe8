// Commands from Markdown files: the file is the prompt, its name the command. The format is that of Claude Code's custom commands.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FrontmatterError, parseFrontmatter } from '../skills/frontmatter';
import { isMissing } from '../workspace/fileSystemError';
import type { SessionCommand } from './sessionCommand';

/** A file that can't be used. */
export interface BrokenPromptFile {
  /** Absolute path. */
  readonly file: string;
  readonly message: string;
  /** 1-based. */
  readonly line: number;
}

export interface LoadedPromptFiles {
  readonly commands: readonly SessionCommand[];
  readonly broken: readonly BrokenPromptFile[];
}

const MAX_DEPTH = 3;

/** All `*.md` of a folder; one in a folder below is called `folder:name`. A missing folder has none. */
export async function loadPromptFiles(folder: string): Promise<LoadedPromptFiles> {
  const commands: SessionCommand[] = [];
  const broken: BrokenPromptFile[] = [];
  for (const { file, name } of await promptFilesIn(folder, '', 0)) {
    try {
      commands.push(promptCommand(name, await readPrompt(file)));
    } catch (error) {
      if (!(error instanceof FrontmatterError)) throw error;
      broken.push({ file, message: error.message, line: error.line });
    }
  }
  return { commands, broken };
}

interface PromptFile {
  readonly description?: string;
  readonly hint?: string;
  readonly body: string;
}

async function readPrompt(file: string): Promise<PromptFile> {
  const text = await readFile(file, 'utf8');
  const headed = await parseFrontmatter(text);
  if (headed === undefined) return { body: text.trim() };
  const { head, body } = headed;
  const description = head['description'];
  const hint = head['argument-hint'];
  return {
    body,
    ...(typeof description === 'string' ? { description } : {}),
    ...hintOf(hint),
  };
}

/** `[file]` is written without quotes, and YAML reads a list. */
function hintOf(hint: unknown): { readonly hint?: string } {
  if (Array.isArray(hint)) return { hint: `[${hint.join(', ')}]` };
  return typeof hint === 'string' ? { hint } : {};
}

function promptCommand(name: string, { body, description, hint }: PromptFile): SessionCommand {
  const firstLine = body.split('\n').find((line) => line.trim() !== '') ?? '';
  return {
    name,
    description: description ?? firstLine.replace(/^#+\s*/, '').slice(0, 100),
    ...(hint === undefined ? {} : { usage: `/${name} ${hint}` }),
    execute: (args) => ({ text: '', action: { type: 'prompt', text: fillIn(body, args) } }),
  };
}

/** `$ARGUMENTS` is all of it, `$1` to `$9` are words (quoted ones count as one); without any of these it goes to the end. */
export function fillIn(body: string, args: string): string {
  if (!/\$ARGUMENTS|\$[1-9](?!\d)/.test(body)) return args === '' ? body : `${body}\n\n${args}`;
  const words = [...args.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? '',
  );
  return body.replaceAll(/\$ARGUMENTS|\$([1-9])(?!\d)/g, (_, index: string | undefined) =>
    index === undefined ? args : (words[Number(index) - 1] ?? ''),
  );
}

async function promptFilesIn(
  folder: string,
  prefix: string,
  depth: number,
): Promise<readonly { readonly file: string; readonly name: string }[]> {
  let entries;
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
  const found: { readonly file: string; readonly name: string }[] = [];
  for (const entry of entries.sort((left, right) => (left.name < right.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    const stem = entry.name.replace(/\.md$/i, '');
    if (entry.isDirectory() && depth < MAX_DEPTH && isName(entry.name)) {
      found.push(...(await promptFilesIn(path, `${prefix}${entry.name}:`, depth + 1)));
    }
    if (entry.isFile() && stem !== entry.name && isName(stem))
      found.push({ file: path, name: prefix + stem });
  }
  return found;
}

/** What nobody could type as a command is no command: a README with blanks in its name, a hidden file. */
function isName(text: string): boolean {
  return /^[A-Za-z][\w-]*$/.test(text) && !/^readme$/i.test(text);
}
