import * as z from 'zod/mini';
import { assertVisible } from '../workspace/guardedRead';
import type { FileChange, ResolvedPath } from '../workspace/workspace';
import { WorkspaceError } from '../workspace/workspaceError';
import { reportChanges } from './changeReport';
import type { EditableText } from './editableText';
import { editableText } from './editableText';
import { assertNoLink } from './linkGuard';
import { openForChange } from './openForChange';
import type { OpenedFile } from './openForChange';
import { parsePatch } from './parsePatch';
import { applyHunks, createdText } from './patchApply';
import { PatchSyntaxError } from './patchModel';
import type { FilePatch, Hunk } from './patchModel';
import { PATCH_DESCRIPTION } from './patchTool.prompt';
import type { Proposal, ToolContext, ToolOutput, WritingTool } from './tool';

const schema = z.object({
  diff: z.string(),
  file_path: z.optional(z.string().check(z.describe('only where the diff names no file'))),
});

export type PatchInput = z.infer<typeof schema>;

/** `patch` (spec section 2.4), strict, for one or several files. */
export function createPatchTool(): WritingTool<PatchInput> {
  return {
    name: 'patch',
    description: PATCH_DESCRIPTION,
    lane: 'execute',
    schema,
    title: (input) => namedPaths(input).join(', ') || 'patch',
    paths: namedPaths,
    propose,
    report: (_input, { notes }, applied) => reportChanges(notes, applied),
  };
}

/** Every path that the patch names; none when it can't be read, in which case `propose` writes nothing either. */
function namedPaths({ diff, file_path }: PatchInput): readonly string[] {
  try {
    const paths = parsePatch(diff, file_path).flatMap(({ path, renameTo }) =>
      renameTo === undefined ? [path] : [path, renameTo],
    );
    return [...new Set(paths)];
  } catch (error) {
    if (error instanceof PatchSyntaxError) {
      return file_path === undefined ? [] : [file_path];
    }
    throw error;
  }
}

async function propose(
  { diff, file_path }: PatchInput,
  context: ToolContext,
): Promise<Proposal | ToolOutput> {
  try {
    const patches = mergedByPath(parsePatch(diff, file_path));
    const proposed: ProposedFile[] = [];
    for (const patch of patches) {
      context.signal.throwIfAborted();
      proposed.push(await proposeFile(patch, context));
    }
    return { changes: proposed.map(({ change }) => change), notes: proposed.flatMap(({ notes }) => notes) };
  } catch (error) {
    if (error instanceof PatchSyntaxError || error instanceof WorkspaceError) {
      return { content: `${error.message} Nothing was written.`, isError: true };
    }
    throw error;
  }
}

interface ProposedFile {
  readonly change: FileChange;
  readonly notes: readonly string[];
}

/** Several sections for one file become one, so that every hunk counts lines in the same old file. */
function mergedByPath(patches: readonly FilePatch[]): readonly FilePatch[] {
  const merged = new Map<string, FilePatch>();
  for (const patch of patches) {
    const earlier = merged.get(patch.path);
    if (earlier !== undefined && (earlier.kind !== 'edit' || patch.kind !== 'edit')) {
      throw new PatchSyntaxError(
        `Failed to apply patch: ${patch.path} is created, changed or deleted twice.`,
      );
    }
    merged.set(
      patch.path,
      earlier === undefined ? patch : { ...earlier, ...patch, hunks: [...earlier.hunks, ...patch.hunks] },
    );
  }
  return [...merged.values()];
}

async function proposeFile(patch: FilePatch, context: ToolContext): Promise<ProposedFile> {
  const file = await context.workspace.resolve(patch.path);
  switch (patch.kind) {
    case 'create':
      return proposeCreate(patch, file, context);
    case 'delete':
      return proposeDelete(patch, file, context);
    case 'edit':
      return proposeEdit(patch, file, context);
  }
}

async function proposeCreate(
  { hunks }: FilePatch,
  file: ResolvedPath,
  context: ToolContext,
): Promise<ProposedFile> {
  await assertFree(file, context);
  const text = createdText(hunks);
  if (text === undefined) {
    throw new PatchSyntaxError(
      `Failed to apply patch: the new file ${file.display} has lines that are not added (+).`,
    );
  }
  return { change: { kind: 'create', file, after: { text } }, notes: [`Created ${file.display}.`] };
}

async function proposeDelete(
  { path, hunks }: FilePatch,
  file: ResolvedPath,
  context: ToolContext,
): Promise<ProposedFile> {
  await assertNoLink(path, file, context.workspace);
  const opened = await openForChange(file, context);
  if (hunks.length > 0 && patched(opened, hunks).text !== '') {
    throw notApplied(file, 'it deletes the file but does not remove all of its lines.');
  }
  return { change: { kind: 'delete', file, before: opened.snapshot }, notes: [`Deleted ${file.display}.`] };
}

async function proposeEdit(
  { path, renameTo, hunks }: FilePatch,
  file: ResolvedPath,
  context: ToolContext,
): Promise<ProposedFile> {
  const opened = await openForChange(file, context);
  const before = opened.snapshot;
  const target = renameTo === undefined ? undefined : await context.workspace.resolve(renameTo);
  if (target === undefined) {
    const { editable, text, notes } = patched(opened, hunks);
    if (text === editable.text) {
      throw notApplied(file, 'it changes nothing.');
    }
    return {
      change: { kind: 'edit', file, before, after: editable.content(text) },
      notes: [summaryOf(file, hunks), ...notes],
    };
  }
  await assertNoLink(path, file, context.workspace);
  await assertFree(target, context);
  const renamed = `Renamed ${file.display} to ${target.display}.`;
  if (hunks.length === 0) {
    return { change: { kind: 'rename', file, to: target, before }, notes: [renamed] };
  }
  const { editable, text, notes } = patched(opened, hunks);
  const change: FileChange = { kind: 'rename', file, to: target, before, after: editable.content(text) };
  return { change, notes: [renamed, summaryOf(target, hunks), ...notes] };
}

interface Patched {
  readonly editable: EditableText;
  readonly text: string;
  readonly notes: readonly string[];
}

function patched({ file, snapshot }: OpenedFile, hunks: readonly Hunk[]): Patched {
  const editable = editableText(snapshot);
  if (editable === undefined) {
    throw notApplied(file, 'it is a binary file.');
  }
  const written = hunks.map((hunk) => ({
    ...hunk,
    lines: hunk.lines.map(({ op, text }) => ({ op, text: editable.pattern(text) })),
    ...(hunk.anchors === undefined ? {} : { anchors: hunk.anchors.map(editable.pattern) }),
  }));
  const result = applyHunks(editable.text, written);
  if (!result.ok) {
    throw notApplied(file, result.message);
  }
  const notes = editable.note === undefined ? result.notes : [...result.notes, editable.note];
  return { editable, text: result.text, notes };
}

async function assertFree(file: ResolvedPath, { workspace, services }: ToolContext): Promise<void> {
  await assertVisible(file, services.content);
  if ((await workspace.stat(file.path)) !== undefined) {
    throw new WorkspaceError(
      'exists',
      `Failed to apply patch: ${file.display} exists already.`,
      file.display,
    );
  }
}

function summaryOf(file: ResolvedPath, hunks: readonly Hunk[]): string {
  return `Applied ${hunks.length} ${hunks.length === 1 ? 'hunk' : 'hunks'} to ${file.display}.`;
}

function notApplied({ display }: ResolvedPath, problem: string): PatchSyntaxError {
  return new PatchSyntaxError(`Failed to apply patch to ${display}: ${problem}`);
}
