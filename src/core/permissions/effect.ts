// What a call would bring about, as a value that can be compared and shown.

export type EffectKind =
  'delete' | 'write' | 'read_outside' | 'network' | 'git_commit' | 'git_push' | 'git_discard';

/** Plain JSON. */
export interface Effect {
  readonly kind: EffectKind;
  /** A resolved path, or a host; absent where nobody can tell which. */
  readonly target?: string;
  /** The target as people see it. */
  readonly shown?: string;
  /** The target is a folder of the workspace, or holds one. */
  readonly isWide?: true;
  /** Proposed by a tool for files, which shows exactly what it would do. */
  readonly isProposed?: true;
}
