import * as z from 'zod/mini';
import type { DirectoryEntry } from '../workspace/workspace';
import { LS_DESCRIPTION } from './lsTool.prompt';
import { missingFileError } from './missingFile';
import type { ActionTool } from './tool';

const MAX_ENTRIES = 1000;
const TYPE_CHARACTERS: Readonly<Record<DirectoryEntry['kind'], string>> = {
  directory: 'd',
  symlink: 'l',
  file: '-',
  other: '-',
};

const schema = z.object({ path: z.optional(z.string().check(z.describe('default: the workspace folder'))) });

export type LsInput = z.infer<typeof schema>;

/** `ls` (spec section 2.7). In a workspace of several folders `.` lists these. */
export function createLsTool(): ActionTool<LsInput> {
  return {
    name: 'ls',
    description: LS_DESCRIPTION,
    lane: 'query',
    schema,
    title: ({ path }) => path ?? '.',
    paths: ({ path }) => [path ?? '.'],
    async execute({ path = '.' }, { workspace }) {
      if (path === '.' && workspace.folders.length > 1) {
        const names = workspace.folders.map(({ name }) => entryLine({ name, kind: 'directory', size: 0 }));
        return { content: names.join('\n') };
      }
      const folder = await workspace.resolve(path);
      const stat = await workspace.stat(folder.path);
      if (stat === undefined) {
        throw await missingFileError(folder, workspace);
      }
      if (stat.kind !== 'directory') {
        return { content: `${folder.display} is not a directory. Use read to see a file.`, isError: true };
      }
      const entries = await workspace.list(folder.path);
      if (entries.length === 0) {
        return { content: `[${folder.display} is empty.]` };
      }
      const shown = entries.slice(0, MAX_ENTRIES).map(entryLine);
      const rest = entries.length - shown.length;
      const note = rest > 0 ? [`[${rest} more entries. Use glob with a pattern to find them.]`] : [];
      return { content: [...shown, ...note].join('\n') };
    },
  };
}

function entryLine({ kind, size, name }: DirectoryEntry): string {
  return `${TYPE_CHARACTERS[kind]} ${String(size).padStart(10)} ${name}`;
}
