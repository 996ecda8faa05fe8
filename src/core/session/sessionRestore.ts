// Takes a session back to a checkpoint: files, conversation or both; and forward again. Only while no run is on.
import { ConfigurationError } from '../config/configurationError';
import type { AgentEventBody } from '../events/agentEvent';
import type { RestoreOptions, RestoreResult } from '../journal/restore';
import type { RestorePlan } from '../journal/restorePlan';
import type { CheckpointFiles, SessionChanges } from '../journal/sessionChanges';
import { titleOf } from './historyFold';
import type { HistoryEntry } from './historyFold';
import { restoreNote } from './restoreNote.prompt';
import { followTrail, NO_TRAIL } from './restoreTrail';
import type { RestoreTrail } from './restoreTrail';

/** A moment to go back to, and what that would touch. */
export interface CheckpointInfo extends CheckpointFiles {
  /** Beginning of the prompt; absent when it is not in the conversation any more, and for restores and steps. */
  readonly prompt?: string;
}

export interface RestoreRequest extends Partial<Pick<RestoreOptions, 'decide' | 'signal'>> {
  /** Default `files`. */
  readonly what?: 'files' | 'conversation' | 'both';
}

export interface SessionRestorePort {
  /** Absent where sessions are not stored in a folder. */
  readonly changes: () => SessionChanges | undefined;
  readonly entries: () => readonly HistoryEntry[];
  readonly setEntries: (entries: readonly HistoryEntry[]) => void;
  readonly emit: (body: AgentEventBody) => void;
}

const NO_FILES: RestoreResult = { restored: [], kept: [], notUndoable: [] };

export class SessionRestore {
  readonly #port: SessionRestorePort;
  #trail: RestoreTrail = NO_TRAIL;

  constructor(port: SessionRestorePort) {
    this.#port = port;
  }

  /** What the log of a resumed session says. */
  resumeWith(trail: RestoreTrail): void {
    this.#trail = trail;
  }

  get canRedo(): boolean {
    return this.#trail.redo !== undefined;
  }

  /** Newest first. */
  async checkpoints(): Promise<readonly CheckpointInfo[]> {
    const found = (await this.#port.changes()?.checkpoints()) ?? [];
    return found.toReversed().map((checkpoint) => {
      const prompt = this.#promptOf(checkpoint.id)?.text;
      return { ...checkpoint, ...(prompt === undefined ? {} : { prompt }) };
    });
  }

  canCutBefore(runId: string): boolean {
    return this.#promptOf(runId) !== undefined;
  }

  async plan(checkpointId: string, signal: AbortSignal): Promise<RestorePlan> {
    const changes = this.#port.changes();
    const files = changes === undefined ? undefined : await changes.plan(checkpointId, signal);
    return { canCut: this.canCutBefore(checkpointId), ...(files === undefined ? {} : { files }) };
  }

  async restore(checkpointId: string, request: RestoreRequest): Promise<RestoreResult> {
    const what = request.what ?? 'files';
    const prompt = what === 'files' ? undefined : this.#promptOf(checkpointId);
    if (what !== 'files' && prompt === undefined)
      throw new ConfigurationError({ about: 'setup', code: 'prompt_gone' });
    const result = what === 'conversation' ? NO_FILES : await this.#restoreFiles(checkpointId, request);
    if (prompt !== undefined) {
      const filesLeft = what === 'conversation' ? await this.#filesSince(checkpointId) : [];
      this.cut(prompt.seq, { checkpointId, ...(filesLeft.length === 0 ? {} : { filesLeft }) });
    }
    const isNothing = result.restored.length + result.kept.length + result.notUndoable.length === 0;
    if (what === 'both' || (what === 'files' && !isNothing)) {
      this.#emit({
        type: 'files_restored',
        checkpointId,
        ...result,
        ...(what === 'both' ? { withConversation: true } : {}),
      });
    }
    return result;
  }

  /** Takes the last restore back; undefined when there is none since the last run. */
  async redo(request: Omit<RestoreRequest, 'what'>): Promise<RestoreResult | undefined> {
    const { redo, beforeCut } = this.#trail;
    if (redo === undefined) return undefined;
    const { restoreId, withConversation } = redo;
    const result = restoreId === undefined ? NO_FILES : await this.#restoreFiles(restoreId, request);
    if (withConversation && beforeCut !== undefined) {
      this.#port.setEntries(beforeCut);
      this.#emit({ type: 'history_uncut' });
    }
    if (restoreId !== undefined) {
      this.#emit({
        type: 'files_restored',
        checkpointId: restoreId,
        ...result,
        isRedo: true,
        ...(withConversation ? { withConversation } : {}),
      });
    }
    return result;
  }

  cut(
    beforeSeq: number,
    facts: { readonly checkpointId?: string; readonly filesLeft?: readonly string[] } = {},
  ): void {
    this.#emit({ type: 'history_cut', beforeSeq, ...facts });
    this.#port.setEntries(this.#port.entries().filter((entry) => entry.seq < beforeSeq));
  }

  /** Hears of what the session does beside restores. */
  follow(event: AgentEventBody): void {
    this.#trail = followTrail(this.#trail, event, this.#port.entries());
  }

  /** Restores that no message tells yet. */
  get untold(): RestoreTrail['untold'] {
    return this.#trail.untold;
  }

  /** What the model has to be told before its next turn. */
  note(): string {
    return restoreNote(this.#trail.untold);
  }

  #emit(body: AgentEventBody): void {
    this.follow(body);
    this.#port.emit(body);
  }

  async #restoreFiles(
    checkpointId: string,
    { decide, signal }: Pick<RestoreRequest, 'decide' | 'signal'>,
  ): Promise<RestoreResult> {
    const changes = this.#port.changes();
    if (changes === undefined) throw new ConfigurationError({ about: 'setup', code: 'changes_not_kept' });
    return changes.restore(checkpointId, {
      signal: signal ?? new AbortController().signal,
      ...(decide === undefined ? {} : { decide }),
    });
  }

  async #filesSince(checkpointId: string): Promise<readonly string[]> {
    const found = (await this.#port.changes()?.checkpoints()) ?? [];
    return found.find(({ id }) => id === checkpointId)?.files ?? [];
  }

  /** The message with which a run began, if it is in the conversation. */
  #promptOf(runId: string): { readonly seq: number; readonly text: string } | undefined {
    const entry = this.#port
      .entries()
      .find(
        ({ runId: of, message }) => of === runId && message.role === 'user' && message.origin === 'prompt',
      );
    if (entry?.message.role !== 'user') return undefined;
    // What the editor says about itself comes first, the person's words last.
    const words = entry.message.content.findLast((part) => part.type === 'text');
    return { seq: entry.seq, text: words === undefined ? '' : titleOf(words.text) };
  }
}
