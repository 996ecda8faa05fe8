// A journal over a temporary workspace, and changes to it as a tool would make them.
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { onTestFinished } from 'vitest';
import { createBlobStore } from '../../../src/core/journal/blobStore';
import type { BlobStore, BlobStoreOptions } from '../../../src/core/journal/blobStore';
import { createChangeJournal } from '../../../src/core/journal/changeJournal';
import type { ChangeJournal } from '../../../src/core/journal/changeJournal';
import type { ChangeOrigin } from '../../../src/core/workspace/changeRecorder';
import { commitChanges } from '../../../src/core/workspace/commit';
import { createDiskWorkspace } from '../../../src/core/workspace/diskWorkspace';
import type { FileChange, FileContent, Workspace } from '../../../src/core/workspace/workspace';
import { temporaryFolder } from '../workspace/temporaryFolder';

export type Edit =
  | { readonly kind: 'create' | 'edit'; readonly path: string; readonly content: string | Uint8Array }
  | { readonly kind: 'delete'; readonly path: string }
  | { readonly kind: 'rename'; readonly path: string; readonly to: string; readonly content?: string };

export interface JournalHarness {
  readonly root: string;
  readonly journalPath: string;
  readonly workspace: Workspace;
  readonly blobs: BlobStore;
  readonly journal: ChangeJournal;
  readonly failures: readonly Error[];
  /** Another journal on the same files, as after a restart. */
  reopen(): ChangeJournal;
  /** Proposes and commits these changes at once, for a run or whoever else made them. */
  commit(by: string | ChangeOrigin, ...edits: readonly Edit[]): Promise<void>;
  /** Every file of the workspace with its content as Latin-1, so that bytes count. */
  tree(): Readonly<Record<string, string>>;
}

export interface HarnessOptions extends Partial<BlobStoreOptions> {
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly wrap?: (workspace: Workspace) => Workspace;
}

export function openJournal({
  files = {},
  wrap = (workspace) => workspace,
  ...limits
}: HarnessOptions = {}): JournalHarness {
  const root = temporaryFolder(files);
  const dir = temporaryFolder();
  const journalPath = join(dir, 'one.jsonl');
  const workspace = wrap(createDiskWorkspace({ folders: [{ root }] }));
  const blobs = createBlobStore({ dir: join(dir, 'blobs'), ...limits });
  const failures: Error[] = [];
  let count = 0;
  const open = (): ChangeJournal => {
    const journal = createChangeJournal({
      path: journalPath,
      sessionId: 'one',
      workspace,
      blobs,
      now: () => (count += 1),
      newId: () => `change-${(count += 1)}`,
      onFailure: (error) => failures.push(error),
    });
    onTestFinished(() => journal.close());
    return journal;
  };
  const journal = open();
  return {
    root,
    journalPath,
    workspace,
    blobs,
    journal,
    failures,
    reopen: open,
    async commit(by, ...edits) {
      const changes: FileChange[] = [];
      for (const edit of edits) changes.push(await propose(workspace, edit));
      await commitChanges(workspace, changes, {
        signal: new AbortController().signal,
        journal: journal.recorder(() => (typeof by === 'string' ? { kind: 'run', runId: by } : by)),
      });
    },
    tree: () => treeOf(root),
  };
}

async function propose(workspace: Workspace, edit: Edit): Promise<FileChange> {
  const file = await workspace.resolve(edit.path);
  if (edit.kind === 'create') return { kind: 'create', file, after: contentOf(edit.content) };
  const before = await workspace.read(file.path);
  if (edit.kind === 'delete') return { kind: 'delete', file, before };
  if (edit.kind === 'rename') {
    const to = await workspace.resolve(edit.to);
    const after = edit.content === undefined ? {} : { after: contentOf(edit.content) };
    return { kind: 'rename', file, to, before, ...after };
  }
  return { kind: 'edit', file, before, after: contentOf(edit.content) };
}

function contentOf(content: string | Uint8Array): FileContent {
  return typeof content === 'string' ? { text: content } : { bytes: content };
}

export function treeOf(root: string): Readonly<Record<string, string>> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  return Object.fromEntries(files.map((file) => [relative(root, file), readFileSync(file, 'latin1')]));
}
