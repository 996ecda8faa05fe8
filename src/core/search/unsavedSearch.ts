// Puts the unsaved text of open files in the place of what ripgrep finds in them on disk.
import type { SearchMatch, TextSearch } from '../tools/toolServices';
import type { Workspace } from '../workspace/workspace';
import { globFilter } from './globPattern';
import { SearchPatternError } from './searchErrors';
import { joinFound, searchScopes } from './searchScope';
import { matchesIn, toRegExp } from './textPattern';

/** The matches of `onDisk`, those in files with unsaved text replaced by what is found in that text. */
export async function* searchWithUnsaved(
  workspace: Workspace,
  query: TextSearch,
  onDisk: AsyncIterable<SearchMatch>,
): AsyncIterable<SearchMatch> {
  const unsaved = await workspace.unsaved();
  const regExp = unsaved.length === 0 ? undefined : compiled(query);
  if (regExp === undefined) {
    yield* onDisk;
    return;
  }
  const paths = new Set(unsaved.map((file) => file.path));
  for await (const match of onDisk) {
    if (!paths.has(match.path)) {
      yield match;
    }
  }
  const isWanted = globFilter(query.glob);
  for (const scope of searchScopes(workspace, query.root)) {
    const start = joinFound(workspace, scope.base, scope.target);
    for (const path of paths) {
      const isBelow = path.startsWith(start) && /^[\\/]/.test(path.slice(start.length));
      const relative = path.slice(start.length + 1).replaceAll('\\', '/');
      if (path === start || (isBelow && isWanted(relative, scope.target))) {
        const { text } = await workspace.read(path);
        yield* matchesIn(text ?? '', regExp, query.contextLines ?? 0, path);
      }
    }
  }
}

/** Undefined for a pattern that only ripgrep understands: then what is on disk has to do. */
function compiled(query: TextSearch): RegExp | undefined {
  try {
    return toRegExp(query.pattern, query.ignoreCase === true);
  } catch (error) {
    if (error instanceof SearchPatternError) {
      return undefined;
    }
    throw error;
  }
}
