// What a query is about: files, names and words to look for, and kinds of files that it asks for.
import type { FileKind } from './fileKind';

export interface ContextTerms {
  /** Paths or file names that stand in the query. */
  readonly paths: readonly string[];
  /** Lower case, without plural endings, each once. */
  readonly words: readonly string[];
  /** Kinds that the query names, such as models. */
  readonly kinds: readonly FileKind[];
}

const STOP_WORDS: ReadonlySet<string> = new Set(
  `a about add all also an and any app application are as at be build by can change code create data do does each existing feature file files fix for
  from function get give has have how i if implement in into is it its like list make me my need new no not of on one or our out over page please
  project related remove rename set should so some support system task test that the their them then there this to up update us use user's using want
  we what when where which who will with without work write you your`
    .split(/\s+/)
    .filter((word) => word !== ''),
);

const KIND_WORDS: readonly (readonly [RegExp, FileKind])[] = [
  [/^(?:model|entity|schema)$/, 'models'],
  [/^migration$/, 'migrations'],
  [/^(?:viewset|view|route|router|controller|handler|endpoint)$/, 'viewsets'],
  [/^(?:serializer|serialiser|dto)$/, 'serializers'],
  [/^(?:tests|spec|specs)$/, 'tests'],
];

/** @param names further names to look for, such as of models */
export function contextTerms(query: string, names: readonly string[] = []): ContextTerms {
  const paths = [
    ...query.matchAll(/[\w.-]{0,100}[\w-](?:[\\/][\w.@-]{1,100})+|\b[\w-]{1,100}\.[a-z]\w{0,4}\b/gi),
  ].map(([path]) => path.replaceAll('\\', '/').replace(/^\.\//, '').replace(/\.$/, ''));
  const rest = paths.reduce((text, path) => text.replaceAll(path, ' '), query);
  const words = new Set(names.map(stem));
  const kinds = new Set<FileKind>();
  const written = [...rest.matchAll(/[\p{L}_$][\p{L}\p{N}_$]*/gu)].map(([word]) => word);
  for (const word of written) {
    const lower = word.toLowerCase();
    const kind = KIND_WORDS.find(([pattern]) => pattern.test(lower) || pattern.test(stem(word)))?.[1];
    if (kind !== undefined) kinds.add(kind);
    else if (lower.length > 2 && !STOP_WORDS.has(lower) && !STOP_WORDS.has(stem(word))) words.add(stem(word));
  }
  // Where every word is a common one, they are what is meant.
  if (words.size + kinds.size + paths.length === 0)
    for (const word of written) if (word.length > 3) words.add(stem(word));
  return { paths, words: [...words], kinds: [...kinds] };
}

/** Lower case and without a plural ending. */
export function stem(word: string): string {
  const lower = word.toLowerCase();
  if (lower.length > 4 && lower.endsWith('ies')) return `${lower.slice(0, -3)}y`;
  if (lower.length > 4 && /(?:ss|sh|ch|x|z)es$/.test(lower)) return lower.slice(0, -2);
  return lower.length > 3 && /[^s]s$/.test(lower) ? lower.slice(0, -1) : lower;
}
