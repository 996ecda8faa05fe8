// Which files a query is about, and where in them: by their names, and by a search in their texts.
import picomatch from 'picomatch';
import type { SearchBackend } from '../tools/toolServices';
import type { ResolvedPath, Workspace } from '../workspace/workspace';
import type { ContextTerms } from './contextTerms';
import { fileKind } from './fileKind';
import type { FileKind } from './fileKind';

/** A file that may belong to the context. */
export interface FoundFile {
  readonly file: ResolvedPath;
  readonly kind: FileKind;
  /** The query names it, or it matches a pattern that was given. */
  readonly isNamed: boolean;
  /** Words of the query that its name has. */
  readonly nameWords: ReadonlySet<string>;
  /** Words of the query that its text has. */
  readonly textWords: ReadonlySet<string>;
  /** Lines with such words, from 1. */
  readonly hits: readonly number[];
}

export interface FindFilesOptions {
  readonly workspace: Pick<Workspace, 'resolve'>;
  readonly search: SearchBackend;
  /** Globs over paths as shown. */
  readonly filePatterns: readonly string[];
  readonly excludePatterns: readonly string[];
  readonly isWanted: (kind: FileKind) => boolean;
}

/** Enough to know what is meant; a search that finds more is about everything. */
const MAX_LISTED = 20_000;
const MAX_MATCHES = 5_000;
const MAX_HITS_PER_FILE = 40;

interface Finding {
  readonly file: ResolvedPath;
  readonly nameWords: Set<string>;
  readonly textWords: Set<string>;
  readonly hits: number[];
  isNamed: boolean;
}

export async function findFiles(
  { paths, words, kinds }: ContextTerms,
  { workspace, search, filePatterns, excludePatterns, isWanted }: FindFilesOptions,
  signal: AbortSignal,
): Promise<readonly FoundFile[]> {
  const findings = new Map<string, Finding>();
  const isExcluded = picomatch([...excludePatterns], { dot: true });
  const isGiven = filePatterns.length === 0 ? () => false : picomatch([...filePatterns], { dot: true });
  const open = async (path: string): Promise<Finding | undefined> => {
    const known = findings.get(path);
    if (known !== undefined) return known;
    const file = await workspace.resolve(path);
    if (file.folder === undefined || isExcluded(file.display)) return undefined;
    const finding = {
      file,
      nameWords: new Set<string>(),
      textWords: new Set<string>(),
      hits: [],
      isNamed: false,
    };
    findings.set(path, finding);
    return finding;
  };

  let listed = 0;
  for await (const path of search.searchFiles({ pattern: '**/*' }, signal)) {
    listed += 1;
    if (listed > MAX_LISTED) break;
    const plain = path.replaceAll('\\', '/');
    const name = plain.slice(plain.lastIndexOf('/') + 1).toLowerCase();
    const isNamed = paths.some((wanted) => `/${plain}`.endsWith(`/${wanted}`));
    const found = words.filter((word) => name.includes(word));
    const isOfKind = kinds.includes(fileKind(plain));
    if (!isNamed && found.length === 0 && !isOfKind && !isGiven(plain) && filePatterns.length === 0) continue;
    const finding = await open(path);
    if (finding === undefined) continue;
    finding.isNamed ||= isNamed || isGiven(finding.file.display);
    for (const word of found) finding.nameWords.add(word);
  }
  if (words.length > 0) await searchTexts(words, search, open, signal);
  return [...findings.values()]
    .map((finding) => ({ ...finding, kind: fileKind(finding.file.display) }))
    .filter(({ kind, isNamed }) => isNamed || isWanted(kind));
}

async function searchTexts(
  words: readonly string[],
  search: SearchBackend,
  open: (path: string) => Promise<Finding | undefined>,
  signal: AbortSignal,
): Promise<void> {
  const pattern = words.map((word) => word.replace(/[$.*+?^(){}|[\]\\]/g, '\\$&')).join('|');
  let matches = 0;
  for await (const { path, line, text } of search.searchText({ pattern, ignoreCase: true }, signal)) {
    matches += 1;
    if (matches > MAX_MATCHES) break;
    const finding = await open(path);
    if (finding === undefined) continue;
    const lower = text.toLowerCase();
    for (const word of words) if (lower.includes(word)) finding.textWords.add(word);
    if (finding.hits.length < MAX_HITS_PER_FILE) finding.hits.push(line);
  }
}
