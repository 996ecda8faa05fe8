// Between files and decisions of a review and their stored form.
import type { BlobStore } from '../journal/blobStore';
import type { HunkState } from '../journal/hunks';
import { lineChanges } from '../journal/lineDiff';
import { linesOf } from '../workspace/textLines';
import type { DecidedFile, Decision } from './decision';
import type { FileUnderReview } from './fileUnderReview';
import type { ReviewSource } from './review';
import { restoredText } from './reviewedText';
import type {
  LineEdit,
  StoredDecision,
  StoredFile,
  StoredItem,
  StoredReview,
  StoredText,
} from './storedReview';

/** A text that differs more from the stored content is stored anew; characters. */
const MAX_EDIT_SIZE = 16 * 1024;

export interface StoredCodec {
  /** True for the text that was stored as a content: as the agent or a decision left the file. */
  isStoredText(key: string, text: string): boolean;
  file(file: FileUnderReview): Promise<StoredFile>;
  /** @param decisions oldest first. What has not changed since the last time is not worked out again. */
  decisions(
    decisions: readonly Decision[],
    present: (key: string) => FileUnderReview | undefined,
  ): Promise<readonly StoredDecision[]>;
  /** Undefined when a content is not stored any more. */
  readFile(stored: StoredFile): Promise<FileUnderReview | undefined>;
  /** Those whose contents are still stored; oldest first. */
  readDecisions(
    stored: readonly StoredDecision[],
    present: (key: string) => FileUnderReview | undefined,
  ): Promise<readonly Decision[]>;
}

/** A later state of a file's baseline: from the decision that left it, or as it is now. */
interface LaterBaseline {
  readonly lines: readonly string[];
  readonly decision?: string;
}

export function createStoredCodec(blobs: BlobStore): StoredCodec {
  /** The content that was stored last for a file. */
  const bases = new Map<string, { readonly blob: string; readonly lines: readonly string[] }>();
  /** What was made of decisions, with the lines that its baseline leads from. */
  const storedItems = new WeakMap<
    DecidedFile,
    { readonly from: readonly string[]; readonly stored: StoredItem }
  >();

  async function textOf(key: string, lines: readonly string[]): Promise<StoredText> {
    const base = bases.get(key);
    const edits = base === undefined ? undefined : editsBetween(base.lines, lines);
    if (base !== undefined && edits !== undefined && sizeOf(edits) <= MAX_EDIT_SIZE) {
      return { blob: base.blob, edits };
    }
    const { id, refused } = await blobs.put(Buffer.from(lines.join(''), 'utf8'));
    if (refused !== undefined) return { edits: editsBetween([], lines) };
    bases.set(key, { blob: id, lines });
    return { blob: id, edits: [] };
  }

  async function linesFrom(key: string, { blob, edits }: StoredText): Promise<readonly string[] | undefined> {
    const content = blob === undefined ? '' : await blobs.get(blob);
    if (content === undefined) return undefined;
    const lines = linesOf(typeof content === 'string' ? content : Buffer.from(content).toString('utf8'));
    if (blob !== undefined) bases.set(key, { blob, lines });
    return withEdits(lines, edits);
  }

  async function storedFile(file: FileUnderReview, isWhole = true): Promise<StoredFile> {
    const { content, changes, notUndoable, changedSince, key, place, origin, presence } = file;
    const facts = {
      key,
      place,
      origin,
      presence,
      changes: [...changes],
      ...(notUndoable === undefined ? {} : { notUndoable }),
      ...(changedSince === undefined ? {} : { changedSince }),
    };
    if (content.kind === 'opaque') return { ...facts, content };
    const { isBytes, encoding, text } = content;
    const state = text.hunks;
    const base = { kind: 'text', isBytes, encoding, nextId: state.nextId } as const;
    if (!isWhole) return { ...facts, content: { ...base, current: { edits: [] }, hunks: [] } };
    const hunks = state.hunks.map(({ baseStart, baseEnd, sources, ...hunk }) => ({
      ...hunk,
      sources: [...sources],
      removed: state.baseline.slice(baseStart, baseEnd),
    }));
    return { ...facts, content: { ...base, current: await textOf(key, state.current), hunks } };
  }

  async function itemOf(item: DecidedFile, { lines, decision }: LaterBaseline): Promise<StoredItem> {
    const known = storedItems.get(item);
    if (known?.from === lines && known.stored.baselineFrom === decision) return known.stored;
    const isWhole = needsContents(item);
    const stored: StoredItem = {
      hunks: item.hunks.map((hunk) => ({
        ...hunk,
        removed: [...hunk.removed],
        added: [...hunk.added],
        sources: [...hunk.sources],
      })),
      baseline: editsBetween(lines, item.baseline),
      ...(decision === undefined ? {} : { baselineFrom: decision }),
      before: await storedFile(item.before, isWhole),
      after: await storedFile(item.after, isWhole),
    };
    storedItems.set(item, { from: lines, stored });
    return stored;
  }

  async function readFile(stored: StoredFile): Promise<FileUnderReview | undefined> {
    const { content, notUndoable, changedSince, ...facts } = stored;
    const base = {
      ...facts,
      ...(notUndoable === undefined ? {} : { notUndoable }),
      ...(changedSince === undefined ? {} : { changedSince }),
    };
    if (content.kind === 'opaque') {
      const { before, after, present } = content;
      const seen = present === undefined ? {} : { present };
      return { ...base, content: { kind: 'opaque', before, after, ...seen } };
    }
    const current = await linesFrom(stored.key, content.current);
    if (current === undefined) return undefined;
    const { isBytes, encoding } = content;
    const text = restoredText(stateOf(content, current));
    return { ...base, content: { kind: 'text', isBytes, encoding, text } };
  }

  return {
    isStoredText: (key, text) => bases.get(key)?.lines.join('') === text,
    file: (file) => storedFile(file),
    readFile,

    async decisions(decisions, present) {
      const later = laterBaselines(present);
      const stored: StoredDecision[] = [];
      for (const { id, kind, time, items } of decisions.toReversed()) {
        const storedItems = [];
        for (const item of items) {
          storedItems.push(await itemOf(item, later.get(item.before.key)));
          later.set(item.before.key, { lines: item.baseline, decision: id });
        }
        stored.push({ id, kind, time, items: storedItems });
      }
      return stored.reverse();
    },

    async readDecisions(stored, present) {
      const later = laterBaselines(present);
      const read: Decision[] = [];
      for (const { id, kind, time, items } of stored.toReversed()) {
        const decided: DecidedFile[] = [];
        for (const { hunks, baseline, baselineFrom, ...item } of items) {
          const { key } = item.before;
          const from = baselineFrom === undefined ? linesNow(present(key)) : later.get(key).lines;
          const lines = withEdits(from, baseline);
          later.set(key, { lines, decision: id });
          const before = await readFile(item.before);
          const after = await readFile(item.after);
          if (before !== undefined && after !== undefined)
            decided.push({ hunks, baseline: lines, before, after });
        }
        if (decided.length === items.length) read.push({ id, kind, time, items: decided });
      }
      return read.reverse();
    },
  };
}

