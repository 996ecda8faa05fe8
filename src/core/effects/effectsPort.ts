// What a session asks of the watcher of its workspace's files, and what it is told. Plain data: it crosses between threads.
import type { FileImage } from '../journal/journalLine';
import type { ChangeOrigin } from '../workspace/changeRecorder';
import type { WatchFailure } from '../words/noticeCause';

/** One file that a command changed. */
export interface ObservedChange {
  readonly kind: 'create' | 'edit' | 'delete' | 'rename';
  /** Absolute, as the disk spells it. */
  readonly path: string;
  /** New place of a rename. */
  readonly to?: string;
  /** Absent for a create. */
  readonly before?: FileImage;
  /** Absent for a delete. */
  readonly after?: FileImage;
  /** Found after a crash, and perhaps changed by somebody else between the crash and then. Absent: no. */
  readonly changedSince?: true;
}

/** Everything that one command changed, as far as it counts. */
export interface ObservedChanges {
  readonly changes: readonly ObservedChange[];
  /** Files of which only the permissions are others. Absolute. */
  readonly modes: readonly string[];
  /** Changed files beyond the limits of one command: neither looked into nor recorded. Absolute. */
  readonly beyond: readonly string[];
  /** Files and folders of the workspace that are left out by rule (ignored, generated). */
  readonly leftOut: number;
}

export interface BeginRequest {
  readonly id: string;
  /** Roots of the workspace now; real paths. */
  readonly roots: readonly string[];
  /** Whose it is, so that its changes can be found when this process is killed in the middle of it. Default: they are not. */
  readonly command?: { readonly sessionId: string; readonly origin: ChangeOrigin };
}

export interface BeginResult {
  /** File that says that the command runs. Whoever has recorded its changes removes it. Absent when it could not be written. */
  readonly mark?: string;
  /** Why every file has to be looked at for each command; absent where folders are watched. */
  readonly unwatched?: WatchFailure;
}

export interface EndRequest {
  readonly id: string;
  /** It goes on in the background: later changes are asked for with the same id. */
  readonly goesOn: boolean;
}

/** Follows the files of one workspace, for all sessions that share it. */
export interface WorkspaceEffects {
  /** Before a command that may write. The index is there, and whatever has no other source was copied. */
  begin(request: BeginRequest): Promise<BeginResult>;
  /** After it: what it changed since `begin`, or since the last `end`. */
  end(request: EndRequest): Promise<ObservedChanges>;
  /** Somebody else wrote these files just now (a person's save, another tool): not the doing of a command. */
  note(paths: readonly string[]): Promise<void>;
  dispose(): Promise<void>;
}

export interface WorkspaceEffectsOptions {
  /** Where contents are kept, as `BlobStoreOptions.dir`; private folders beside it are used for watching and for what a crash needs. */
  readonly blobsDir: string;
  readonly limits?: Partial<EffectLimits>;
}

export interface EffectLimits {
  /** Largest file that is copied before a command. Default 4 MiB. */
  readonly copyBytes: number;
  /** All copies together. Default 64 MiB. */
  readonly allCopiesBytes: number;
  /** Number of copies. Default 10,000. */
  readonly copies: number;
  /** Files recorded for one command. Default 2,000. */
  readonly files: number;
  /** Contents recorded for one command. Default 256 MiB. */
  readonly bytes: number;
  /** Folders that are watched. Default what the system allows. */
  readonly folders: number;
}
