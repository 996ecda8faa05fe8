// Reads a file record that another process left. Forgiving by line: what was torn by the kill is left out.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { pathModule, NATIVE_PATH_STYLE } from '../workspace/pathRules';
import type { ContentSource } from './contentKeeper';
import { childOf, pathBelow } from './effectPaths';
import type { RecordedFile } from './fileRecord';
import type { FileStamp } from './fileStamp';
import { parseGitIndex } from './gitIndex';
import type { GitIndex } from './gitIndex';
import { fileOf } from './recordLines';
import type { CommandMark } from './recordLines';

export interface ReadRecord {
  readonly pid: number;
  readonly roots: readonly string[];
  /** By path. */
  readonly files: ReadonlyMap<string, RecordedFile>;
  /** Last sign of life of the process that wrote it; milliseconds since the epoch. */
  readonly seen: number;
  /** Names of its copies of git's indexes. */
  readonly indexes: readonly string[];
  /** Where the content is that a file had. */
  sourceOf(path: string, stamp: FileStamp): ContentSource;
}

const contentSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('blob'), id: z.string() }),
  z.object({
    kind: z.literal('git'),
    gitDir: z.string(),
    id: z.string().check(z.regex(/^[0-9a-f]+$/)),
    algorithm: z.enum(['sha1', 'sha256']),
  }),
  z.object({ kind: z.literal('none'), reason: z.enum(['too_large', 'store_full', 'not_seen', 'link']) }),
]);

const kind = z.union([z.literal(0), z.literal(1)]);
const [size, mode, inode, modified, changed] = [z.number(), z.number(), z.number(), z.number(), z.number()];
const tuple = z.union([
  z.literal(0),
  z.tuple([kind, size, mode, inode, modified, changed]),
  z.tuple([kind, size, mode, inode, modified, changed, contentSource]),
]);

const recordLine = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('record'),
    version: z.literal(1),
    pid: z.number(),
    roots: z.array(z.string()),
  }),
  z.object({ type: z.literal('folder'), path: z.string(), files: z.array(z.tuple([z.string(), tuple])) }),
  z.object({
    type: z.literal('repository'),
    root: z.string(),
    index: z.optional(
      z.object({
        gitDir: z.string(),
        algorithm: z.enum(['sha1', 'sha256']),
        modified: z.number(),
        name: z.string().check(z.regex(/^[\w.-]+$/)),
      }),
    ),
  }),
]);

const changeOrigin = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('run'),
    runId: z.string(),
    turn: z.optional(z.number()),
    toolCallId: z.optional(z.string()),
    stepId: z.optional(z.string()),
    command: z.optional(z.string()),
  }),
  z.object({ kind: z.literal('direct'), toolCallId: z.string() }),
]);

const commandMark = z.object({ sessionId: z.string(), origin: changeOrigin, time: z.number() });

interface Repository {
  readonly root: string;
  readonly gitDir: string;
  readonly index: GitIndex;
}

/** Undefined for what is damaged from its beginning. Throws what the disk says. */
export function readRecord(dir: string, name: string): ReadRecord | undefined {
  const path = join(dir, name);
  const seen = statSync(path).mtimeMs;
  const files = new Map<string, RecordedFile>();
  const repositories = new Map<string, Repository>();
  const indexes: string[] = [];
  let first: { readonly pid: number; readonly roots: readonly string[] } | undefined;
  for (const text of readFileSync(path, 'utf8').split('\n')) {
    const line = parsed(text, recordLine);
    if (line === undefined) continue;
    if (line.type === 'record') first = line;
    else if (line.type === 'folder') {
      for (const [fileName, one] of line.files) {
        const at = childOf(line.path, fileName);
        if (one === 0) files.delete(at);
        else files.set(at, fileOf(one));
      }
    } else {
      repositories.delete(line.root);
      if (line.index === undefined) continue;
      indexes.push(line.index.name);
      const index = indexIn(join(dir, line.index.name), line.index);
      if (index !== undefined)
        repositories.set(line.root, { root: line.root, gitDir: line.index.gitDir, index });
    }
  }
  if (first === undefined) return undefined;
  return {
    pid: first.pid,
    roots: first.roots,
    files,
    seen,
    indexes,
    sourceOf: (at, stamp) =>
      files.get(at)?.source ?? inGit([...repositories.values()], at, stamp) ?? NOT_SEEN,
  };
}

const NOT_SEEN: ContentSource = { kind: 'none', reason: 'not_seen' };

/** Undefined for what is damaged. Throws what the disk says. */
export function readMark(path: string): CommandMark | undefined {
  const mark = parsed(readFileSync(path, 'utf8'), commandMark);
  return mark === undefined ? undefined : { ...mark, origin: withoutAbsent(mark.origin) };
}

/** Undefined for what is no such line. */
function parsed<Schema extends z.ZodMiniType>(text: string, schema: Schema): z.infer<Schema> | undefined {
  if (text === '') return undefined;
  try {
    const result = z.safeParse(schema, JSON.parse(text));
    return result.success ? result.data : undefined;
  } catch {
    // Torn by the kill.
    return undefined;
  }
}

function withoutAbsent(origin: z.infer<typeof changeOrigin>): CommandMark['origin'] {
  if (origin.kind === 'direct') return origin;
  const { runId, turn, toolCallId, stepId, command } = origin;
  return {
    kind: 'run',
    runId,
    ...(turn === undefined ? {} : { turn }),
    ...(toolCallId === undefined ? {} : { toolCallId }),
    ...(stepId === undefined ? {} : { stepId }),
    ...(command === undefined ? {} : { command }),
  };
}

function indexIn(
  path: string,
  options: { readonly algorithm: 'sha1' | 'sha256'; readonly modified: number },
): GitIndex | undefined {
  try {
    return parseGitIndex(readFileSync(path), options);
  } catch {
    // Replaced by a later copy, or gone: what it knew is not known any more.
    return undefined;
  }
}

/** By the index as it was; the innermost repository counts. */
function inGit(
  repositories: readonly Repository[],
  path: string,
  stamp: FileStamp,
): ContentSource | undefined {
  const separator = pathModule(NATIVE_PATH_STYLE).sep;
  const [inner] = repositories
    .filter(({ root }) => path.startsWith(root.endsWith(separator) ? root : root + separator))
    .sort((left, right) => right.root.length - left.root.length);
  if (inner === undefined) return undefined;
  const { root, gitDir, index } = inner;
  const inside = pathBelow(root, path);
  const id = index.cleanness(inside, stamp) === 'clean' ? index.objectOf(inside) : undefined;
  return id === undefined ? undefined : { kind: 'git', gitDir, id, algorithm: index.algorithm };
}
