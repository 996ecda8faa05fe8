// Lists the files below a folder in this process, honouring ignore files. Looks only into folders in which a match can be.
import { NATIVE_PATH_STYLE, pathModule } from '../workspace/pathRules';
import type { Workspace } from '../workspace/workspace';
import type { FolderEntry, FolderReader } from './folderReader';
import { globMatcher } from './globPattern';
import { IgnoreRules } from './ignoreRules';
import { joinFound } from './searchScope';
import type { SearchScope } from './searchScope';

export interface FolderWalk {
  readonly reader: FolderReader;
  readonly workspace: Workspace;
  readonly scope: SearchScope;
  /** Folder whose ignore files count first: the repository that `scope.base` lies in, or `scope.base` itself. */
  readonly top: string;
  /** One pattern for each level of names below the target; without it every file at any depth. */
  readonly levels?: readonly string[];
  /** Called for each folder that is read; may throw to stop. */
  readonly onFolder?: () => void;
}

export interface FoundFile {
  /** Absolute. */
  readonly path: string;
  /** Below the target, with `/`. */
  readonly relative: string;
}

interface Folder {
  readonly absolute: string;
  /** Below the target; empty for the target. */
  readonly relative: string;
  /** Below the top folder; empty for it. */
  readonly fromTop: string;
  readonly rules: IgnoreRules;
  readonly level: number;
}

/** Folders that are read at once; file systems behind a network answer slowly. */
const readAtOnce = 8;
/** Never searched, whatever an ignore file says. */
const versionControlFolders: ReadonlySet<string> = new Set(['.git', '.hg', '.svn', '.jj']);

/** Yields files folder by folder, those of a folder in the order of their names. */
export async function* walkFolders(walk: FolderWalk, signal: AbortSignal): AsyncIterable<FoundFile> {
  const { reader, workspace, levels } = walk;
  const matchers = levels?.map(globMatcher);
  const waiting: Folder[] = [await startOf(walk)];
  while (waiting.length > 0) {
    signal.throwIfAborted();
    const batch = waiting.splice(0, readAtOnce);
    const listed = await Promise.all(batch.map((folder) => reader.list(folder.absolute)));
    for (const [index, folder] of batch.entries()) {
      walk.onFolder?.();
      const entries = [...(listed[index] ?? [])].sort((left, right) => (left.name < right.name ? -1 : 1));
      const rules = await rulesIn(folder, entries, reader);
      const matches = matchers?.[folder.level];
      const isLast = matchers === undefined || folder.level === matchers.length - 1;
      for (const { name, kind } of entries) {
        const isWanted = (matches?.(name) ?? true) && (kind === 'file' ? isLast : kind === 'directory');
        const fromTop = below(folder.fromTop, name);
        if (!isWanted || versionControlFolders.has(name) || rules.isIgnored(fromTop, kind === 'directory')) {
          continue;
        }
        const absolute = joinFound(workspace, folder.absolute, name);
        const relative = below(folder.relative, name);
        if (kind === 'file') {
          yield { path: absolute, relative };
        } else if (matchers === undefined || !isLast) {
          waiting.push({ absolute, relative, fromTop, rules, level: folder.level + 1 });
        }
      }
    }
  }
}

/** The target with the rules of all folders above it. A target that is itself ignored was named on purpose: then none count. */
async function startOf({ reader, workspace, scope, top }: FolderWalk): Promise<Folder> {
  const path = pathModule(workspace.isLocal ? NATIVE_PATH_STYLE : 'posix');
  const above = scope.base === top ? '' : path.relative(top, scope.base).replaceAll('\\', '/');
  const names = [above, scope.target].filter((part) => part !== '').flatMap((part) => part.split('/'));
  let rules = IgnoreRules.none;
  let fromTop = '';
  for (const name of names) {
    rules = await rules.with(reader, fromTop, joinFound(workspace, top, fromTop));
    fromTop = below(fromTop, name);
    if (rules.isIgnored(fromTop, true)) {
      rules = IgnoreRules.none;
    }
  }
  return { absolute: joinFound(workspace, top, fromTop), relative: '', fromTop, rules, level: 0 };
}

function rulesIn(
  folder: Folder,
  entries: readonly FolderEntry[],
  reader: FolderReader,
): Promise<IgnoreRules> {
  const names = new Set(entries.map((entry) => entry.name));
  return folder.rules.with(reader, folder.fromTop, folder.absolute, names);
}

function below(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
