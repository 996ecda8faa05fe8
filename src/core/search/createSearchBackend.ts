// The search of a session: ripgrep where there is one, else a walk. Which it is, is found out with the first search.
import { statSync } from 'node:fs';
import type { FileSearch, SearchBackend, SearchMatch, TextSearch } from '../tools/toolServices';
import type { Workspace } from '../workspace/workspace';
import { locateRipgrep } from './locateRipgrep';
import { createRipgrepSearch } from './ripgrepSearch';
import { searchWithUnsaved } from './unsavedSearch';

export interface SearchBackendOptions {
  readonly workspace: Workspace;
  /** The editor's application folder (`vscode.env.appRoot`). */
  readonly appRoot?: string;
  /** Folders from which the package `@vscode/ripgrep` is looked for, each with its parents. Default the folder of this code. */
  readonly moduleFolders?: readonly string[];
  /** Default that of this process. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Path of a ripgrep to use instead of looking for one; `false` for none. */
  readonly ripgrep?: string | false;
}

export function createSearchBackend(options: SearchBackendOptions): SearchBackend {
  let backend: Promise<SearchBackend> | undefined;
  let notice: string | undefined;

  const open = async (): Promise<SearchBackend> => {
    const { workspace } = options;
    const environment = options.environment ?? process.env;
    const isOnDisk = workspace.isOnDisk ?? workspace.isLocal;
    const program = isOnDisk ? await findProgram(options, environment) : undefined;
    let found: SearchBackend;
    if (program !== undefined) {
      const onDisk = createRipgrepSearch({ workspace, program, environment });
      found = {
        searchText: (query, signal) => searchWithUnsaved(workspace, query, onDisk.searchText(query, signal)),
        searchFiles: onDisk.searchFiles,
      };
    } else {
      const { createWalkSearch } = await import('./walkSearch');
      found = createWalkSearch({ workspace });
    }
    notice = found.notice;
    return found;
  };

  return {
    /** Known after the first search. */
    get notice() {
      return notice;
    },
    async *searchText(query: TextSearch, signal: AbortSignal): AsyncIterable<SearchMatch> {
      backend ??= open();
      yield* (await backend).searchText(query, signal);
    },
    async *searchFiles(query: FileSearch, signal: AbortSignal): AsyncIterable<string> {
      backend ??= open();
      yield* (await backend).searchFiles(query, signal);
    },
  };
}

async function findProgram(
  options: SearchBackendOptions,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  if (options.ripgrep !== undefined) {
    return options.ripgrep === false ? undefined : options.ripgrep;
  }
  const { appRoot, moduleFolders = ownFolder() } = options;
  const places = { appRoot, moduleFolders, environment, platform: process.platform, arch: process.arch };
  return locateRipgrep(places, isFile);
}

/** None in a bundle of the old module format, which does not know its own place. */
function ownFolder(): readonly string[] {
  const folder: string | undefined = import.meta.dirname;
  return folder === undefined ? [] : [folder];
}

function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  } catch {
    // A folder of PATH that we may not look into has no program for us.
    return false;
  }
}
