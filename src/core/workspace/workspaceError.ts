import type { FileCause } from '../words/errorCause';

/**
 * - `missing`: nothing there - `exists`: something there already - `directory`: a folder where a file is needed
 * - `not_directory` - `too_large` - `stale`: changed since it was read - `read_only` - `outside`: outside the workspace
 * - `leased`: somebody else is changing it, and waiting would never end
 * - `invalid_path`: device, UNC or otherwise unusable - `io`: anything else the file system said
 */
export type WorkspaceErrorReason =
  | 'missing'
  | 'exists'
  | 'directory'
  | 'not_directory'
  | 'too_large'
  | 'stale'
  | 'read_only'
  | 'outside'
  | 'leased'
  | 'invalid_path'
  | 'ignored'
  | 'io';

/** A file operation that failed. `message` is written so that the model can act on it. */
export class WorkspaceError extends Error {
  override readonly name = 'WorkspaceError';
  readonly why: FileCause;

  constructor(
    readonly reason: WorkspaceErrorReason,
    message: string,
    /** The path as shown to people. */
    readonly path: string,
    cause?: unknown,
    /** Default: what `reason` says of `path`. */
    why?: FileCause,
  ) {
    super(message, { cause });
    this.why = why ?? { about: 'file', code: reason, path };
  }
}
