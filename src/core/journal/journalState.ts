// A journal as a value: the fold of its lines.
import type { ChangeOrigin } from '../workspace/changeRecorder';
import type { FileImage, JournalLine, JournalPlace } from './journalLine';

/** A moment to which files can be brought back: the start of a run, of a plan step, or of a restore (so that it can be taken back). */
export interface Checkpoint {
  /** Id of the run, the step or the restore. */
  readonly id: string;
  readonly kind: 'run' | 'step' | 'restore';
  /** Milliseconds since the epoch. */
  readonly time: number;
}

/** One file operation. */
export interface JournalledChange {
  readonly id: string;
  readonly kind: 'create' | 'edit' | 'delete' | 'rename';
  readonly file: JournalPlace;
  /** New place of a rename. */
  readonly to?: JournalPlace | undefined;
  /** Absent for a create. */
  readonly before?: FileImage | undefined;
  /** Absent for a delete. While the change is uncertain: what was intended. */
  readonly after?: FileImage | undefined;
  readonly origin: ChangeOrigin;
  /** Found after a crash; what the file held then may be the work of others too. */
  readonly changedSince?: true | undefined;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** `uncertain`: intended, and no outcome was recorded (a crash between). */
  readonly state: 'applied' | 'failed' | 'uncertain';
  /** A person has decided about it: its images need not be kept for ever. */
  readonly settled: boolean;
}

export interface JournalState {
  readonly sessionId: string | undefined;
  readonly entries: readonly JournalEntry[];
}

/** In the order in which they happened. */
export type JournalEntry =
  | { readonly type: 'checkpoint'; readonly checkpoint: Checkpoint }
  | { readonly type: 'change'; readonly change: JournalledChange };

export function foldJournal(lines: readonly JournalLine[]): JournalState {
  let sessionId: string | undefined;
  const entries: JournalEntry[] = [];
  const positions = new Map<string, number>();
  const update = (id: string, part: Partial<JournalledChange>): void => {
    const position = positions.get(id);
    const entry = position === undefined ? undefined : entries[position];
    if (position === undefined || entry?.type !== 'change') return;
    entries[position] = { type: 'change', change: { ...entry.change, ...part } };
  };
  for (const line of lines) {
    switch (line.type) {
      case 'journal':
        sessionId ??= line.sessionId;
        break;
      case 'checkpoint':
        entries.push({ type: 'checkpoint', checkpoint: { id: line.id, kind: line.kind, time: line.time } });
        break;
      case 'intent': {
        const { type: _, ...change } = line;
        positions.set(line.id, entries.length);
        entries.push({ type: 'change', change: { ...change, state: 'uncertain', settled: false } });
        break;
      }
      case 'observed': {
        const { type: _, ...change } = line;
        positions.set(line.id, entries.length);
        entries.push({ type: 'change', change: { ...change, state: 'applied', settled: false } });
        break;
      }
      case 'applied':
        update(line.id, { state: 'applied', ...(line.after === undefined ? {} : { after: line.after }) });
        break;
      case 'failed':
        update(line.id, { state: 'failed' });
        break;
      case 'settled':
        for (const id of line.ids) update(id, { settled: true });
        break;
    }
  }
  return { sessionId, entries };
}

export function changesOf(state: JournalState): readonly JournalledChange[] {
  return state.entries.flatMap((entry) => (entry.type === 'change' ? [entry.change] : []));
}

/** Ids of blobs that changes still under review need. */
export function pendingBlobs(state: JournalState): readonly string[] {
  return changesOf(state)
    .filter((change) => !change.settled && change.state !== 'failed')
    .flatMap(({ before, after }) => [before, after])
    .flatMap((image) =>
      image === undefined || image.missing !== undefined ? [] : [image.blob, image.bytes ?? []],
    )
    .flat();
}
