// The journals of the sessions under review: of those that are open through them, of the others directly from their files.
import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { BlobStore } from '../journal/blobStore';
import { createChangeJournal } from '../journal/changeJournal';
import type { ChangeJournal } from '../journal/changeJournal';
import { contentOfImage } from '../journal/fileImages';
import type { FileImage } from '../journal/journalLine';
import { parseJournalLine } from '../journal/journalLine';
import { changesOf } from '../journal/journalState';
import type { JournalledChange } from '../journal/journalState';
import { changesWithOutcome } from '../journal/outcomes';
import { inOneForm, reviewContentOf } from '../journal/reviewContent';
import { createSessionChanges } from '../journal/sessionChanges';
import { noticeText } from '../words/noticeCause';
import type { ChangeRecorder } from '../workspace/changeRecorder';
import { isMissing } from '../workspace/fileSystemError';
import { decodeText, versionOf } from '../workspace/textCodec';
import type { FileContent, Workspace } from '../workspace/workspace';
import type { ReviewableChange, ReviewContent, ReviewedSession, ReviewSink } from './reviewSink';

export interface SessionJournalsOptions {
  readonly journalPath: (sessionId: string) => string;
  readonly workspace: Workspace;
  readonly blobs: BlobStore;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly newId: () => string;
  readonly onFailure: (error: Error) => void;
}

export interface SessionJournals {
  attach(session: ReviewedSession): () => void;
  recorder(sessionId: string, decisionId: string): ChangeRecorder;
  settle(sessionId: string, changeIds: readonly string[]): void;
  /** Bytes of the journal now; 0 without one. */
  size(sessionId: string): number;
  /** Changes that took effect and begin after these bytes, or are named, oldest first. */
  changesAfter(
    sessionId: string,
    bytes: number,
    named: readonly string[],
  ): Promise<readonly ReviewableChange[]>;
  /** Records what commands of a session that nobody has open changed when they were cut off, and tells the sink. */
  recover(sessionId: string, sink: ReviewSink): Promise<void>;
  /** A file as it was before a change, byte for byte; undefined when it is not stored. */
  before(
    sessionId: string,
    changeId: string,
  ): Promise<{ readonly content: FileContent; readonly mode?: number } | undefined>;
  close(): void;
}

export function createSessionJournals(options: SessionJournalsOptions): SessionJournals {
  const { blobs, journalPath, workspace } = options;
  const attached = new Map<string, ReviewedSession>();
  const own = new Map<string, ChangeJournal>();

  function journalOf(sessionId: string): ChangeJournal {
    const known = own.get(sessionId);
    if (known !== undefined) return known;
    const journal = createChangeJournal({ ...options, path: journalPath(sessionId), sessionId });
    own.set(sessionId, journal);
    return journal;
  }

  async function idsAfter(sessionId: string, bytes: number): Promise<readonly string[]> {
    try {
      const tail = (await readFile(journalPath(sessionId))).subarray(bytes).toString('utf8');
      return tail.split('\n').flatMap((line) => {
        const parsed = parseJournalLine(line);
        return parsed?.type === 'intent' || parsed?.type === 'observed' ? [parsed.id] : [];
      });
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  }

  async function contentOf(image: FileImage): Promise<ReviewContent> {
    const bytes = image.missing === undefined ? await blobs.get(image.blob) : undefined;
    if (bytes === undefined) return { kind: 'opaque', version: image.version };
    if (image.form === 'text') {
      return { kind: 'text', text: Buffer.from(bytes).toString('utf8'), encoding: image.encoding };
    }
    return reviewContentOf({
      path: '',
      version: versionOf(bytes),
      bytes,
      dirty: false,
      ...decodeText(bytes),
    });
  }

  async function reviewable(sessionId: string, change: JournalledChange): Promise<ReviewableChange> {
    const { id, kind, file, to, origin, time } = change;
    const before = change.before === undefined ? undefined : await contentOf(change.before);
    const after = change.after === undefined ? undefined : await contentOf(change.after);
    const [left, right] =
      before !== undefined && after !== undefined ? inOneForm(before, after) : [before, after];
    return {
      sessionId,
      changeId: id,
      kind,
      file,
      origin,
      time,
      undoable: change.before?.missing === undefined && change.after?.missing !== 'link',
      ...(change.changedSince === true ? { changedSince: true } : {}),
      ...(to === undefined ? {} : { to }),
      ...(left === undefined ? {} : { before: left }),
      ...(right === undefined ? {} : { after: right }),
    };
  }

  return {
    attach(session) {
      attached.set(session.sessionId, session);
      return () => {
        if (attached.get(session.sessionId) === session) attached.delete(session.sessionId);
      };
    },

    recorder: (sessionId, decisionId) =>
      attached.get(sessionId)?.recorder(decisionId) ??
      journalOf(sessionId).recorder(() => ({ kind: 'review', decisionId })),

    settle(sessionId, changeIds) {
      const session = attached.get(sessionId);
      if (session === undefined) journalOf(sessionId).settle(changeIds);
      else session.settle(changeIds);
    },

    size: (sessionId) => statSync(journalPath(sessionId), { throwIfNoEntry: false })?.size ?? 0,

    async changesAfter(sessionId, bytes, named) {
      const ids = new Set([...(await idsAfter(sessionId, bytes)), ...named]);
      if (ids.size === 0) return [];
      const all = await changesWithOutcome({ journal: journalOf(sessionId), workspace, blobs });
      const changes: ReviewableChange[] = [];
      for (const change of all) {
        if (!ids.has(change.id) || change.state !== 'applied') continue;
        // A decision settles its own writes.
        if (change.settled && change.origin.kind !== 'review') continue;
        changes.push(await reviewable(sessionId, change));
      }
      return changes;
    },

    async recover(sessionId, sink) {
      // Those that are open do it themselves.
      if (attached.has(sessionId)) return;
      const path = journalPath(sessionId);
      const changes = createSessionChanges({
        path,
        sessionId,
        workspace,
        now: options.now,
        newId: options.newId,
        review: { begin: (...args) => sink.begin(...args), end: (...args) => sink.end(...args) },
        onFailure: (cause) => options.onFailure(new Error(noticeText(cause))),
      });
      await changes.recover();
      await changes.dispose();
    },

    async before(sessionId, changeId) {
      const all = changesOf(await journalOf(sessionId).read());
      const image = all.find(({ id }) => id === changeId)?.before;
      const content = image === undefined ? undefined : await contentOfImage(blobs, image, undefined);
      if (content === undefined) return undefined;
      return { content, ...(image?.mode === undefined ? {} : { mode: image.mode }) };
    },

    close() {
      for (const journal of own.values()) journal.close();
      own.clear();
    },
  };
}
