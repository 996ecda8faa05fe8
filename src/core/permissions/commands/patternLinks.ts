// The links that a pattern of file names meets, and what stands behind them: `cat src/*` reads wherever a link in `src` leads. More names
// than the shell would take count as met, never fewer.
import { matchesGlob } from '../ruleGlob';
import type { DirectoryEntry, ResolvedPath } from '../../workspace/workspace';

export interface PatternOptions {
  readonly locate: (path: string) => Promise<ResolvedPath>;
  /** Entries of a folder by its real path. Rejects where there is none. */
  readonly list: (folder: string) => Promise<readonly DirectoryEntry[]>;
}

/** Entries that are looked at, and paths that are followed, for one pattern. */
export const MAX_PATTERN_ENTRIES = 5_000;
const MAX_PATTERN_PATHS = 500;

/** Undefined where the pattern meets too much to be looked at. Never rejects for what is not there. */
export async function patternLinks(
  pattern: string,
  { locate, list }: PatternOptions,
): Promise<readonly ResolvedPath[] | undefined> {
  const segments = pattern.split(/\/+/);
  let paths: readonly string[] = [''];
  const found: ResolvedPath[] = [];
  let entriesLeft = MAX_PATTERN_ENTRIES;
  let hasWildcard = false;
  for (const [index, segment] of segments.entries()) {
    if (!isWildcard(segment)) {
      paths = paths.map((path) => joined(path, segment));
      continue;
    }
    hasWildcard = true;
    const isLast = index === segments.length - 1;
    const met: string[] = [];
    for (const path of paths) {
      const folder = await locate(path === '' ? '.' : path);
      if (folder.folder === undefined) {
        found.push(folder);
        continue;
      }
      const entries = await entriesOf(list, folder.path);
      entriesLeft -= entries.length;
      if (entriesLeft < 0) return undefined;
      for (const { name, kind } of entries) {
        if (!matchesGlob(loosened(segment), name) || (!isLast && kind !== 'directory' && kind !== 'symlink'))
          continue;
        const next = joined(path, name);
        if (kind === 'symlink') found.push(await locate(next));
        if (!isLast) met.push(next);
      }
      if (met.length + found.length > MAX_PATTERN_PATHS) return undefined;
    }
    paths = met;
  }
  const hasTail = hasWildcard && !isWildcard(segments.at(-1) ?? '');
  return hasTail ? [...found, ...(await Promise.all(paths.map(locate)))] : found;
}

function isWildcard(segment: string): boolean {
  return /[*?[]/.test(segment);
}

/** What a set of characters takes is not worth knowing exactly; `**` is a star within one name. */
function loosened(segment: string): string {
  const set = segment.indexOf('[');
  return set < 0 ? segment : `${segment.slice(0, set)}*`;
}

function joined(path: string, name: string): string {
  if (path === '') return name === '' ? '/' : name;
  return path.endsWith('/') ? `${path}${name}` : `${path}/${name}`;
}

async function entriesOf(list: PatternOptions['list'], folder: string): Promise<readonly DirectoryEntry[]> {
  try {
    return await list(folder);
  } catch {
    // Nothing is met where there is no folder.
    return [];
  }
}
