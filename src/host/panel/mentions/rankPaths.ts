/** A path with how well it fits; larger is better. */
interface Ranked {
  readonly path: string;
  readonly score: number;
}

/** The paths that fit what was typed, best first: by the name, then anywhere in the path, then letter by letter. */
export function rankPaths(paths: Iterable<string>, query: string, limit: number): readonly string[] {
  const wanted = query.toLowerCase().replaceAll('\\', '/');
  const found: Ranked[] = [];
  for (const path of paths) {
    const score = scoreOf(path.toLowerCase(), wanted);
    if (score > 0) found.push({ path, score });
  }
  found.sort(
    (left, right) =>
      right.score - left.score || left.path.length - right.path.length || (left.path < right.path ? -1 : 1),
  );
  return found.slice(0, limit).map(({ path }) => path);
}

/** 0: does not fit. */
function scoreOf(path: string, wanted: string): number {
  if (wanted === '') return 1;
  const name = path.slice(path.lastIndexOf('/', path.length - 2) + 1);
  if (name === wanted) return 6;
  if (name.startsWith(wanted)) return 5;
  if (name.includes(wanted)) return 4;
  if (path.includes(wanted)) return 3;
  if (hasLetters(name, wanted)) return 2;
  return hasLetters(path, wanted) ? 1 : 0;
}

/** True when the letters come in this order. */
function hasLetters(text: string, letters: string): boolean {
  let at = 0;
  for (const letter of letters) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

/** Every folder that holds one of the files, each once, without a slash at the end. */
export function foldersOf(files: Iterable<string>): readonly string[] {
  const folders = new Set<string>();
  for (const file of files) {
    for (let end = file.lastIndexOf('/'); end > 0; end = file.lastIndexOf('/', end - 1)) {
      const folder = file.slice(0, end);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  }
  return [...folders];
}