/** Without the fields that are there and undefined. */
export function readSource(stored: StoredReview['sources'][number]): ReviewSource {
  const { sessionId, changeId, time, runId, toolCallId, stepId, command } = stored;
  return {
    sessionId,
    changeId,
    time,
    ...(runId === undefined ? {} : { runId }),
    ...(toolCallId === undefined ? {} : { toolCallId }),
    ...(stepId === undefined ? {} : { stepId }),
    ...(command === undefined ? {} : { command }),
  };
}

/** True where taking the decision back needs the contents of the file, not only the hunks. */
export function needsContents({ before, after }: DecidedFile): boolean {
  return (
    before.presence === 'deleted' ||
    after.presence === 'gone' ||
    before.content.kind === 'opaque' ||
    before.place.path !== after.place.path
  );
}

const linesNow = (file: FileUnderReview | undefined): readonly string[] =>
  file?.content.kind === 'text' ? file.content.text.hunks.baseline : [];

/** Begins with the present baselines; each decision, from the last one on, puts in its own. */
function laterBaselines(present: (key: string) => FileUnderReview | undefined): {
  get(key: string): LaterBaseline;
  set(key: string, baseline: LaterBaseline): void;
} {
  const known = new Map<string, LaterBaseline>();
  return {
    get: (key) => known.get(key) ?? { lines: linesNow(present(key)) },
    set: (key, baseline) => void known.set(key, baseline),
  };
}

function stateOf(
  { hunks, nextId }: Extract<StoredFile['content'], { kind: 'text' }>,
  current: readonly string[],
): HunkState {
  let shift = 0;
  const read = hunks.map(({ removed, ...hunk }) => {
    const baseStart = hunk.start + shift;
    shift += removed.length - (hunk.end - hunk.start);
    return { ...hunk, baseStart, baseEnd: baseStart + removed.length };
  });
  const old = hunks.map(({ start, end, removed }) => ({ start, end, lines: removed }));
  return { baseline: withEdits(current, old), current, hunks: read, nextId };
}

function editsBetween(from: readonly string[], to: readonly string[]): LineEdit[] {
  if (from === to) return [];
  return lineChanges(from, to).map(({ oldStart, oldEnd, newStart, newEnd }) => ({
    start: oldStart,
    end: oldEnd,
    lines: to.slice(newStart, newEnd),
  }));
}

function withEdits(lines: readonly string[], edits: readonly LineEdit[]): readonly string[] {
  const parts: (readonly string[])[] = [];
  let position = 0;
  for (const { start, end, lines: added } of edits) {
    parts.push(lines.slice(position, start), added);
    position = end;
  }
  return [...parts, lines.slice(position)].flat();
}

function sizeOf(edits: readonly LineEdit[]): number {
  return edits.reduce((sum, { lines }) => sum + lines.reduce((size, line) => size + line.length, 16), 0);
}
