// Aksara's ContextEngine over a session (planners spec 2.7): gathers what a workspace has about a query, the nearest first, within a budget
// of tokens, with secrets masked. By search and declarations; nothing is asked of a model.
import { SECRET_PATTERNS } from '../security/secretPatterns';
import { createRedactor } from '../security/secretRedaction';
import { stripInvisible } from '../security/visibleText';
import type { SearchBackend } from '../tools/toolServices';
import type { FileSnapshot, ResolvedPath, Workspace } from '../workspace/workspace';
import { WorkspaceError } from '../workspace/workspaceError';
import { contextTerms, stem } from './contextTerms';
import type { ContextTerms } from './contextTerms';
import { outlineText, rangesOf } from './excerpts';
import { findFiles } from './findFiles';
import type { FoundFile } from './findFiles';
import { excerptTokens, GatheredContext, RELATIONS } from './gatheredContext';
import type { ContextExcerpt, LeftOut, Relation } from './gatheredContext';
import { outlineOf } from './outline';
import type { OutlineSymbol } from './outline';

const SECRETS = createRedactor(
  () => [],
  SECRET_PATTERNS.filter(({ category }) => category !== 'contact'),
);

/** What it needs of a session. */
export interface ContextFiles {
  readonly workspace: Pick<Workspace, 'resolve' | 'stat' | 'unsaved'>;
  readonly search: SearchBackend;
  isHidden(file: ResolvedPath): Promise<boolean>;
  read(file: ResolvedPath): Promise<FileSnapshot>;
  redact(text: string): string;
}

/** Something of one's own that belongs to contexts, such as tickets or earlier plans. */
export interface ContextSource {
  /** Default `related`. */
  readonly relation?: Relation;
  gather(
    query: string,
    signal: AbortSignal,
  ): Promise<readonly { readonly title: string; readonly text: string; readonly relevance?: number }[]>;
}

/** `include<Name>` turns kinds of files and sources on and off: `includeModels`, `includeTests`, `includeTickets`. */
export interface ContextSwitches {
  readonly [name: `include${string}`]: boolean | undefined;
}

export interface ContextLimits extends ContextSwitches {
  /** Default 8000. */
  readonly maxTokens?: number;
  /** Default 50. */
  readonly maxFiles?: number;
  /** 0 to 1; what is less relevant is left out. Default 0.5. */
  readonly relevanceThreshold?: number;
  /** Globs. Default `**\/secrets/**`. */
  readonly excludePatterns?: readonly string[];
}

export interface ContextEngineOptions extends ContextLimits {
  readonly session: { readonly files: ContextFiles };
  /** Default true. */
  readonly cacheEnabled?: boolean;
  /** Seconds. Default 300. A file that has changed ends it at once. */
  readonly cacheTtl?: number;
  /** Default true. Secrets that the session knows are masked in any case. */
  readonly maskSecrets?: boolean;
  /** The editor's own symbols; undefined where it has none. Default: the declarations are read from the lines. */
  readonly symbols?: (
    file: ResolvedPath,
    signal: AbortSignal,
  ) => Promise<readonly OutlineSymbol[] | undefined>;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

export interface GatherOptions extends ContextLimits {
  /** Names to look for beside those in the query. */
  readonly modelNames?: readonly string[];
  /** Globs; files that match belong to it. */
  readonly filePatterns?: readonly string[];
  /** Nothing is left out for the tokens; `context.chunks` has parts of that size. Default false. */
  readonly chunked?: boolean;
  readonly signal?: AbortSignal;
}

/** Off unless they are asked for. */
const OFF: ReadonlySet<string> = new Set(['tests']);
const MAX_CACHED = 20;
/** Read beside twice what is wanted, so that the relevance decides which are kept. */
const MORE_FILES = 20;

/** Files of one context whose symbols are asked for, the likeliest first, and milliseconds for all of them; then lines are read. */
const SYMBOL_FILES = 40;
const SYMBOLS_MS = 3_000;

interface Cached {
  readonly context: GatheredContext;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly stamps: readonly { readonly path: string; readonly stamp: string }[];
}

/** A file whose text was looked at. */
interface RankedFile {
  readonly file: ResolvedPath;
  readonly excerpts: readonly ContextExcerpt[];
  readonly stamp: string;
}

type SymbolsOf = (file: ResolvedPath) => Promise<readonly OutlineSymbol[] | undefined>;

export class ContextEngine {
  readonly #options: ContextEngineOptions;
  readonly #files: ContextFiles;
  readonly #sources = new Map<string, ContextSource>();
  readonly #cache = new Map<string, Cached>();

