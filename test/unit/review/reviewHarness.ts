// A review over a temporary workspace, with agents that write through a journal of their own as sessions do.
import { join } from 'node:path';
import { readFileSync, writeFileSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { createBlobStore } from '../../../src/core/journal/blobStore';
import { createChangeJournal } from '../../../src/core/journal/changeJournal';
import type { ChangeJournal } from '../../../src/core/journal/changeJournal';
import { createReview } from '../../../src/core/review/createReview';
import type { ReviewSink } from '../../../src/core/review/reviewSink';
import type { ReviewEngine } from '../../../src/core/review/createReview';
import { commitChanges } from '../../../src/core/workspace/commit';
import { createDiskWorkspace } from '../../../src/core/workspace/diskWorkspace';
import type { FileChange, FileContent, Workspace } from '../../../src/core/workspace/workspace';
import { temporaryFolder } from '../workspace/temporaryFolder';

export type Edit =
  | { readonly kind: 'create' | 'edit'; readonly path: string; readonly content: string | Uint8Array }
  | { readonly kind: 'delete'; readonly path: string }
  | { readonly kind: 'rename'; readonly path: string; readonly to: string; readonly content?: string };

export interface ReviewHarness {
  readonly root: string;
  readonly workspace: Workspace;
  readonly review: ReviewEngine;
  /** Folder of the journals. */
  readonly dir: string;
  readonly failures: readonly Error[];
  /** Another window on the same files and journals; what was not stored is gone, as after a kill. */
  reopen(sessions?: readonly string[]): Promise<ReviewEngine>;
  /** The resolved path of a name. */
  at(name: string): string;
  /** The agent writes. */
  agent(
    edits: readonly Edit[],
    options?: { readonly run?: string; readonly session?: string; readonly call?: string },
  ): Promise<void>;
  write(name: string, edit: (content: string) => string): Promise<void>;
  /** A person changes the file, with the editor. */
  type(
    name: string,
    edit: (text: string) => string,
    cause?: Parameters<ReviewEngine['textChanged']>[2],
  ): void;
  read(name: string): string;
  journal(session?: string): ChangeJournal;
  /** The most writes that were under way at once. */
  atOnce(): number;
}

export function openReview(
  files: Readonly<Record<string, string | Uint8Array>> = {},
  options: Pick<Workspace, 'editsAtOnce'> = {},
): ReviewHarness {
  const root = temporaryFolder(files);
  const dir = temporaryFolder();
  const disk = createDiskWorkspace({ folders: [{ root }] });
  let applying = 0;
  let atOnce = 0;
  const workspace: Workspace = {
    ...disk,
    ...options,
    async apply(change) {
      applying += 1;
      atOnce = Math.max(atOnce, applying);
      try {
        return await disk.apply(change);
      } finally {
        applying -= 1;
      }
    },
  };
  const blobs = createBlobStore({ dir: join(dir, 'blobs') });
  const journals = new Map<string, ChangeJournal>();
  const failures: Error[] = [];
  let count = 0;
  const next = (): number => (count += 1);
  const open = (): ReviewEngine =>
    createReview({
      workspace,
      now: next,
      newId: () => `id${next()}`,
      storage: {
        blobs,
        journalPath: (session) => join(dir, `${session}.jsonl`),
        reviewPath: (session) => join(dir, `${session}.review.json`),
        later: () => undefined, // stored when a test says so
      },
      onFailure: (error) => failures.push(error),
    });
  let review = open();

  function journal(session = 'one'): ChangeJournal {
    const known = journals.get(session);
    if (known !== undefined) return known;
    const created = createChangeJournal({
      path: join(dir, `${session}.jsonl`),
      sessionId: session,
      workspace,
      blobs,
      review: currentReview,
      now: next,
      newId: () => `change${next()}`,
      onFailure: (error) => {
        throw error;
      },
    });
    onTestFinished(() => created.close());
    review.attach({
      sessionId: session,
      recorder: (decisionId) => created.recorder(() => ({ kind: 'review', decisionId })),
      settle: (ids) => created.settle(ids),
    });
    journals.set(session, created);
    return created;
  }

  /** The journals go on with whatever review there is. */
  const currentReview: ReviewSink = {
    begin: (...args) => review.begin(...args),
    end: (...args) => review.end(...args),
  };

  async function agent(
    edits: readonly Edit[],
    { run = 'run1', session = 'one', call }: Parameters<ReviewHarness['agent']>[1] = {},
  ): Promise<void> {
    const changes: FileChange[] = [];
    for (const edit of edits) changes.push(await propose(workspace, edit));
    await commitChanges(workspace, changes, {
      signal: new AbortController().signal,
      journal: journal(session).recorder(() => ({
        kind: 'run',
        runId: run,
        ...(call === undefined ? {} : { toolCallId: call }),
      })),
    });
  }

  const at = (name: string): string => join(root, name);
  const read = (name: string): string => readFileSync(at(name), 'latin1');
  return {
    root,
    dir,
    workspace,
    failures,
    get review() {
      return review;
    },
    async reopen(sessions = ['one']) {
      for (const created of journals.values()) created.close();
      journals.clear();
      review = open();
      await review.load(sessions);
      return review;
    },
    at,
    agent,
    write: async (name, edit) => agent([{ kind: 'edit', path: name, content: edit(read(name)) }]),
    type(name, edit, cause = 'typing') {
      const text = edit(read(name));
      writeFileSync(at(name), text, 'latin1');
      review.textChanged(at(name), text, cause);
    },
    read,
    journal,
    atOnce: () => atOnce,
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
