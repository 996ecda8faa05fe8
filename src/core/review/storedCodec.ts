// Between files and decisions of a review and their stored form.
import type { BlobStore } from '../journal/blobStore';
import type { HunkState } from '../journal/hunks';
import { lineChanges } from '../journal/lineDiff';
import { linesOf } from '../workspace/textLines';
import type { DecidedFile, Decision } from './decision';
import type { FileUnderReview } from './fileUnderReview';
import type { ReviewSource } from './review';
import { restoredText } from './reviewedText';
import type { LineEdit, StoredDecision, StoredFile, StoredReview, StoredText } from './storedReview';

/** A text that differs more from the stored content is stored anew; characters. */
const MAX_EDIT_SIZE = 16 * 1024;

export interface StoredCodec {
  /** True for the text that was stored as a content: as the agent or a decision left the file. */
  isStoredText(key: string, text: string): boolean;
  file(file: FileUnderReview): Promise<StoredFile>;
  decision(
    decision: Decision,
    present: (key: string) => FileUnderReview | undefined,
  ): Promise<StoredDecision>;
  /** Undefined when a content is not stored any more. */
  readFile(stored: StoredFile): Promise<FileUnderReview | undefined>;
  readDecision(
    stored: StoredDecision,
    present: (key: string) => FileUnderReview | undefined,
  ): Promise<Decision | undefined>;
}

export function createStoredCodec(blobs: BlobStore): StoredCodec {
  /** The content that was stored last for a file. */
  const bases = new Map<string, { readonly blob: string; readonly lines: readonly string[] }>();

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
    const { content, changes, notUndoable, key, place, origin, presence } = file;
    const facts = {
      key,
      place,
      origin,
      presence,
      changes: [...changes],
      ...(notUndoable === undefined ? {} : { notUndoable }),
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

  async function readFile(stored: StoredFile): Promise<FileUnderReview | undefined> {
    const { content, notUndoable, ...facts } = stored;
    const base = { ...facts, ...(notUndoable === undefined ? {} : { notUndoable }) };
    if (content.kind === 'opaque') return { ...base, content };
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

    async decision({ id, kind, time, items }, present) {
      const stored = [];
      for (const item of items) {
        const isWhole = needsContents(item);
        const now = present(item.before.key)?.content;
        const baseline = now?.kind === 'text' ? now.text.hunks.baseline : [];
        stored.push({
          hunks: item.hunks.map((hunk) => ({
            ...hunk,
            removed: [...hunk.removed],
            added: [...hunk.added],
            sources: [...hunk.sources],
          })),
          baseline: editsBetween(baseline, item.baseline),
          before: await storedFile(item.before, isWhole),
          after: await storedFile(item.after, isWhole),
        });
      }
      return { id, kind, time, items: stored };
    },

    async readDecision({ id, kind, time, items }, present) {
      const read: DecidedFile[] = [];
      for (const item of items) {
        const before = await readFile(item.before);
        const after = await readFile(item.after);
        if (before === undefined || after === undefined) return undefined;
        const now = present(item.before.key)?.content;
        const lines = now?.kind === 'text' ? now.text.hunks.baseline : [];
        read.push({ hunks: item.hunks, baseline: withEdits(lines, item.baseline), before, after });
      }
      return { id, kind, time, items: read };
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
