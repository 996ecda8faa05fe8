// What a step does by itself, without a model, to several files at once: one call, one question, one commit. Not offered to models.
import * as z from 'zod/mini';
import type { StoredChange } from '../plan/storedDiff';
import { reportChanges } from '../tools/changeReport';
import { assertNoLink } from '../tools/linkGuard';
import type { Proposal, ToolContext, ToolOutput, WritingTool } from '../tools/tool';
import { contentFor } from '../tools/writeTool';
import { assertVisible } from '../workspace/guardedRead';
import type { FileChange, FileSnapshot, ResolvedPath } from '../workspace/workspace';
import { WorkspaceError } from '../workspace/workspaceError';

/** Under the name of the tool that changes several files, so that the same permission rules hold. */
export const STORED_CHANGES_TOOL = 'patch';

const schema = z.object({ files: z.array(z.string()) });

/** The input of its only call. */
export function storedChangesInput(changes: readonly StoredChange[]): { readonly files: readonly string[] } {
  return {
    files: changes.flatMap(({ path, movedFrom }) => (movedFrom === undefined ? [path] : [movedFrom, path])),
  };
}

/** Fails, changing nothing, where a file is not as it was. */
export function createStoredChangesTool(
  changes: readonly StoredChange[],
): WritingTool<z.infer<typeof schema>> {
  return {
    name: STORED_CHANGES_TOOL,
    description: '',
    lane: 'execute',
    schema,
    title: ({ files }) => files.join(', '),
    paths: ({ files }) => files,
    async propose(_input, context): Promise<Proposal | ToolOutput> {
      try {
        const proposed: FileChange[] = [];
        for (const change of changes) {
          context.signal.throwIfAborted();
          proposed.push(await changeOf(change, context));
        }
        return { changes: proposed, notes: proposed.map(noteOf) };
      } catch (error) {
        if (!(error instanceof WorkspaceError)) throw error;
        return { content: `${error.message} Nothing was written.`, isError: true };
      }
    },
    report: (_input, { notes }, applied) => reportChanges(notes, applied),
  };
}

async function changeOf(
  { path, movedFrom, before, after }: StoredChange,
  context: ToolContext,
): Promise<FileChange> {
  const file = await context.workspace.resolve(path);
  if (before === null) {
    await assertFree(file, context);
    return { kind: 'create', file, after: { text: after ?? '' } };
  }
  if (movedFrom !== undefined) {
    await assertFree(file, context);
    const from = await context.workspace.resolve(movedFrom);
    await assertNoLink(movedFrom, from, context.workspace);
    const snapshot = await sameAs(before, from, context);
    const content = after === null || after === before ? {} : { after: contentFor(snapshot, after).after };
    return { kind: 'rename', file: from, to: file, before: snapshot, ...content };
  }
  if (after === null) await assertNoLink(path, file, context.workspace);
  const snapshot = await sameAs(before, file, context);
  return after === null
    ? { kind: 'delete', file, before: snapshot }
    : { kind: 'edit', file, before: snapshot, after: contentFor(snapshot, after).after };
}

async function assertFree(file: ResolvedPath, { workspace, services }: ToolContext): Promise<void> {
  await assertVisible(file, services.content);
  if ((await workspace.stat(file.path)) === undefined) return;
  throw new WorkspaceError('stale', `${file.display} is there by now.`, file.display);
}

async function sameAs(
  before: string,
  file: ResolvedPath,
  { workspace, services }: ToolContext,
): Promise<FileSnapshot> {
  await assertVisible(file, services.content);
  const snapshot = await workspace.read(file.path);
  if (snapshot.text === before) return snapshot;
  throw new WorkspaceError('stale', `${file.display} is not what it was.`, file.display);
}

function noteOf(change: FileChange): string {
  switch (change.kind) {
    case 'create':
      return `Created ${change.file.display}.`;
    case 'edit':
      return `Changed ${change.file.display}.`;
    case 'delete':
      return `Deleted ${change.file.display}.`;
    case 'rename':
      return `Renamed ${change.file.display} to ${change.to.display}.`;
  }
}
