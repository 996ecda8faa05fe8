// What the panel, the log and the command line show of a tool result. Plain JSON, sent over the protocol as it is.

/** One hunk of a shown diff; lines start with ` `, `+` or `-`. */
export interface DiffHunk {
  /** Set in a question where this hunk can be taken or left by itself; unique in its file. */
  readonly id?: string;
  readonly oldStart: number;
  readonly newStart: number;
  readonly lines: readonly string[];
}

/** One changed file as shown to people. */
export interface FileDiff {
  /** As `ResolvedPath.display`. */
  readonly path: string;
  readonly kind: 'create' | 'edit' | 'delete' | 'rename';
  readonly renamedTo?: string;
  readonly added: number;
  readonly removed: number;
  /** Absent for binary files and for diffs over the size limit. */
  readonly hunks?: readonly DiffHunk[];
  /** A `DiffNote`, or what was stored as one. */
  readonly note?: string;
  /** Set in a question where a person may write another text than the proposed one. */
  readonly isEditable?: boolean;
}

/** A file that a command changed. */
export interface ChangedFile {
  /** As `ResolvedPath.display`. */
  readonly path: string;
  readonly kind: 'create' | 'edit' | 'delete' | 'rename' | 'permissions';
  readonly renamedTo?: string;
  /** Why it can't be undone, in words that follow its name; absent when it can. */
  readonly notUndoable?: string;
}

export type ToolDetails =
  | {
      readonly type: 'read';
      readonly path: string;
      readonly fromLine: number;
      readonly toLine: number;
      readonly totalLines: number;
    }
  | { readonly type: 'search'; readonly matches: number; readonly files: number; readonly truncated: boolean }
  | { readonly type: 'diff'; readonly files: readonly FileDiff[] }
  | {
      readonly type: 'command';
      readonly command: string;
      readonly exitCode?: number;
      readonly durationMs: number;
      /** It ran in a sandbox. */
      readonly sandboxed?: boolean;
      /** Id under which a command in the background can be read and ended. */
      readonly backgroundId?: string;
      /** File with the whole output, where the shown one was cut. */
      readonly outputFile?: string;
      /** What it changed in the workspace, the first 200; absent when that is nothing or is not followed. */
      readonly changedFiles?: readonly ChangedFile[];
      /** Changed files beyond those. */
      readonly moreChangedFiles?: number;
      /** Files and folders of the workspace whose changes are not followed: ignored and generated ones. */
      readonly notFollowed?: number;
    };
