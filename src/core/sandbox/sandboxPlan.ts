// What one command may do in the sandbox, as plain values; `bubblewrap.ts` and `seatbelt.ts` say it in the words of each system.

/** All paths are absolute and real: no link is on the way to them. */
export interface SandboxPlan {
  /** Folders with everything below. All else is read-only. */
  readonly writable: readonly string[];
  /** Existing files and folders inside the writable ones that stay as they are. */
  readonly readOnly: readonly string[];
  /** Writable folders on the way to a read-only one: they can't be renamed, or another could be put in their place. */
  readonly held: readonly string[];
  /** Folders that look empty, such as keys of the person. */
  readonly hiddenFolders: readonly string[];
  /** Files and sockets that look like empty files, or can't be opened. */
  readonly hiddenFiles: readonly string[];
  /** Folders for temporary files. Bubblewrap makes each empty and private for one command; Seatbelt makes them writable. */
  readonly temporary: readonly string[];
  /** Shown read-only although a temporary folder covers it. */
  readonly visible: readonly string[];
  /** False: no network but one of its own, with nobody else in it. */
  readonly network: boolean;
  /** The one way out without `network`: a socket at this path, or a port of this machine. */
  readonly door?: { readonly socket: string } | { readonly port: number };
}
