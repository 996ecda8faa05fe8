import { statSync } from 'node:fs';
import { NATIVE_PATH_STYLE, pathModule } from '../workspace/pathRules';

/** The deepest folder at or above this one that holds a repository; undefined outside of any. Local paths only. */
export function repositoryRoot(folder: string): string | undefined {
  const path = pathModule(NATIVE_PATH_STYLE);
  for (let at = folder; ; at = path.dirname(at)) {
    if (exists(path.join(at, '.git'))) {
      return at;
    }
    if (path.dirname(at) === at) {
      return undefined;
    }
  }
}

/** False also where we may not look. */
export function exists(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // A folder that we may not look into rules nothing here.
    return false;
  }
}
