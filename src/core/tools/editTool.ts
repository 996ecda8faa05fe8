import { randomUUID } from 'node:crypto';
import { editSchema, replacementsOf } from './editInput';
import type { EditInput } from './editInput';
import { editableText } from './editableText';
import { EDIT_DESCRIPTION } from './editTool.prompt';
import { reportChanges } from './changeReport';
import { isNotebookPath, parseNotebook, withCellSource, withNewCell, withoutCell } from './notebook';
import { openForChange } from './openForChange';
import type { OpenedFile } from './openForChange';
import { replaceInText } from './textMatch';
import type { Matching, Replacement, ReplaceResult } from './textMatch';
import type { Proposal, ToolContext, ToolOutput, WritingTool } from './tool';

export interface EditToolOptions {
  /** For new notebook cells; default a random id. */
  readonly newId?: () => string;
}

/** `edit` (spec section 2.3), with several replacements, tolerant matching and notebook cells. */
export function createEditTool({ newId = randomUUID }: EditToolOptions = {}): WritingTool<EditInput> {
  async function propose(input: EditInput, context: ToolContext): Promise<Proposal | ToolOutput> {
    const file = await context.workspace.resolve(input.file_path);
    const opened = await openForChange(file, context);
    const result = isNotebookPath(file.path) ? editNotebook(opened, input, newId) : editText(opened, input);
    if (!result.ok) {
      return { content: result.message, isError: true };
    }
    const { snapshot } = opened;
    const editable = editableText(snapshot);
    if (editable === undefined || result.text === editable.text) {
      return {
        content: `Nothing would change in ${file.display}: old_string and new_string are the same.`,
        isError: true,
      };
    }
    const notes = [...result.notes, ...(editable.note === undefined ? [] : [editable.note])];
    return {
      changes: [{ kind: 'edit', file, before: snapshot, after: editable.content(result.text) }],
      notes,
    };
  }

  return {
    name: 'edit',
    description: EDIT_DESCRIPTION,
    lane: 'execute',
    schema: editSchema,
    title: ({ file_path }) => file_path,
    paths: ({ file_path }) => [file_path],
    propose,
    report: (_input, { notes }, applied) => reportChanges(notes, applied),
  };
}

type EditResult =
  | { readonly ok: true; readonly text: string; readonly notes: readonly string[] }
  | { readonly ok: false; readonly message: string };

function editText(opened: OpenedFile, input: EditInput): EditResult {
  const { display } = opened.file;
  const editable = editableText(opened.snapshot);
  const replacements = replacementsOf(input);
  if (editable === undefined) {
    return failure(`${display} is a binary file and can't be edited.`);
  }
  if (replacements === undefined) {
    return failure('Give old_string and new_string, or a list of edits.');
  }
  const written = replacements.map(({ oldText, newText, replaceAll }) => ({
    oldText: editable.pattern(oldText),
    newText: editable.pattern(newText),
    replaceAll,
  }));
  return replaceAllOf(editable.text, written, display, !opened.wasRead);
}

/** Applies the replacements in order; all or nothing. */
function replaceAllOf(
  text: string,
  replacements: readonly Replacement[],
  place: string,
  exactOnly: boolean,
): EditResult {
  let current = text;
  let count = 0;
  const ways: Matching[] = [];
  for (const [index, replacement] of replacements.entries()) {
    const which = replacements.length === 1 ? '' : `Edit ${index + 1} of ${replacements.length}: `;
    if (replacement.oldText === '') {
      return failure(
        `${which}old_string is empty. Copy the text to replace from ${place}; to create a file use write.`,
      );
    }
    const result = replaceInText(current, replacement, exactOnly);
    if (!result.ok) {
      const nothing = replacements.length === 1 ? '' : ' None of the edits was made.';
      return failure(`${which}${problemOf(result, place, exactOnly)}${nothing}`);
    }
    current = result.text;
    count += result.count;
    if (result.matching !== 'exact') {
      ways.push(result.matching);
    }
  }
  const summary = `Replaced ${count} ${count === 1 ? 'occurrence' : 'occurrences'} in ${place}.`;
  const notes = [...new Set(ways)].map(
    (way) => `old_string was not found exactly; it matched one place with ${way}.`,
  );
  return { ok: true, text: current, notes: [summary, ...notes] };
}

function problemOf(result: Extract<ReplaceResult, { ok: false }>, place: string, exactOnly: boolean): string {
  if (result.problem === 'ambiguous') {
    return result.matching === 'exact'
      ? `old_string was found ${result.count} times in ${place}. Add surrounding lines to make it unique, or set replace_all.`
      : `old_string was not found exactly in ${place}, and matches ${result.count} places with ${result.matching}. Copy it exactly.`;
  }
  const hint = result.hint === undefined ? '' : ` ${result.hint}`;
  const advice = exactOnly
    ? ' You have not read this file in this session: read it first.'
    : ' Read that part again and copy it exactly.';
  return `old_string not found in ${place}.${hint}${advice}`;
}

function editNotebook(opened: OpenedFile, input: EditInput, newId: () => string): EditResult {
  const { display } = opened.file;
  const text = editableText(opened.snapshot)?.text;
  const notebook = text === undefined ? undefined : parseNotebook(text);
  if (text === undefined || notebook === undefined) {
    return failure(`${display} is not a valid notebook. Repair it with write or a command.`);
  }
  const { cell, cell_action: action = 'edit' } = input;
  const { cells } = notebook;
  const isInsert = action === 'insert_code' || action === 'insert_markdown';
  if (cell === undefined) {
    return failure(`${display} is a notebook: name the cell (0 to ${cells.length - 1}).`);
  }
  const target = cells[cell];
  if (isInsert ? cell > cells.length : target === undefined) {
    return failure(`${display} has ${cells.length} cells, counted from 0; there is no cell ${cell}.`);
  }
  const place = `cell ${cell} of ${display}`;
  const source = input.new_string ?? input.edits?.[0]?.new_string ?? '';
  if (isInsert) {
    const type = action === 'insert_code' ? 'code' : 'markdown';
    return {
      ok: true,
      text: withNewCell(text, cell, type, source, newId().slice(0, 8)),
      notes: [`Inserted ${type} ${place}.`],
    };
  }
  if (action === 'delete' || target === undefined) {
    return { ok: true, text: withoutCell(text, cell), notes: [`Deleted ${place}.`] };
  }
  const replacements = replacementsOf(input);
  if (replacements === undefined) {
    return failure('Give old_string and new_string, or a list of edits.');
  }
  const [only] = replacements;
  if (replacements.length === 1 && only?.oldText === '') {
    return {
      ok: true,
      text: withCellSource(text, cell, only.newText),
      notes: [`Replaced the source of ${place}.`],
    };
  }
  const edited = replaceAllOf(target.source, replacements, place, !opened.wasRead);
  return edited.ok ? { ...edited, text: withCellSource(text, cell, edited.text) } : edited;
}

function failure(message: string): EditResult {
  return { ok: false, message };
}
