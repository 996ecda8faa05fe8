// The only way the core touches files. Implementations: DiskWorkspace (command line, worker), EditorWorkspace (host),
// OverlayWorkspace (dry runs).
// Paths given to these methods are resolved ones (`ResolvedPath.path`), never what a model wrote.

/** One root of the workspace. */
export interface WorkspaceFolder {
  /** Shown to people and the model; unique within the workspace. */
  readonly name: string;
  /** Absolute real path, or the URI as a string where the scheme has no local path. */
  readonly root: string;
}

/** A path that passed the gate (`workspace/pathGate.ts`). */
export interface ResolvedPath {
  /** Absolute path with symbolic links of the deepest existing parent resolved. Key for reads, versions and commits. */
  readonly path: string;
  /** How it is shown: relative to its folder with `/`, prefixed by the folder's name where there are several folders. */
  readonly display: string;
  /** Absent when the path is outside every folder. */
  readonly folder?: WorkspaceFolder;
}

export interface FileStat {
  readonly kind: 'file' | 'directory' | 'symlink' | 'other';
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly modified: number;
  readonly readOnly?: boolean;
  /** Permission bits of a file; absent where the file system has none. */
  readonly mode?: number;
}

export interface DirectoryEntry {
  readonly name: string;
  readonly kind: FileStat['kind'];
  readonly size: number;
}

/**
 * The state of one file at one moment. `text` is there when the bytes decode and encode again unchanged; then `bytes` may be absent, and
 * is there where only the editor knows the encoding.
 * Otherwise only `bytes` is there and the file is edited as bytes.
 */
export interface FileSnapshot {
  readonly path: string;
  /** SHA-256 of the content as read; a commit against an older version fails. */
  readonly version: string;
  /** Text with its own line endings and without a byte order mark. */
  readonly text?: string;
  readonly bytes?: Uint8Array;
  /** `utf8`, `utf8bom`, `utf16le`, `utf16be`, or the editor's name of the encoding. */
  readonly encoding: string;
  readonly lineEnding: 'lf' | 'crlf' | 'mixed' | 'none';
  /** A NUL byte near the start: not text in any sense. */
  readonly binary: boolean;
  /** Open in the editor with text that is not saved; `text` is that text. */
  readonly dirty: boolean;
}

/** New content of a file. Text is encoded as the file was (new files: UTF-8 without a mark); bytes are written as they are. */
export type FileContent = { readonly text: string } | { readonly bytes: Uint8Array };

/**
 * One proposed change. `before` is the snapshot that the proposal was made from; a commit checks that it still holds.
 * The paths are resolved ones.
 */
export type FileChange =
  | {
      readonly kind: 'create';
      readonly file: ResolvedPath;
      readonly after: FileContent;
      /** Permission bits of a file that comes back; default those that new files get. */
      readonly mode?: number;
    }
  | {
      readonly kind: 'edit';
      readonly file: ResolvedPath;
      readonly before: FileSnapshot;
      readonly after: FileContent;
    }
  | { readonly kind: 'delete'; readonly file: ResolvedPath; readonly before: FileSnapshot }
  | {
      readonly kind: 'rename';
      readonly file: ResolvedPath;
      readonly to: ResolvedPath;
      readonly before: FileSnapshot;
      /** Absent: the content stays. */
      readonly after?: FileContent;
    };

/** What really happened to one file. */
export interface AppliedChange {
  readonly change: FileChange;
  /** Version after the write; absent for a delete. */
  readonly version?: string;
  /** The document stayed unsaved because it had unsaved text before. */
  readonly leftUnsaved?: boolean;
  /** The bytes on disk differ from those intended: something (format on save) changed them. */
  readonly changedOnSave?: boolean;
  /** Written as bytes, beside the editor's text model; says why. */
  readonly asBytes?: string;
}

/** Files and folders of one workspace. Every method may throw `WorkspaceError`; none shows anything to a person. */
export interface Workspace {
  readonly folders: readonly WorkspaceFolder[];
  /** False where the scheme has no local path: no commands, no ripgrep. */
  readonly isLocal: boolean;
  /** False: what this workspace shows is not what is on the disk (an overlay): no commands, no ripgrep. Default `isLocal`. */
  readonly isOnDisk?: boolean;
  /** False in Restricted Mode: reading only. */
  readonly isTrusted: boolean;
  /** Resolves what a model or a person wrote. Refuses device and UNC paths; says by an absent `folder` that it is outside. */
  resolve(path: string): Promise<ResolvedPath>;
  /** Undefined when nothing is there. Does not follow a final symbolic link. */
  stat(path: string): Promise<FileStat | undefined>;
  /** Reads without opening a document. `maxBytes` (default 50 MiB) refuses larger files with `too_large`. */
  read(path: string, options?: { readonly maxBytes?: number }): Promise<FileSnapshot>;
  list(path: string): Promise<readonly DirectoryEntry[]>;
  /** Writes one change. Called by `commit` only. Fails with `stale` when `before` no longer holds, changing nothing. */
  apply(change: FileChange): Promise<AppliedChange>;
  /** How many edits of different files may be applied side by side. Default 1. */
  readonly editsAtOnce?: number;
  /** Files with unsaved text, as resolved paths; always empty on disk. */
  unsaved(): Promise<readonly ResolvedPath[]>;
  /** Saves these documents; returns those that could not be saved. */
  save(paths: readonly string[]): Promise<readonly string[]>;
}
