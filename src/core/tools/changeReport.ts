import { toFileDiff } from '../workspace/fileDiff';
import type { AppliedChange } from '../workspace/workspace';
import type { ToolOutput } from './tool';

/** The result of a writing tool: the notes of its proposal (the summary first), and what happened on the way. */
export function reportChanges(notes: readonly string[], applied: readonly AppliedChange[]): ToolOutput {
  const lines = [...notes, ...applied.flatMap(remarksOn)];
  return {
    content: lines.join('\n'),
    details: { type: 'diff', files: applied.map(({ change }) => toFileDiff(change)) },
  };
}

function remarksOn({ change, leftUnsaved, changedOnSave, asBytes }: AppliedChange): readonly string[] {
  const name = change.kind === 'rename' ? change.to.display : change.file.display;
  const remarks: string[] = [];
  if (leftUnsaved === true) {
    remarks.push(
      `${name} had unsaved text in the editor, so it was changed there and not saved: commands see the old file.`,
    );
  }
  if (changedOnSave === true) {
    remarks.push(
      `Something (such as a formatter) changed ${name} while it was saved. Read it again before the next edit.`,
    );
  }
  if (asBytes !== undefined) {
    remarks.push(`${name} was written as bytes: ${asBytes}`);
  }
  return remarks;
}
