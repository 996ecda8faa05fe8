import { join } from 'node:path';
import { ripgrepCandidates } from '../../../src/core/search/locateRipgrep';
import { existsSync } from 'node:fs';
import type { SearchBackend, SearchMatch } from '../../../src/core/tools/toolServices';
import { createDiskWorkspace } from '../../../src/core/workspace/diskWorkspace';
import type { Workspace } from '../../../src/core/workspace/workspace';
import { WorkspaceError } from '../../../src/core/workspace/workspaceError';

/** The ripgrep of the package that this project brings. */
export function packagedRipgrep(): string {
  const found = ripgrepCandidates({
    platform: process.platform,
    arch: process.arch,
    moduleFolders: [import.meta.dirname],
  }).find((path) => existsSync(path));
  if (found === undefined) {
    throw new Error('The package @vscode/ripgrep is not installed.');
  }
  return found;
}

export async function found(matches: AsyncIterable<SearchMatch>, root: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const { path, line, text, isMatch } of matches) {
    lines.push(`${path.slice(root.length + 1)}:${line}${isMatch ? ':' : '-'}${text}`);
  }
  return lines.sort();
}

export async function files(paths: AsyncIterable<string>, root: string): Promise<readonly string[]> {
  const result: string[] = [];
  for await (const path of paths) {
    result.push(path.slice(root.length + 1));
  }
  return result.sort();
}

export const noAbort = (): AbortSignal => new AbortController().signal;

/** A workspace whose files have no local path, such as one behind a network. */
export function virtualWorkspace(contents: Readonly<Record<string, string>>): Workspace {
  const root = 'memfs:/project';
  const names = Object.keys(contents);
  const refuse = () => Promise.reject(new Error('not used here'));
  const inFolder = (path: string) =>
    names
      .filter((name) => `${root}/${name}`.startsWith(`${path}/`))
      .map((name) => `${root}/${name}`.slice(path.length + 1));
  return {
    folders: [{ name: 'project', root }],
    isLocal: false,
    isTrusted: true,
    resolve: (path) => {
      const relative = path === '.' ? '' : path.replace(/^\.\//, '');
      return Promise.resolve({
        path: relative === '' ? root : `${root}/${relative}`,
        display: path,
        folder: { name: 'project', root },
      });
    },
    stat: (path) => {
      const text = contents[path.slice(root.length + 1)];
      if (text !== undefined) {
        return Promise.resolve({ kind: 'file', size: text.length, modified: 0 });
      }
      const isFolder = inFolder(path).length > 0;
      return Promise.resolve(isFolder ? { kind: 'directory', size: 0, modified: 0 } : undefined);
    },
    list: (path) => {
      const entries = new Map<string, 'file' | 'directory'>();
      for (const rest of inFolder(path)) {
        const [name = ''] = rest.split('/');
        entries.set(name, rest.includes('/') ? 'directory' : 'file');
      }
      return Promise.resolve([...entries].map(([name, kind]) => ({ name, kind, size: 0 })));
    },
    read: (path) => {
      const text = contents[path.slice(root.length + 1)];
      return text === undefined
        ? Promise.reject(new WorkspaceError('missing', 'missing', path))
        : Promise.resolve({
            path,
            version: '',
            text,
            encoding: 'utf8',
            lineEnding: 'lf',
            binary: text.includes('\0'),
            dirty: false,
          });
    },
    apply: refuse,
    unsaved: () => Promise.resolve([]),
    save: refuse,
  };
}

/** A disk workspace with unsaved text in some of its files, as an editor has. */
export function withUnsaved(root: string, unsaved: Readonly<Record<string, string>>): Workspace {
  const disk = createDiskWorkspace({ folders: [{ root }] });
  return {
    ...disk,
    unsaved: () => Promise.all(Object.keys(unsaved).map((name) => disk.resolve(name))),
    read: async (path, options) => {
      const name = Object.keys(unsaved).find((candidate) => join(root, candidate) === path);
      const snapshot = await disk.read(path, options);
      return name === undefined ? snapshot : { ...snapshot, text: unsaved[name], dirty: true };
    },
  };
}

/** Both ways to search, to be held to the same answers. */
export type BackendOf = (workspace: Workspace) => SearchBackend;
