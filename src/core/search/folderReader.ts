// What a walk needs of a file system: the names in a folder and the text of a file. Both answer "nothing" instead of failing.
import { readdir, readFile } from 'node:fs/promises';
import type { Workspace } from '../workspace/workspace';

export interface FolderEntry {
  readonly name: string;
  /** Links are neither: a search follows none. */
  readonly kind: 'file' | 'directory' | 'other';
}

export interface FolderReader {
  /** Empty for a folder that is not there or can't be read. */
  list(path: string): Promise<readonly FolderEntry[]>;
  /** Undefined for what is no text, is larger than `maxBytes` or can't be read. */
  readText(path: string, maxBytes: number): Promise<string | undefined>;
}

/** The disk, without the sizes that `Workspace.list` asks for each file. */
export const localFolderReader: FolderReader = {
  async list(path) {
    try {
      const entries = await readdir(path, { withFileTypes: true });
      return entries.map((entry) => ({
        name: entry.name,
        kind: entry.isFile() ? 'file' : entry.isDirectory() ? 'directory' : 'other',
      }));
    } catch {
      // Gone or forbidden: there is nothing to find in it.
      return [];
    }
  },
  async readText(path, maxBytes) {
    try {
      const bytes = await readFile(path);
      return bytes.length > maxBytes || bytes.includes(0) ? undefined : bytes.toString('utf8');
    } catch {
      // Gone or forbidden: there is nothing to find in it.
      return undefined;
    }
  },
};

export function workspaceFolderReader(workspace: Workspace): FolderReader {
  return {
    async list(path) {
      try {
        const entries = await workspace.list(path);
        return entries.map(({ name, kind }) => ({ name, kind: kind === 'symlink' ? 'other' : kind }));
      } catch {
        // Gone or forbidden: there is nothing to find in it.
        return [];
      }
    },
    async readText(path, maxBytes) {
      try {
        const file = await workspace.read(path, { maxBytes });
        return file.binary ? undefined : file.text;
      } catch {
        // Gone, forbidden or too large: left out, which the notice of the walk says.
        return undefined;
      }
    },
  };
}
