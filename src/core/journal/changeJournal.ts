// The journal of one session: every file operation with its content before and after. An intent is written before the file and the
// outcome after it, so that a crash between the two is seen. A journal that can't be written never stops the work; it says so once.
import type { ChangeOrigin, ChangeRecorder, RecordedWrite } from '../workspace/changeRecorder';
import type {
  AppliedChange,
  FileChange,
  FileSnapshot,
  ResolvedPath,
  Workspace,
} from '../workspace/workspace';
import type { ReviewableChange, ReviewSink } from '../review/reviewSink';
import type { BlobStore } from './blobStore';
import { storeContent, storeSnapshot } from './fileImages';
import { openJournalFile, readJournalFile } from './journalFile';
import type { FileImage, JournalLine, JournalPlace } from './journalLine';
import { foldJournal } from './journalState';
import { inOneForm, reviewContentOf, reviewContents, writtenContent } from './reviewContent';
import type { Checkpoint, JournalledChange, JournalState } from './journalState';

export interface ChangeJournalOptions {
  /** The file; made with the first line. */
  readonly path: string;
  readonly sessionId: string;
  readonly workspace: Workspace;
  readonly blobs: BlobStore;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly newId: () => string;
  /** Hears of every write but those by which a person decides about earlier ones. */
  readonly review?: ReviewSink;
  /** Told of the paths of every write that was applied. */
  readonly onWritten?: (paths: readonly string[]) => void;
  /** Called for the first failure only. */
  readonly onFailure: (error: Error) => void;
}

/** A change that has happened already, with its contents stored. */
export interface ObservedFileChange {
  readonly kind: JournalledChange['kind'];
  readonly file: JournalPlace;
  readonly to?: JournalPlace;
  readonly before?: FileImage;
  readonly after?: FileImage;
  readonly origin: ChangeOrigin;
  /** As `JournalledChange.changedSince`. */
  readonly changedSince?: true;
}

export interface ChangeJournal {
  /** Marks a moment to which files can be brought back. Costs one line. */
  checkpoint(id: string, kind: Checkpoint['kind']): void;
  /** What `commitChanges` takes as its journal. */
  recorder(origin: () => ChangeOrigin): ChangeRecorder;
  /** Records a change that was made by somebody else, such as a command, and is seen only now. */
  observed(change: ObservedFileChange): Promise<void>;
  /** A person decided about these changes; their images may be pruned once they are old. */
  settle(ids: readonly string[]): void;
  /** True while this process is writing the change. */
  isUnderWay(id: string): boolean;
  /** Writes the outcome of an uncertain change that was found by looking at the files. */
  decide(id: string, state: 'applied' | 'failed'): void;
  read(): Promise<JournalState>;
  close(): void;
}

