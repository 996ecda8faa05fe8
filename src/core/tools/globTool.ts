import * as z from 'zod/mini';
import { splitGlob } from '../search/globPattern';
import { SearchFailedError, SearchLimitError, SearchPatternError } from '../search/searchErrors';
import { describeFound } from '../search/searchScope';
import type { ResolvedPath, Workspace } from '../workspace/workspace';
import { GLOB_DESCRIPTION } from './globTool.prompt';
import type { ActionTool, ToolContext } from './tool';
import type { SearchBackend } from './toolServices';

const defaultLimit = 200;
const maxLimit = 1_000;
/** Files that are collected and sorted at most. */
const maxCollected = 20_000;

const schema = z.object({
  pattern: z.string(),
  path: z.optional(z.string().check(z.describe('folder to search in; default: the workspace folder'))),
  limit: z.optional(z.int().check(z.minimum(1), z.describe(`default ${defaultLimit}, at most ${maxLimit}`))),
  offset: z.optional(z.int().check(z.minimum(0), z.describe('files to skip'))),
});

export type GlobInput = z.infer<typeof schema>;

export interface GlobResult {
  /** Paths as shown to people, sorted. */
  readonly files: readonly string[];
  /** True when the search gave up before the end. */
  readonly isCut: boolean;
  /** Words for the model. */
  readonly notes: readonly string[];
}

/** `glob` (spec section 2.6). */
export function createGlobTool(): ActionTool<GlobInput> {
  const noticeSaid = new WeakSet<SearchBackend>();
  return {
    name: 'glob',
    description: GLOB_DESCRIPTION,
    lane: 'query',
    schema,
    title: ({ pattern, path }) => (path === undefined ? pattern : `${pattern}  ${path}`),
    paths: ({ pattern, path }) => [startFolder(pattern, path) ?? '.'],
    async execute(input, context) {
      let result: GlobResult;
      try {
        result = await findFiles(input, context);
      } catch (error) {
        if (error instanceof SearchPatternError || error instanceof SearchFailedError) {
          return { content: error.message, isError: true };
        }
        throw error;
      }
      const notes = [...result.notes];
      const { search } = context.services;
      if (search.notice !== undefined && !noticeSaid.has(search)) {
        noticeSaid.add(search);
        notes.push(search.notice);
      }
      const offset = input.offset ?? 0;
      const shown = result.files.slice(offset, offset + Math.min(input.limit ?? defaultLimit, maxLimit));
      const next = offset + shown.length;
      const total = result.files.length;
      if (next < total) {
        notes.push(
          `Files ${offset + 1} to ${next} are shown. Use offset=${next} for more, or a narrower pattern.`,
        );
      }
      const details = {
        type: 'search',
        matches: total,
        files: total,
        truncated: result.isCut || next < total,
      } as const;
      const suffix = notes.map((note) => `\n[${note}]`).join('');
      if (total === 0) {
        return { content: `No files found matching pattern: ${input.pattern}${suffix}`, details };
      }
      const count = `${result.isCut ? 'at least ' : ''}${total} file(s)`;
      return { content: `${[...shown, '', count].join('\n')}${suffix}`, details };
    },
  };
}

/**
 * Files that match, without those whose content is kept from the model. A bare name that is not in the folder itself is looked
 * for below it. Throws `SearchPatternError` and `WorkspaceError`.
 */
export async function findFiles(
  { pattern, path }: Pick<GlobInput, 'pattern' | 'path'>,
  context: Pick<ToolContext, 'workspace' | 'services' | 'signal'>,
): Promise<GlobResult> {
  const { workspace } = context;
  const written = process.platform === 'win32' ? pattern.replaceAll('\\', '/') : pattern;
  if (isAcrossFolders(written, path, workspace)) {
    return collect(written, undefined, context);
  }
  const start = startFolder(written, path);
  const root = start === undefined ? undefined : await workspace.resolve(start);
  const rest = splitGlob(written).rest || '*';
  const result = await collect(rest, root, context);
  if (result.files.length > 0 || written.includes('/')) {
    return result;
  }
  const deeper = await collect(`**/${rest}`, root, context);
  return deeper.files.length === 0
    ? result
    : { ...deeper, notes: [...deeper.notes, `Found below the folder, as by **/${rest}.`] };
}

async function collect(
  pattern: string,
  root: ResolvedPath | undefined,
  { workspace, services, signal }: Pick<ToolContext, 'workspace' | 'services' | 'signal'>,
): Promise<GlobResult> {
  const found: ResolvedPath[] = [];
  const notes: string[] = [];
  let isCut = false;
  try {
    for await (const file of services.search.searchFiles({ pattern, root }, signal)) {
      if (found.length >= maxCollected) {
        isCut = true;
        break;
      }
      found.push(describeFound(workspace, file));
    }
  } catch (error) {
    if (!(error instanceof SearchLimitError)) {
      throw error;
    }
    isCut = true;
    notes.push(error.message);
  }
  const hidden = await Promise.all(found.map((file) => services.content.isHidden(file)));
  const files = found.filter((_file, index) => hidden[index] !== true).map((file) => file.display);
  return { files: files.sort(), isCut, notes };
}

/** Where the search begins: `path` and the literal folders of the pattern; undefined for the workspace itself. */
function startFolder(pattern: string, path: string | undefined): string | undefined {
  const { base } = splitGlob(pattern);
  const isAbsolute = base.startsWith('/') || /^[a-z]:/i.test(base);
  if (base === '' || (path !== undefined && isAbsolute)) {
    return base === '' ? path : base;
  }
  return path === undefined ? base : `${path.replace(/\/$/, '')}/${base}`;
}

/** In a workspace of several folders a relative pattern means each of them, unless it begins with the name of one. */
function isAcrossFolders(pattern: string, path: string | undefined, workspace: Workspace): boolean {
  const first = pattern.split('/')[0];
  const isRelative = !pattern.startsWith('/') && !/^[a-z]:/i.test(pattern) && first !== '..';
  const namesFolder = workspace.folders.some((folder) => folder.name === first);
  return workspace.folders.length > 1 && path === undefined && isRelative && !namesFolder;
}
