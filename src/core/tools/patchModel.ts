// What every form of patch is read into: changes to files, made of hunks.

export interface HunkLine {
  /** ` ` stays, `-` goes, `+` comes. */
  readonly op: ' ' | '-' | '+';
  readonly text: string;
}

export interface Hunk {
  readonly lines: readonly HunkLine[];
  /** 1-based line where the old lines should be; absent where the form has no numbers. For no old lines: the line before. */
  readonly oldStart?: number;
  /** Lines that must come before the hunk, in this order (`@@ class Cart`). */
  readonly anchors?: readonly string[];
  /** The old lines are the last of the file. */
  readonly atEnd?: boolean;
  /** The side has no newline at the end of the file. */
  readonly noNewline?: { readonly old: boolean; readonly new: boolean };
}

export interface FilePatch {
  readonly kind: 'create' | 'edit' | 'delete';
  readonly path: string;
  /** New name; only for `edit`. */
  readonly renameTo?: string;
  readonly hunks: readonly Hunk[];
}

/** A patch that can't be read. The message is for the model. */
export class PatchSyntaxError extends Error {
  override readonly name = 'PatchSyntaxError';
}
