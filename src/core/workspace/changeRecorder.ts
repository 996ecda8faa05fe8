// The port through which `commitChanges` tells a journal what it is about to write and what came of it.
import type { AppliedChange, FileChange } from './workspace';

/** Who made a change. */
export type ChangeOrigin =
  | {
      readonly kind: 'run';
      readonly runId: string;
      /** Model turn within the run, from 1. */
      readonly turn?: number;
      readonly toolCallId?: string;
      readonly stepId?: string;
      /** The command line, where the change is the side effect of a command. */
      readonly command?: string;
    }
  /** A tool that an embedder called without a run. */
  | { readonly kind: 'direct'; readonly toolCallId: string }
  | {
      readonly kind: 'restore';
      readonly restoreId: string;
      /** The run, the restore, or the plan step that files were brought back before. */
      readonly checkpointId: string;
    }
  /** A person decided about a hunk or a file under review. */
  | { readonly kind: 'review'; readonly decisionId: string };

/** One change between intent and outcome: exactly one of these is called, and `failed` again when it is taken back later. */
export interface RecordedWrite {
  /** The change is on disk (or in the document). Never rejects. */
  applied(result: AppliedChange): Promise<void>;
  /** Nothing of it was written, or all of it was taken back. Never throws. */
  failed(): void;
  /** The write failed, and something of it may be there. Never throws. */
  unknown(): void;
}

/** Called right before each write; the write waits for it. Never rejects: a journal that fails must not stop the work. */
export type ChangeRecorder = (change: FileChange) => Promise<RecordedWrite>;
