import type { ResolvedPath, Workspace } from '../workspace/workspace';
import { WorkspaceError } from '../workspace/workspaceError';

const MAX_SUGGESTIONS = 3;

/** The error for a file that is not there, with names in its folder that look like it. */
export async function missingFileError(file: ResolvedPath, workspace: Workspace): Promise<WorkspaceError> {
  const { folder, name } = splitPath(file.path);
  const prefix = file.display.slice(0, Math.max(0, file.display.length - name.length));
  let message = `${file.display} does not exist.`;
  if ((await workspace.stat(folder))?.kind !== 'directory') {
    message += ' Its folder does not exist either. Use glob or ls to find the right path.';
  } else {
    const names = (await workspace.list(folder)).map((entry) => entry.name);
    const similar = similarNames(name, names);
    if (similar.length > 0) {
      message += ` Did you mean ${similar.map((found) => prefix + found).join(', ')}?`;
    }
  }
  return new WorkspaceError('missing', message, file.display);
}

/** The names that are closest, best first: the same in another case, with another extension, or a few letters off. */
export function similarNames(name: string, candidates: readonly string[]): readonly string[] {
  const wanted = name.toLowerCase();
  const limit = Math.max(2, Math.floor(wanted.length / 3));
  return candidates
    .map((candidate) => ({ candidate, distance: distanceOf(wanted, candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit)
    .sort((left, right) => left.distance - right.distance || (left.candidate < right.candidate ? -1 : 1))
    .slice(0, MAX_SUGGESTIONS)
    .map(({ candidate }) => candidate);
}

/** Folder and last name of a path; the folder is empty when the path is only a name. */
export function splitPath(path: string): { readonly folder: string; readonly name: string } {
  const end = Math.max(path.lastIndexOf('/'), process.platform === 'win32' ? path.lastIndexOf('\\') : -1);
  const folder = end <= 0 ? path.slice(0, end + 1) : path.slice(0, end);
  return { folder, name: path.slice(end + 1) };
}

/** Edits between two names; a differing extension counts as one. */
function distanceOf(left: string, right: string): number {
  const [leftStem, rightStem] = [stemOf(left), stemOf(right)];
  return leftStem === rightStem ? (left === right ? 0 : 1) : levenshtein(left, right);
}

function stemOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) : name;
}

function levenshtein(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const substituted = (previous[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      current.push(Math.min(substituted, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[right.length] ?? 0;
}
