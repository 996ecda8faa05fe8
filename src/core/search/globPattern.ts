// Takes glob patterns apart, so that only the folders are looked at in which a match can be. Pure.
import picomatch from 'picomatch';
import { SearchPatternError } from './searchErrors';

/** Characters that make a part of a pattern more than a name. */
const magic = /[*?[\]{}()!+@|\\]/;

/** Cuts the literal folders off the front: `src/core/*.ts` is `*.ts` in `src/core`. Absolute patterns keep their root. */
export function splitGlob(pattern: string): { readonly base: string; readonly rest: string } {
  const parts = pattern.replace(/^(\.\/)+/, '').split('/');
  let literal = 0;
  while (literal < parts.length - 1 && !magic.test(parts[literal] ?? '')) {
    literal += 1;
  }
  const base = parts.slice(0, literal).join('/');
  return { base: base === '' && literal > 0 ? '/' : base, rest: parts.slice(literal).join('/') };
}

/** The pattern as one part for each level of folders; undefined when it may match at any depth. */
export function globLevels(pattern: string): readonly string[] | undefined {
  const isOneLevelOnly = pattern.split('/').every((part) => !part.includes('**') && isBalanced(part));
  return isOneLevelOnly ? pattern.split('/') : undefined;
}

/** Matches paths with `/`. Names that start with a dot are like any other. Throws `SearchPatternError`. */
export function globMatcher(pattern: string): (path: string) => boolean {
  try {
    return picomatch(pattern, { dot: true, strictBrackets: true });
  } catch (error) {
    throw new SearchPatternError(`Invalid glob pattern ${pattern}: ${(error as Error).message}`);
  }
}

/** As ripgrep reads a glob: without a slash it matches the name at any depth; with one the path from either folder. */
export function globFilter(glob: string | undefined): (relative: string, target: string) => boolean {
  if (glob === undefined || glob === '') {
    return () => true;
  }
  const negated = glob.startsWith('!');
  const pattern = (negated ? glob.slice(1) : glob).replace(/^(\.\/)+/, '');
  const matches = globMatcher(pattern.includes('/') ? pattern.replace(/^\//, '') : `**/${pattern}`);
  return (relative, target) =>
    (matches(relative) || (target !== '' && matches(`${target}/${relative}`))) !== negated;
}

/** False when a bracket spans several levels, as in `{src,test/unit}/*.ts`. */
function isBalanced(part: string): boolean {
  let depth = 0;
  for (const character of part) {
    if ('{(['.includes(character)) {
      depth += 1;
    } else if ('})]'.includes(character)) {
      depth -= 1;
    }
    if (depth < 0) {
      return false;
    }
  }
  return depth === 0;
}
