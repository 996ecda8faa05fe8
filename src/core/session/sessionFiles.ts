// The files of a session for whoever works on them without a model: read with what is kept from models left out, written by `commit` with
// leases and the journal, and no questions.
import type { SessionChanges } from '../journal/sessionChanges';
import { protectedWords } from '../permissions/permissionCause';
import type { ProtectedPaths } from '../permissions/protectedPaths';
import type { ReadLedger, SearchBackend, ToolServices } from '../tools/toolServices';
import type { ChangeOrigin } from '../workspace/changeRecorder';
import { commitChanges } from '../workspace/commit';
import type { CommitLease } from '../workspace/commit';
import type {
  AppliedChange,
  FileChange,
  FileSnapshot,
  ResolvedPath,
  Workspace,
} from '../workspace/workspace';

export interface SessionFiles {
  /** For looking: what is written goes through `commit`. */
  readonly workspace: Workspace;
  readonly search: SearchBackend;
  /** True for a file whose content is kept from models. */
  isHidden(file: ResolvedPath): Promise<boolean>;
  /** Throws `WorkspaceError`, `ignored` for a file that is kept from models. */
  read(file: ResolvedPath): Promise<FileSnapshot>;
  /** Why writing this file would always ask, in words; undefined when it would not. */
  protectedReason(file: ResolvedPath): string | undefined;
  /** All or nothing. Throws `WorkspaceError`. */
  commit(changes: readonly FileChange[], signal?: AbortSignal): Promise<readonly AppliedChange[]>;
  /** Known secrets out of a text. */
  redact(text: string): string;
}

export interface SessionFilesOptions {
  readonly workspace: Workspace;
  readonly services: Pick<ToolServices, 'search' | 'content' | 'readFile'>;
  readonly protectedPaths: ProtectedPaths;
  readonly commit: FileCommit;
  readonly newId: () => string;
  readonly redact: (text: string) => string;
  /** Ends with the session. */
  readonly lifetime: AbortSignal;
}

/** Writes changes for whoever they are recorded for. */
export type FileCommit = (
  changes: readonly FileChange[],
  origin: ChangeOrigin,
  signal: AbortSignal,
) => Promise<readonly AppliedChange[]>;

export interface FileCommitOptions extends Pick<SessionFilesOptions, 'workspace'> {
  readonly reads: ReadLedger;
  /** Absent where no changes are kept. */
  readonly changes: SessionChanges | undefined;
  readonly leaseFor: () => CommitLease;
}

export function createFileCommit({ workspace, reads, changes, leaseFor }: FileCommitOptions): FileCommit {
  return async (proposed, origin, signal) => {
    const applied = await commitChanges(workspace, proposed, {
      signal,
      lease: leaseFor(),
      ...(changes === undefined ? {} : { journal: changes.recorder(() => origin) }),
    });
    for (const { change, version } of applied)
      if (version !== undefined)
        reads.seen((change.kind === 'rename' ? change.to : change.file).path, version);
    return applied;
  };
}

export function createSessionFiles(options: SessionFilesOptions): SessionFiles {
  const { workspace, services, lifetime } = options;
  return {
    workspace,
    search: services.search,
    isHidden: (file) => services.content.isHidden(file),
    read: (file) => services.readFile(file),
    protectedReason: (file) => {
      const what = options.protectedPaths.kindOf(file);
      return what === undefined ? undefined : protectedWords(what);
    },
    redact: options.redact,
    commit(changes, signal) {
      const origin = { kind: 'direct', toolCallId: options.newId() } as const;
      return options.commit(
        changes,
        origin,
        signal === undefined ? lifetime : AbortSignal.any([lifetime, signal]),
      );
    },
  };
}