export function createChangeJournal(options: ChangeJournalOptions): ChangeJournal {
  const { blobs, now, newId } = options;
  const file = openJournalFile(options.path, () => ({
    type: 'journal',
    version: 1,
    sessionId: options.sessionId,
    time: now(),
  }));
  const underWay = new Set<string>();
  let hasFailed = false;

  function report(error: unknown): void {
    if (hasFailed) return;
    hasFailed = true;
    options.onFailure(error instanceof Error ? error : new Error(String(error)));
  }

  function append(line: JournalLine): void {
    try {
      file.append(line);
    } catch (error) {
      report(error);
    }
  }

  /** An image whose content could not be stored still says which content it was. */
  async function image(store: () => Promise<FileImage>, version: string): Promise<FileImage> {
    try {
      return await store();
    } catch (error) {
      report(error);
      return { version, size: 0, encoding: 'utf8', form: 'bytes', blob: version, missing: 'not_stored' };
    }
  }

  async function imageBefore(path: string, before: FileSnapshot): Promise<FileImage> {
    const mode = (await options.workspace.stat(path))?.mode;
    return { ...(await storeSnapshot(blobs, before)), ...(mode === undefined ? {} : { mode }) };
  }

  async function intendedImage(
    change: FileChange,
    before: FileImage | undefined,
  ): Promise<FileImage | undefined> {
    if (change.kind === 'delete') return undefined;
    const { after } = change;
    if (after === undefined) return before;
    const snapshot = change.kind === 'create' ? undefined : change.before;
    return image(() => storeContent(blobs, change.file.path, after, snapshot), '');
  }

  /** The image as it really came out: with its version, and read again where something else had a hand in it. */
  async function finalImage(
    result: AppliedChange,
    intended: FileImage | undefined,
  ): Promise<{ readonly image?: FileImage; readonly snapshot?: FileSnapshot }> {
    const { change, version } = result;
    if (intended === undefined || version === undefined)
      return intended === undefined ? {} : { image: intended };
    const isOther = intended.form === 'bytes' && intended.blob !== version;
    if (isOther || result.changedOnSave === true) {
      const { path } = change.kind === 'rename' ? change.to : change.file;
      let snapshot: FileSnapshot | undefined;
      const stored = await image(async () => {
        snapshot = await options.workspace.read(path, { maxBytes: Infinity });
        return storeSnapshot(blobs, snapshot);
      }, version);
      return { image: stored, ...(snapshot === undefined ? {} : { snapshot }) };
    }
    return { image: { ...intended, version } };
  }

  return {
    checkpoint: (id, kind) => append({ type: 'checkpoint', id, kind, time: now() }),

    recorder: (origin) => async (change) => {
      const id = newId();
      const before =
        change.kind === 'create'
          ? undefined
          : await image(() => imageBefore(change.file.path, change.before), change.before.version);
      const after = await intendedImage(change, before);
      underWay.add(id);
      const by = origin();
      const time = now();
      const review = by.kind === 'review' ? undefined : options.review;
      review?.begin(id, placesOf(change), options.sessionId);
      append({
        type: 'intent',
        id,
        time,
        kind: change.kind,
        file: placeOf(change.file),
        ...(change.kind === 'rename' ? { to: placeOf(change.to) } : {}),
        ...(before === undefined ? {} : { before }),
        ...(after === undefined ? {} : { after }),
        origin: by,
      });
      const write: RecordedWrite = {
        async applied(result) {
          const final = await finalImage(result, after);
          append({ type: 'applied', id, ...(final.image === undefined ? {} : { after: final.image }) });
          if (by.kind === 'review') append({ type: 'settled', ids: [id] });
          underWay.delete(id);
          const undoable = before?.missing === undefined;
          const facts = { sessionId: options.sessionId, changeId: id, origin: by, time, undoable };
          review?.end(id, { ...facts, ...reviewableChange(change, final.snapshot) });
          options.onWritten?.(placesOf(change));
        },
        failed() {
          append({ type: 'failed', id });
          underWay.delete(id);
          review?.end(id);
        },
        unknown() {
          underWay.delete(id);
          review?.end(id);
        },
      };
      return write;
    },

    async observed(change) {
      const id = newId();
      const time = now();
      const { review } = options;
      const contents = review === undefined ? {} : await reviewContents(blobs, change);
      const { kind, file, to, origin: by, before, after, changedSince } = change;
      // Before the line, as with any write: from there on the review counts the lines of this journal.
      review?.begin(id, [file.path, ...(to === undefined ? [] : [to.path])], options.sessionId);
      append({ type: 'observed', id, time, ...change });
      review?.end(id, {
        sessionId: options.sessionId,
        changeId: id,
        kind,
        file,
        ...(to === undefined ? {} : { to }),
        ...contents,
        origin: by,
        time,
        undoable: before?.missing === undefined && after?.missing !== 'link',
        ...(changedSince === undefined ? {} : { changedSince }),
      });
    },

    settle(ids) {
      if (ids.length > 0) append({ type: 'settled', ids: [...ids] });
    },

    isUnderWay: (id) => underWay.has(id),
    decide: (id, state) => append({ type: state, id }),
    read: async () => foldJournal((await readJournalFile(options.path)).lines),
    close: () => file.close(),
  };
}

/** @param written the file as it came out, where that is not what was meant */
function reviewableChange(
  change: FileChange,
  written: FileSnapshot | undefined,
): Pick<ReviewableChange, 'kind' | 'file' | 'to' | 'before' | 'after'> {
  const before = change.kind === 'create' ? undefined : change.before;
  const { kind } = change;
  const places = {
    file: placeOf(change.file),
    ...(change.kind === 'rename' ? { to: placeOf(change.to) } : {}),
  };
  const old = before === undefined ? undefined : reviewContentOf(before);
  if (change.kind === 'delete') return { kind, ...places, ...(old === undefined ? {} : { before: old }) };
  const meant = change.after === undefined ? old : writtenContent(change.after, before?.encoding ?? 'utf8');
  const after = written === undefined ? meant : reviewContentOf(written);
  if (after === undefined) return { kind, ...places };
  if (old === undefined) return { kind, ...places, after };
  const [left, right] = inOneForm(old, after);
  return { kind, ...places, before: left, after: right };
}

function placesOf(change: FileChange): readonly string[] {
  return change.kind === 'rename' ? [change.file.path, change.to.path] : [change.file.path];
}

function placeOf({ path, display }: ResolvedPath): JournalPlace {
  return { path, display };
}
