// `.planwrightignore` in the root of a workspace folder keeps the content of files from the model. It is read again when it changed,
// and fails closed: rules that can't be read hide everything in their folder.
import ignore from 'ignore';
import type { Ignore } from 'ignore';
import type { ContentFilter } from '../tools/toolServices';
import { NATIVE_PATH_STYLE, isInside, relativeTo } from './pathRules';
import type { ResolvedPath, Workspace, WorkspaceFolder } from './workspace';

export const IGNORE_FILE_NAME = '.planwrightignore';

interface LoadedRules {
  /** Time and size of the file when it was read; `none` without a file. */
  readonly stamp: string;
  readonly rules: Ignore | 'none' | 'unreadable';
}

export function createContentFilter(workspace: Workspace): ContentFilter {
  const loaded = new Map<string, LoadedRules>();
  /** Looks that are under way: a search asks for thousands of files at once. */
  const looking = new Map<string, Promise<LoadedRules['rules']>>();

  function rulesOf(folder: WorkspaceFolder): Promise<LoadedRules['rules']> {
    let look = looking.get(folder.root);
    if (look === undefined) {
      look = lookUp(folder).finally(() => looking.delete(folder.root));
      looking.set(folder.root, look);
    }
    return look;
  }

  async function lookUp(folder: WorkspaceFolder): Promise<LoadedRules['rules']> {
    const path = ignoreFileOf(workspace, folder);
    const stat = await workspace.stat(path);
    const stamp = stat === undefined ? 'none' : `${stat.modified}:${stat.size}`;
    const known = loaded.get(folder.root);
    if (known?.stamp === stamp) {
      return known.rules;
    }
    const rules = stat === undefined ? 'none' : await readRules(path);
    loaded.set(folder.root, { stamp, rules });
    return rules;
  }

  async function readRules(path: string): Promise<LoadedRules['rules']> {
    try {
      const { text } = await workspace.read(path);
      return text === undefined ? 'unreadable' : ignore({ allowRelativePaths: true }).add(text);
    } catch {
      // A guard fails closed: the file is there and its rules are unknown.
      return 'unreadable';
    }
  }

  return {
    async isHidden(file: ResolvedPath) {
      if (file.folder === undefined) {
        return false;
      }
      let rules: LoadedRules['rules'];
      try {
        rules = await rulesOf(file.folder);
      } catch {
        // The file system does not even say whether there are rules: fail closed.
        return true;
      }
      if (rules === 'none') {
        return false;
      }
      const relative = pathInFolder(workspace, file.path, file.folder);
      if (relative === undefined || rules === 'unreadable') {
        return true;
      }
      return relative !== '' && (rules.ignores(relative) || rules.ignores(`${relative}/`));
    },
  };
}

function ignoreFileOf(workspace: Workspace, folder: WorkspaceFolder): string {
  const separator = workspace.isLocal && NATIVE_PATH_STYLE === 'windows' ? '\\' : '/';
  return folder.root.endsWith(separator)
    ? folder.root + IGNORE_FILE_NAME
    : folder.root + separator + IGNORE_FILE_NAME;
}

/** Relative path with `/`. `folder` owns the path, so only spelling can differ: both ways of comparing are tried. */
function pathInFolder(workspace: Workspace, path: string, { root }: WorkspaceFolder): string | undefined {
  const style = workspace.isLocal ? NATIVE_PATH_STYLE : 'posix';
  return relativeTo(path, root, style, !isInside(path, root, style, false));
}