  constructor(options: ContextEngineOptions) {
    this.#options = options;
    this.#files = options.session.files;
  }

  /** Replaces one of that name; `include<Name>: false` leaves it out. */
  registerSource(name: string, source: ContextSource): void {
    this.#sources.set(name, source);
    this.#cache.clear();
  }

  clearCache(): void {
    this.#cache.clear();
  }

  async gather(query: string, { signal = new AbortController().signal, ...options }: GatherOptions = {}) {
    const { cacheEnabled = true } = this.#options;
    const key = JSON.stringify([query, options]);
    const cached = cacheEnabled ? await this.#fresh(key) : undefined;
    if (cached !== undefined) return cached;
    const at = this.#now();
    const { context, stamps } = await this.#gather(query, { ...this.#options, ...given(options) }, signal);
    if (cacheEnabled) {
      this.#cache.delete(key);
      this.#cache.set(key, { context, at, stamps });
      for (const old of [...this.#cache.keys()].slice(0, -MAX_CACHED)) this.#cache.delete(old);
    }
    return context;
  }

  async #gather(query: string, options: ContextEngineOptions & GatherOptions, signal: AbortSignal) {
    const { maxTokens = 8000, maxFiles = 50, relevanceThreshold = 0.5, chunked = false } = options;
    const terms = contextTerms(query, options.modelNames);
    const isOn = (name: string): boolean =>
      options[`include${name.charAt(0).toUpperCase()}${name.slice(1)}`] ??
      (!OFF.has(name) || terms.kinds.some((kind) => kind === name));
    const found = await findFiles(
      terms,
      {
        workspace: this.#files.workspace,
        search: this.#files.search,
        filePatterns: options.filePatterns ?? [],
        excludePatterns: options.excludePatterns ?? ['**/secrets/**'],
        isWanted: isOn,
      },
      signal,
    );
    const likely = found
      .toSorted((left, right) => promise(right) - promise(left))
      .slice(0, 2 * maxFiles + MORE_FILES);
    const ranked: RankedFile[] = [];
    const symbolsOf = this.#symbols(signal);
    for (const file of likely) {
      signal.throwIfAborted();
      const read = await this.#rank(file, terms, symbolsOf);
      if (read !== undefined && (read.excerpts[0]?.relevance ?? 0) >= relevanceThreshold) ranked.push(read);
    }
    ranked.sort((left, right) => byPriority(left.excerpts[0], right.excerpts[0]));
    const kept = ranked.slice(0, maxFiles);
    const own = await this.#ownExcerpts(query, isOn, relevanceThreshold, signal);
    const all = [...kept.flatMap(({ excerpts }) => excerpts), ...own].sort(byPriority);
    const { excerpts, leftOut } = chunked ? { excerpts: all, leftOut: [] } : withinBudget(all, maxTokens);
    const tooMany = ranked
      .slice(maxFiles)
      .map(({ file }): LeftOut => ({ path: file.display, reason: 'files' }));
    const context = new GatheredContext({ query, excerpts, leftOut: [...leftOut, ...tooMany], maxTokens });
    return { context, stamps: kept.map(({ file, stamp }) => ({ path: file.path, stamp })) };
  }

  /** Asks for the symbols of a few files, and no more once that took too long. */
  #symbols(signal: AbortSignal): SymbolsOf {
    const { symbols } = this.#options;
    const deadline = this.#now() + SYMBOLS_MS;
    let asked = 0;
    return async (file) => {
      if (symbols === undefined || asked >= SYMBOL_FILES || this.#now() > deadline) return undefined;
      asked += 1;
      return symbols(file, signal);
    };
  }

  /** Undefined for what can't be read as text, or is kept from models. */
  async #rank(found: FoundFile, terms: ContextTerms, symbolsOf: SymbolsOf): Promise<RankedFile | undefined> {
    const { file, kind } = found;
    try {
      if (await this.#files.isHidden(file)) return undefined;
      const stamp = await this.#stamp(file.path);
      const { text: written } = await this.#files.read(file);
      if (written === undefined || stamp === undefined) return undefined;
      const text = this.#masked(written.replaceAll('\r\n', '\n'));
      const symbols = (await symbolsOf(file)) ?? outlineOf(text);
      const { relation, relevance } = rank(found, symbols, terms);
      const lines = text.replace(/\n$/, '').split('\n');
      const base = { path: file.display, kind, relation, relevance };
      const outline = outlineText(lines, symbols);
      const declared = symbols.filter(({ name }) => terms.words.includes(stem(name))).map(({ line }) => line);
      const parts = rangesOf(lines.length, [...declared, ...found.hits], symbols).map(
        ({ from, to }): ContextExcerpt => ({
          ...base,
          lines: { from, to },
          text: lines.slice(from - 1, to).join('\n'),
        }),
      );
      const excerpts =
        outline === '' ? parts : [{ ...base, lines: 'outline', text: outline } as const, ...parts];
      return { file, excerpts: excerpts.filter(({ text: part }) => part.trim() !== ''), stamp };
    } catch (error) {
      if (error instanceof WorkspaceError) return undefined; // gone, too large or unreadable: it says nothing
      throw error;
    }
  }

  async #ownExcerpts(
    query: string,
    isOn: (name: string) => boolean,
    threshold: number,
    signal: AbortSignal,
  ): Promise<readonly ContextExcerpt[]> {
    const wanted = [...this.#sources].filter(([name]) => isOn(name));
    const gathered = await Promise.all(
      wanted.map(async ([kind, source]) =>
        (await source.gather(query, signal)).map(({ title, text, relevance = 1 }): ContextExcerpt => ({
          path: title,
          text: this.#masked(text),
          kind,
          relation: source.relation ?? 'related',
          relevance,
        })),
      ),
    );
    return gathered.flat().filter(({ text, relevance }) => text.trim() !== '' && relevance >= threshold);
  }

  #masked(text: string): string {
    const known = this.#files.redact(stripInvisible(text).text);
    return this.#options.maskSecrets === false ? known : SECRETS.text(known);
  }

