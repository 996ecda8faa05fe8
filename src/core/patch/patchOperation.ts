// One change to one text, as Aksara's patch engine knows them (planners spec 2.10). Pure: texts have plain newlines, `null` is no file.
import { applyHunks, createdText } from '../tools/patchApply';
import { PatchSyntaxError } from '../tools/patchModel';
import { parseUnifiedDiff } from '../tools/patchUnified';
import { addImport } from './addImport';
import { joinLines, textLines } from './lines';

export type PatchOperation = { readonly file: string } & (
  | {
      readonly type: 'modify_file';
      /** The whole new text; makes the file where there is none. */
      readonly content: string;
    }
  | {
      readonly type: 'modify_file';
      /** Unified diff of this file; its context must be there. */
      readonly diff: string;
    }
  | {
      readonly type: 'replace_text';
      /** Its first occurrence is replaced. */
      readonly oldText: string;
      readonly newText: string;
    }
  | {
      readonly type: 'insert_text';
      /** Behind this line; 0 for the beginning. */
      readonly line: number;
      readonly text: string;
    }
  | {
      readonly type: 'delete_text';
      /** Lines from 1, both included. */
      readonly startLine: number;
      readonly endLine: number;
    }
  | {
      readonly type: 'add_import';
      /** A whole statement, such as `import x from 'x';`; goes behind the last one, and nowhere when it is there. */
      readonly statement: string;
    }
  | { readonly type: 'delete_file' }
);

export type OperationResult =
  | { readonly ok: true; readonly text: string | null; readonly notes?: readonly string[] }
  /** One sentence. */
  | { readonly ok: false; readonly problem: string };

export function applyOperation(text: string | null, operation: PatchOperation): OperationResult {
  if (operation.type === 'modify_file')
    return 'content' in operation
      ? { ok: true, text: withFinalNewline(operation.content, text) }
      : applyDiff(text, operation.file, operation.diff);
  if (text === null) return wrong(`There is no file ${operation.file}`);
  switch (operation.type) {
    case 'replace_text':
      return replaceText(text, operation);
    case 'insert_text':
      return insertText(text, operation.line, operation.text);
    case 'delete_text':
      return deleteLines(text, operation.startLine, operation.endLine);
    case 'add_import':
      return { ok: true, text: addImport(text, operation.statement) };
    case 'delete_file':
      return { ok: true, text: null };
  }
}

/** A text that ended with a newline keeps it. */
function withFinalNewline(content: string, before: string | null): string {
  const isKept = before?.endsWith('\n') === true && content !== '' && !content.endsWith('\n');
  return isKept ? `${content}\n` : content;
}

function applyDiff(text: string | null, file: string, diff: string): OperationResult {
  let patches;
  try {
    patches = parseUnifiedDiff(diff, file);
  } catch (error) {
    if (error instanceof PatchSyntaxError) return wrong(error.message);
    throw error;
  }
  const [patch, ...others] = patches;
  if (patch === undefined || others.length > 0) return wrong('The diff must be about one file');
  if (patch.renameTo !== undefined) return wrong('The diff renames the file; that is no change of its text');
  if (patch.kind === 'delete')
    return text === null ? wrong(`There is no file ${file}`) : { ok: true, text: null };
  if (text === null) {
    const created = createdText(patch.hunks);
    return created === undefined ? wrong(`There is no file ${file}`) : { ok: true, text: created };
  }
  const applied = applyHunks(text, patch.hunks);
  return applied.ok ? applied : wrong(applied.message);
}

function replaceText(
  text: string,
  { file, oldText, newText }: Extract<PatchOperation, { type: 'replace_text' }>,
): OperationResult {
  if (oldText === '') return wrong('The text to replace is empty');
  const at = text.indexOf(oldText);
  if (at === -1) return wrong(`Text to replace not found in ${file}`);
  return { ok: true, text: text.slice(0, at) + newText + text.slice(at + oldText.length) };
}

function insertText(text: string, line: number, added: string): OperationResult {
  const { lines, isClosed } = textLines(text);
  if (!Number.isInteger(line) || line < 0 || line > lines.length)
    return wrong(`Line ${line} is out of bounds; the file has ${lines.length} lines`);
  const inserted = textLines(added).lines;
  return { ok: true, text: joinLines(lines.toSpliced(line, 0, ...inserted), isClosed) };
}

function deleteLines(text: string, startLine: number, endLine: number): OperationResult {
  const { lines, isClosed } = textLines(text);
  const isInside =
    Number.isInteger(startLine) && Number.isInteger(endLine) && startLine >= 1 && endLine <= lines.length;
  if (!isInside || startLine > endLine)
    return wrong(`Line range ${startLine}-${endLine} is out of bounds; the file has ${lines.length} lines`);
  return { ok: true, text: joinLines(lines.toSpliced(startLine - 1, endLine - startLine + 1), isClosed) };
}

function wrong(problem: string): OperationResult {
  return { ok: false, problem };
}
