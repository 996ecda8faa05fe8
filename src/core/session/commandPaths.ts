// Where the paths of command lines lead. Commands start in the first folder, whatever other folders have a file of that name.
import { isAbsolute, join } from 'node:path';
import type { Locate } from '../permissions/commands/examineLine';
import type { Workspace } from '../workspace/workspace';

export function commandPaths(workspace: Workspace): Locate {
  return (path) => {
    const root = workspace.folders[0]?.root;
    return workspace.resolve(root === undefined || isAbsolute(path) ? path : join(root, path));
  };
}
