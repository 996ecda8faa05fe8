// The part of the Git extension's API (version 1) that we use. Its types are not published as a package.
import { extensions } from 'vscode';
import type { Event, Uri } from 'vscode';

export interface GitChange {
  readonly uri: Uri;
  readonly originalUri: Uri;
}

/** Each question gives a new object: `rootUri` tells whether it is the same repository. */
export interface GitRepository {
  readonly rootUri: Uri;
  readonly inputBox: { value: string };
  readonly state: {
    /** `name` is absent while no branch is checked out. */
    readonly HEAD: { readonly name?: string; readonly commit?: string } | undefined;
    readonly indexChanges: readonly GitChange[];
    readonly workingTreeChanges: readonly GitChange[];
    /** Absent in older editors, which count them among `workingTreeChanges`. */
    readonly untrackedChanges?: readonly GitChange[];
    readonly onDidChange: Event<void>;
  };
  /** `git diff --cached -- <path>` */
  diffIndexWithHEAD(path: string): Promise<string>;
  /** `git diff HEAD -- <path>` */
  diffWithHEAD(path: string): Promise<string>;
  /** Content of a file as text; '' is the index, else a commit or a branch. Rejects when it is not there. */
  show(ref: string, path: string): Promise<string>;
  /** Rejects with `gitErrorCode` `UnknownPath` when the file is not there. */
  getObjectDetails(ref: string, path: string): Promise<{ readonly object: string }>;
  log(options: { readonly maxEntries: number }): Promise<readonly { readonly message: string }[]>;
}

export interface GitApi {
  readonly repositories: readonly GitRepository[];
  readonly onDidOpenRepository: Event<GitRepository>;
  readonly onDidCloseRepository: Event<GitRepository>;
  getRepository(uri: Uri): GitRepository | null;
}

/** Undefined where the Git extension is not there or is turned off. */
export async function gitApi(): Promise<GitApi | undefined> {
  const extension = extensions.getExtension<{ readonly enabled: boolean; getAPI(version: 1): GitApi }>(
    'vscode.git',
  );
  if (extension === undefined) return undefined;
  const git = await extension.activate();
  return git.enabled ? git.getAPI(1) : undefined;
}
