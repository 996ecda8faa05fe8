// Ports that tools use beside the workspace. The host, the command line and the tests pass their own.
import type { ResolvedPath, FileSnapshot } from '../workspace/workspace';
import type { CommandRunner } from '../process/commandRunner';

/** Where the agent remembers which version of a file it has seen, so that nothing a person typed is overwritten. */
export interface ReadLedger {
  /** Called after each read and each commit. */
  seen(path: string, version: string): void;
  /** The version last seen, if any. */
  versionOf(path: string): string | undefined;
}

/** One line found by a search. */
export interface SearchMatch {
  /** Resolved path. */
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  readonly text: string;
  /** False for a context line. */
  readonly isMatch: boolean;
}

export interface TextSearch {
  readonly pattern: string;
  /** Folder or file to search in; default every workspace folder. */
  readonly root?: ResolvedPath;
  readonly glob?: string;
  readonly ignoreCase?: boolean;
  /** Lines around each match; default 0. */
  readonly contextLines?: number;
}

export interface FileSearch {
  readonly pattern: string;
  readonly root?: ResolvedPath;
}

/** Finds text and files, honouring ignore files. Iteration may be stopped early; the child process is then ended. */
export interface SearchBackend {
  /** Said once to the model where results are limited, such as a walk without ripgrep. */
  readonly notice?: string;
  /** Throws `SearchPatternError` for a pattern that does not compile. */
  searchText(query: TextSearch, signal: AbortSignal): AsyncIterable<SearchMatch>;
  searchFiles(query: FileSearch, signal: AbortSignal): AsyncIterable<string>;
}

/** Says whether the content of a file is kept from the model (`.planwrightignore`). */
export interface ContentFilter {
  isHidden(file: ResolvedPath): Promise<boolean>;
}

/** Private folder of the session for long outputs. */
export interface OutputFiles {
  /** Writes a file and returns its absolute path. `extension` without a dot. */
  write(callId: string, extension: string, content: string): Promise<string>;
}

export interface ToolServices {
  readonly reads: ReadLedger;
  readonly search: SearchBackend;
  readonly content: ContentFilter;
  /** Absent where commands can't run (virtual workspace). */
  readonly commands?: CommandRunner;
  readonly outputs: OutputFiles;
  /** Reads a file and records the version in the ledger; refuses hidden files. */
  readFile(file: ResolvedPath): Promise<FileSnapshot>;
}
