// Searches without ripgrep, over the workspace contract: for workspaces without a local path, and machines without ripgrep.
// It reads every file itself, so it keeps to limits and says when it reached one.
import type { FileSearch, SearchBackend, SearchMatch, TextSearch } from '../tools/toolServices';
import type { Workspace } from '../workspace/workspace';
import { localFolderReader, workspaceFolderReader } from './folderReader';
import { walkFolders } from './folderWalk';
import type { FoundFile } from './folderWalk';
import { globFilter, globLevels, globMatcher } from './globPattern';
import { repositoryRoot } from './repositoryRoot';
import { SearchLimitError } from './searchErrors';
import { joinFound, searchScopes } from './searchScope';
import type { SearchScope } from './searchScope';
import { matchesIn, toRegExp } from './textPattern';

export interface WalkLimits {
  /** Folders read by one search. Default 5,000. */
  readonly folders?: number;
  /** Files whose text is read by one search. Default 2,000. */
  readonly files?: number;
  /** Bytes of the largest file that is searched. Default 1 MiB. */
  readonly fileBytes?: number;
}

export interface WalkSearchOptions {
  readonly workspace: Workspace;
  readonly limits?: WalkLimits;
  /** Said once to the model. Default: why there is no ripgrep, and the limits. */
  readonly notice?: string;
}

export function createWalkSearch(options: WalkSearchOptions): SearchBackend {
  const { workspace } = options;
  const limits = { folders: 5_000, files: 2_000, fileBytes: 1024 * 1024, ...options.limits };
  const reader =
    (workspace.isOnDisk ?? workspace.isLocal) ? localFolderReader : workspaceFolderReader(workspace);

  async function* filesOf(
    scope: SearchScope,
    levels: readonly string[] | undefined,
    signal: AbortSignal,
  ): AsyncIterable<FoundFile> {
    const path = joinFound(workspace, scope.base, scope.target);
    if (scope.target !== '' && (await workspace.stat(path))?.kind === 'file') {
      yield { path, relative: scope.target.slice(scope.target.lastIndexOf('/') + 1) };
      return;
    }
    const top = (workspace.isLocal ? repositoryRoot(scope.base) : undefined) ?? scope.base;
    let folders = 0;
    const onFolder = () => {
      folders += 1;
      if (folders > limits.folders) {
        throw new SearchLimitError(
          `The search stopped after ${limits.folders} folders. Search in a narrower path.`,
        );
      }
    };
    yield* walkFolders({ reader, workspace, scope, top, levels, onFolder }, signal);
  }

  return {
    notice:
      options.notice ??
      `Searched without ripgrep: at most ${limits.files} files and ${limits.folders} folders a search, ` +
        `files over ${Math.round(limits.fileBytes / 1024)} KiB left out.`,
    async *searchText(query: TextSearch, signal: AbortSignal): AsyncIterable<SearchMatch> {
      const regExp = toRegExp(query.pattern, query.ignoreCase === true);
      const isWanted = globFilter(query.glob);
      let files = 0;
      for (const scope of searchScopes(workspace, query.root)) {
        for await (const { path, relative } of filesOf(scope, undefined, signal)) {
          if (!isWanted(relative, scope.target)) {
            continue;
          }
          files += 1;
          if (files > limits.files) {
            throw new SearchLimitError(
              `The search stopped after ${limits.files} files. Narrow it with path or glob.`,
            );
          }
          signal.throwIfAborted();
          const text = await reader.readText(path, limits.fileBytes);
          if (text !== undefined) {
            yield* matchesIn(text, regExp, query.contextLines ?? 0, path);
          }
        }
      }
    },
    async *searchFiles(query: FileSearch, signal: AbortSignal): AsyncIterable<string> {
      const levels = globLevels(query.pattern);
      const matches = globMatcher(query.pattern);
      for (const scope of searchScopes(workspace, query.root)) {
        for await (const { path, relative } of filesOf(scope, levels, signal)) {
          if (matches(relative)) {
            yield path;
          }
        }
      }
    },
  };
}
