// What a person has decided about contents of workspaces. It lies in the person's own storage, never in a workspace: one file for each
// thing, so that windows don't write over each other, with the content that was trusted, to show later what has changed.
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { CONTENT_KINDS, contentHash, contentId } from './workspaceContent';
import type { WorkspaceContent } from './workspaceContent';

/** One decision. For `refused` the content is what was seen then; it holds for whatever comes later. */
export interface TrustRecord extends WorkspaceContent {
  readonly decision: 'trusted' | 'refused';
  /** SHA-256 of the content. */
  readonly hash: string;
  /** Milliseconds since 1970. */
  readonly time: number;
}

export interface TrustStore {
  /** Where it is kept; nothing that an agent does may write there. */
  readonly location: string;
  /** Undefined when nothing was decided, and for a record that is damaged. */
  find(content: Omit<WorkspaceContent, 'content'>): Promise<TrustRecord | undefined>;
  /** Takes the place of an earlier decision about it. Rejects when it can't be written. */
  decide(content: WorkspaceContent, decision: TrustRecord['decision']): Promise<void>;
  /** Nothing is decided about it any more. */
  forget(content: Omit<WorkspaceContent, 'content'>): Promise<void>;
  /** Sorted by root and name. */
  list(): Promise<readonly TrustRecord[]>;
}

const schema = z.object({
  version: z.literal(1),
  kind: z.enum(CONTENT_KINDS),
  root: z.string(),
  name: z.string(),
  content: z.string(),
  decision: z.enum(['trusted', 'refused']),
  hash: z.string(),
  time: z.number(),
});

/** @param folder made on the first decision, for its owner alone */
export function createTrustStore(folder: string, now: () => number = Date.now): TrustStore {
  const fileOf = (id: string): string => join(folder, `${id}.json`);

  const read = async (id: string): Promise<TrustRecord | undefined> => {
    const text = await readFile(fileOf(id), 'utf8').catch(() => undefined); // unreadable counts as never decided
    const record = text === undefined ? undefined : parse(text);
    return record === undefined || contentId(record) !== id ? undefined : record;
  };

  return {
    location: folder,
    find: (content) => read(contentId(content)),
    async decide({ kind, root, name, content }, decision) {
      const record: TrustRecord = {
        ...{ kind, root, name, content, decision },
        hash: contentHash(content),
        time: now(),
      };
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const file = fileOf(contentId(record));
      const temporary = `${file}.${randomUUID()}`;
      try {
        await writeFile(temporary, JSON.stringify({ version: 1, ...record }), { mode: 0o600, flag: 'wx' });
        await rename(temporary, file);
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    },
    forget: (content) => rm(fileOf(contentId(content)), { force: true }),
    async list() {
      const names = await readdir(folder).catch(() => []); // nothing was decided yet
      const ids = names.flatMap((name) => /^([0-9a-f]{64})\.json$/.exec(name)?.[1] ?? []);
      const records = (await Promise.all(ids.map(read))).filter((record) => record !== undefined);
      return records.sort(
        (left, right) => left.root.localeCompare(right.root) || left.name.localeCompare(right.name),
      );
    },
  };
}

/** A record whose content is not the one that was decided about says nothing. */
function parse(text: string): TrustRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined; // cut off while it was written
  }
  const result = schema.safeParse(value);
  if (!result.success || contentHash(result.data.content) !== result.data.hash) return undefined;
  const { kind, root, name, content, decision, hash, time } = result.data;
  return { kind, root, name, content, decision, hash, time };
}
