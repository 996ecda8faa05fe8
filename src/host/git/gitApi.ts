// The part of the Git extension's API (version 1) that we use. Its types are not published as a package.
import { extensions } from 'vscode';
import type { Uri } from 'vscode';

export interface GitChange {
  readonly uri: Uri;
  readonly originalUri: Uri;
}

export interface GitRepository {
  readonly rootUri: Uri;
  readonly inputBox: { value: string };
  readonly state: {
    readonly HEAD: { readonly name?: string } | undefined;
    readonly indexChanges: readonly GitChange[];
    readonly workingTreeChanges: readonly GitChange[];
    /** Absent in older editors, which count them among `workingTreeChanges`. */
    readonly untrackedChanges?: readonly GitChange[];
  };
  /** `git diff --cached -- <path>` */
  diffIndexWithHEAD(path: string): Promise<string>;
  /** `git diff HEAD -- <path>` */
  diffWithHEAD(path: string): Promise<string>;
  log(options: { readonly maxEntries: number }): Promise<readonly { readonly message: string }[]>;
}

export interface GitApi {
  readonly repositories: readonly GitRepository[];
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