  async #fresh(key: string): Promise<GatheredContext | undefined> {
    const cached = this.#cache.get(key);
    if (cached === undefined || this.#now() - cached.at > (this.#options.cacheTtl ?? 300) * 1000)
      return undefined;
    const unsaved = new Set((await this.#files.workspace.unsaved()).map(({ path }) => path));
    if (cached.stamps.some(({ path }) => unsaved.has(path))) return undefined;
    for (const { path, stamp } of cached.stamps) if ((await this.#stamp(path)) !== stamp) return undefined;
    return cached.context;
  }

  async #stamp(path: string): Promise<string | undefined> {
    const stat = await this.#files.workspace.stat(path);
    return stat?.kind === 'file' ? `${stat.modified}:${stat.size}` : undefined;
  }

  #now(): number {
    return (this.#options.now ?? Date.now)();
  }
}

/** How likely a file is near to the query, before its text was read. */
function promise({ isNamed, nameWords, textWords, hits }: FoundFile): number {
  return (isNamed ? 1000 : 0) + nameWords.size * 100 + textWords.size * 10 + Math.min(hits.length, 9);
}

/** Named or declaring what is asked for; of a kind or name that is asked for; using the words. */
function rank(
  { isNamed, nameWords, textWords, kind }: FoundFile,
  symbols: readonly OutlineSymbol[],
  { words, kinds }: ContextTerms,
): Pick<ContextExcerpt, 'relation' | 'relevance'> {
  const declares = symbols.some(({ name }) => words.includes(stem(name)));
  if (isNamed || declares) return { relation: 'direct', relevance: 1 };
  const share = words.length === 0 ? 0 : textWords.size / words.length;
  if (kinds.includes(kind) || nameWords.size > 0)
    return { relation: 'related', relevance: 0.8 + 0.2 * share };
  return { relation: 'similar', relevance: share === 0 ? 0 : 0.3 + 0.5 * share };
}

function byPriority(left: ContextExcerpt | undefined, right: ContextExcerpt | undefined): number {
  if (left === undefined || right === undefined) return 0;
  return (
    RELATIONS.indexOf(left.relation) - RELATIONS.indexOf(right.relation) ||
    right.relevance - left.relevance ||
    (left.path < right.path ? -1 : left.path > right.path ? 1 : 0)
  );
}

/** The first ones that fit; a smaller one behind one that does not is taken. */
function withinBudget(all: readonly ContextExcerpt[], maxTokens: number) {
  const excerpts: ContextExcerpt[] = [];
  const leftOut: LeftOut[] = [];
  let left = maxTokens;
  for (const excerpt of all) {
    const tokens = excerptTokens(excerpt);
    if (tokens <= left) {
      excerpts.push(excerpt);
      left -= tokens;
    } else if (!leftOut.some(({ path }) => path === excerpt.path))
      leftOut.push({ path: excerpt.path, reason: 'budget' });
  }
  return { excerpts, leftOut };
}

function given<Options extends object>(options: Options): Partial<Options> {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as Partial<Options>;
}
