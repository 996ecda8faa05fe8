import * as z from 'zod/mini';
import { SearchFailedError, SearchLimitError, SearchPatternError } from '../search/searchErrors';
import { describeFound } from '../search/searchScope';
import type { ResolvedPath, Workspace } from '../workspace/workspace';
import { formatGrep } from './grepFormat';
import type { FoundInFile, GrepMode } from './grepFormat';
import { GREP_DESCRIPTION } from './grepTool.prompt';
import { missingFileError } from './missingFile';
import type { ActionTool, ToolContext, ToolOutput } from './tool';
import type { SearchBackend } from './toolServices';

const defaultLimit = 100;
const maxLimit = 1_000;
const maxContext = 50;

const schema = z.object({
  pattern: z.string(),
  path: z.optional(z.string().check(z.describe('file or folder; default: everything'))),
  glob: z.optional(z.string().check(z.describe('only these files, such as *.ts or src/**/*.{js,jsx}'))),
  output_mode: z.optional(
    z.enum(['content', 'files_with_matches', 'count']).check(z.describe('default content')),
  ),
  context: z.optional(z.int().check(z.minimum(0), z.describe('lines around each match'))),
  '-i': z.optional(z.boolean().check(z.describe('ignore case'))),
  limit: z.optional(
    z
      .int()
      .check(z.minimum(1), z.describe(`matches, or files; default ${defaultLimit}, at most ${maxLimit}`)),
  ),
});

export type GrepInput = z.infer<typeof schema>;

/** `grep` (spec section 2.5). */
export function createGrepTool(): ActionTool<GrepInput> {
  const noticeSaid = new WeakSet<SearchBackend>();
  return {
    name: 'grep',
    description: GREP_DESCRIPTION,
    lane: 'query',
    schema,
    title: ({ pattern, path, glob }) => [pattern, path, glob].filter((part) => part !== undefined).join('  '),
    paths: ({ path }) => [path ?? '.'],
    async execute(input, context) {
      const { workspace, services } = context;
      const root = input.path === undefined ? undefined : await existing(input.path, workspace);
      const mode = input.output_mode ?? 'content';
      const limit = Math.min(input.limit ?? defaultLimit, maxLimit);
      let collected: Collected;
      try {
        collected = await collect({ ...input, root, mode, limit }, context);
      } catch (error) {
        return failure(error);
      }
      const notes = [...collected.notes];
      const notice = services.search.notice;
      if (notice !== undefined && !noticeSaid.has(services.search)) {
        noticeSaid.add(services.search);
        notes.push(notice);
      }
      return output(input, mode, limit, collected, notes);
    },
  };
}

interface Query extends GrepInput {
  readonly root: ResolvedPath | undefined;
  readonly mode: GrepMode;
  readonly limit: number;
}

interface Collected {
  readonly files: readonly FoundInFile[];
  readonly isCut: boolean;
  readonly notes: readonly string[];
}

/** Reads matches up to the limit; leaving the loop ends the search. */
async function collect(query: Query, { workspace, services, signal }: ToolContext): Promise<Collected> {
  const files = new Map<string, FoundInFile>();
  const hidden = new Set<string>();
  let matches = 0;
  const done = (isCut: boolean, notes: readonly string[] = []): Collected => ({
    files: [...files.values()]
      .filter((file) => file.matches > 0)
      .sort((left, right) => (left.display < right.display ? -1 : 1)),
    isCut,
    notes,
  });
  const text = {
    pattern: query.pattern,
    root: query.root,
    glob: query.glob,
    ignoreCase: query['-i'],
    contextLines: query.mode === 'content' ? Math.min(query.context ?? 0, maxContext) : 0,
  };
  try {
    for await (const found of services.search.searchText(text, signal)) {
      let file = files.get(found.path);
      if (file === undefined && !hidden.has(found.path)) {
        const resolved = describeFound(workspace, found.path);
        if (await services.content.isHidden(resolved)) {
          hidden.add(found.path);
        } else {
          if (query.mode !== 'content' && files.size >= query.limit) {
            return done(true);
          }
          file = { display: resolved.display, matches: 0, lines: [] };
          files.set(found.path, file);
        }
      }
      if (file === undefined) {
        continue;
      }
      if (found.isMatch) {
        if (query.mode === 'content' && matches >= query.limit) {
          return done(true);
        }
        matches += 1;
        file.matches += 1;
      }
      if (query.mode === 'content') {
        file.lines.push({ line: found.line, text: found.text, isMatch: found.isMatch });
      }
    }
  } catch (error) {
    if (error instanceof SearchLimitError) {
      return done(true, [error.message]);
    }
    throw error;
  }
  return done(false);
}

function output(
  input: GrepInput,
  mode: GrepMode,
  limit: number,
  { files, isCut }: Collected,
  notes: readonly string[],
): ToolOutput {
  const matches = files.reduce((sum, file) => sum + file.matches, 0);
  const details = { type: 'search', matches, files: files.length, truncated: isCut } as const;
  const suffix = notes.map((note) => `\n[${note}]`).join('');
  if (files.length === 0) {
    return { content: `No matches found for pattern: ${input.pattern}${suffix}`, details };
  }
  const contextLines = mode === 'content' ? (input.context ?? 0) : 0;
  const formatted = formatGrep(files, mode, contextLines);
  const tail = [`${matches} match(es) in ${files.length} file(s)`];
  if (formatted.filesLeftOut > 0) {
    tail.push(
      `[Too long: ${formatted.filesLeftOut} file(s) not shown. Narrow the search, or use files_with_matches.]`,
    );
  }
  if (isCut && notes.length === 0) {
    tail.push(
      `[Stopped at the limit of ${limit}; there are more. Narrow with path or glob, or raise limit.]`,
    );
  }
  return { content: `${formatted.text}\n\n${tail.join('\n')}${suffix}`, details };
}

async function existing(path: string, workspace: Workspace): Promise<ResolvedPath> {
  const resolved = await workspace.resolve(path);
  if ((await workspace.stat(resolved.path)) === undefined) {
    throw await missingFileError(resolved, workspace);
  }
  return resolved;
}

function failure(error: unknown): ToolOutput {
  if (error instanceof SearchPatternError) {
    return { content: `Invalid pattern. ${error.message}`, isError: true };
  }
  if (error instanceof SearchFailedError) {
    return { content: error.message, isError: true };
  }
  throw error;
}
