// Makes a patch: all operations are checked and applied in memory, in order; nothing is written here.
import { createHash } from 'node:crypto';
import type { StepFile } from '../plan/plan';
import { parseProblems } from '../plan/parseCheck';
import { stepDiff } from '../plan/stepDiff';
import { editableText } from '../tools/editableText';
import type { EditableText } from '../tools/editableText';
import { decodeText, latin1Of } from '../workspace/textCodec';
import type { FileChange, FileContent, FileSnapshot, ResolvedPath, Workspace } from '../workspace/workspace';
import { WorkspaceError } from '../workspace/workspaceError';
import { PatchError } from './patchError';
import { applyOperation } from './patchOperation';
import type { PatchOperation } from './patchOperation';

/** What a patch makes of one file. */
export interface PatchedFile extends StepFile {
  /** There was no file; false for an empty one. */
  readonly created: boolean;
  /** Unified diff over all operations. */
  readonly diff: string;
}

export interface Patch {
  readonly id: string;
  readonly instruction?: string;
  readonly operations: readonly PatchOperation[];
  /** Only files that change. */
  readonly files: readonly PatchedFile[];
  /** Of all files. */
  readonly diff: string;
  /** What to look at before it is applied. */
  readonly warnings: readonly string[];
  /** What was not exactly as the operations said. */
  readonly notes: readonly string[];
  /** 16 hexadecimal digits over the operations and what they make of the files. */
  readonly checksum: string;
}

/** A patch with the changes that it stands for. */
export interface DraftedPatch {
  readonly patch: Patch;
  readonly changes: readonly FileChange[];
}

/** How a draft reads files. */
export interface DraftFiles {
  readonly workspace: Pick<Workspace, 'resolve' | 'stat'>;
  /** Refuses what is kept from the model. */
  read(file: ResolvedPath): Promise<FileSnapshot>;
  /** Why a file is protected; undefined when it is not. */
  protectedReason(file: ResolvedPath): string | undefined;
}

export interface DraftOptions {
  readonly id: string;
  readonly instruction?: string;
  readonly warnings?: readonly string[];
}

interface Draft {
  readonly file: ResolvedPath;
  readonly snapshot: FileSnapshot | undefined;
  readonly editable: EditableText | undefined;
  text: string | null;
  hasFailed: boolean;
}

/** Throws `PatchError` with every operation that can't be done. */
export async function draftPatch(
  operations: readonly PatchOperation[],
  files: DraftFiles,
  { id, instruction, warnings = [] }: DraftOptions,
): Promise<DraftedPatch> {
  const drafts = new Map<string, Draft>();
  const problems: string[] = [];
  const notes: string[] = [];
  for (const [index, operation] of operations.entries()) {
    const fail = (problem: string): number => problems.push(`Operation ${index + 1}: ${problem}`);
    const draft = await openDraft(operation.file, files, drafts);
    if (typeof draft === 'string') fail(draft);
    else if (!draft.hasFailed) {
      const result = applyOperation(draft.text, inFileForm(operation, draft));
      if (result.ok) draft.text = result.text;
      else {
        draft.hasFailed = true;
        fail(result.problem);
      }
      if (result.ok) notes.push(...(result.notes ?? []).map((note) => `Operation ${index + 1}: ${note}`));
    }
  }
  if (operations.length === 0) problems.push('A patch needs at least one operation');
  if (problems.length > 0) throw new PatchError(problems.join('\n'), 'invalid', problems);
  const changes = [...drafts.values()].flatMap(changeOf);
  return { patch: patchOf(changes, { operations, id, instruction, warnings, notes }), changes };
}

/** Throws `PatchError` for a file that no patch can change. */
export async function assertPatchable(file: string, files: DraftFiles): Promise<void> {
  const draft = await openDraft(file, files, new Map());
  if (typeof draft === 'string') throw new PatchError(draft, 'invalid');
}

interface PatchWords extends Required<Pick<Patch, 'id' | 'operations' | 'warnings' | 'notes'>> {
  readonly instruction: string | undefined;
}

function patchOf(changes: readonly FileChange[], words: PatchWords): Patch {
  const files = changes.map((change): PatchedFile => {
    const path = change.file.display;
    const before = change.kind === 'create' ? null : textOfContent(change.before);
    const after = change.kind === 'create' || change.kind === 'edit' ? textOfContent(change.after) : null;
    const diff = stepDiff([{ path, before, after }]);
    return { path, before, after, created: before === null, diff };
  });
  const syntax = parseProblems(files);
  if (syntax !== undefined) throw new PatchError(`Syntax error: ${syntax}`, 'invalid', syntax.split('\n'));
  const { instruction, ...others } = words;
  const sum = createHash('sha256').update(
    JSON.stringify([others.operations, files.map(({ after }) => after)]),
  );
  return {
    ...others,
    ...(instruction === undefined ? {} : { instruction }),
    files,
    diff: files.map(({ diff }) => diff).join(''),
    checksum: sum.digest('hex').slice(0, 16),
  };
}

/** The file as the earlier operations left it, or why it can't be changed. */
async function openDraft(
  written: string,
  { workspace, read, protectedReason }: DraftFiles,
  drafts: Map<string, Draft>,
): Promise<Draft | string> {
  try {
    const file = await workspace.resolve(written);
    const known = drafts.get(file.path);
    if (known !== undefined) return known;
    if (file.folder === undefined) return `Path '${written}' is outside the workspace`;
    const reason = protectedReason(file);
    if (reason !== undefined) return `Cannot modify protected file: ${file.display} (${reason})`;
    const stat = await workspace.stat(file.path);
    if (stat !== undefined && stat.kind !== 'file') return `${file.display} is no file`;
    if (stat?.readOnly === true) return `${file.display} is read-only`;
    const snapshot = stat === undefined ? undefined : await read(file);
    const editable = snapshot === undefined ? undefined : editableText(snapshot);
    if (snapshot !== undefined && editable === undefined) return `${file.display} is no text`;
    const draft = { file, snapshot, editable, text: editable?.text ?? null, hasFailed: false };
    drafts.set(file.path, draft);
    return draft;
  } catch (error) {
    if (error instanceof WorkspaceError) return error.message;
    throw error;
  }
}

/** The texts of an operation with the newlines that the file has while it is worked on. */
function inFileForm(operation: PatchOperation, { editable }: Draft): PatchOperation {
  const pattern = editable?.pattern;
  if (pattern === undefined) return operation;
  switch (operation.type) {
    case 'modify_file':
      return 'content' in operation ? { ...operation, content: pattern(operation.content) } : operation;
    case 'replace_text':
      return { ...operation, oldText: pattern(operation.oldText), newText: pattern(operation.newText) };
    case 'insert_text':
      return { ...operation, text: pattern(operation.text) };
    case 'add_import':
      return { ...operation, statement: pattern(operation.statement) };
    case 'delete_text':
    case 'delete_file':
      return operation;
  }
}

function changeOf({ file, snapshot, editable, text }: Draft): readonly FileChange[] {
  if (snapshot === undefined || editable === undefined)
    return text === null ? [] : [{ kind: 'create', file, after: { text } }];
  if (text === null) return [{ kind: 'delete', file, before: snapshot }];
  return text === editable.text
    ? []
    : [{ kind: 'edit', file, before: snapshot, after: editable.content(text) }];
}

function textOfContent(content: FileContent | FileSnapshot): string {
  if ('text' in content && content.text !== undefined) return content.text;
  const bytes = 'bytes' in content ? content.bytes : undefined;
  return bytes === undefined ? '' : (decodeText(bytes).text ?? latin1Of(bytes));
}
