import * as z from 'zod/mini';
import { reportChanges } from './changeReport';
import { DELETE_DESCRIPTION } from './deleteTool.prompt';
import { assertNoLink } from './linkGuard';
import { openForChange } from './openForChange';
import type { WritingTool } from './tool';

const schema = z.object({ file_path: z.string() });

export type DeleteInput = z.infer<typeof schema>;

/** `delete`: one file; folders are left to commands, which ask. */
export function createDeleteTool(): WritingTool<DeleteInput> {
  return {
    name: 'delete',
    description: DELETE_DESCRIPTION,
    lane: 'execute',
    schema,
    title: ({ file_path }) => file_path,
    paths: ({ file_path }) => [file_path],
    async propose({ file_path }, context) {
      const file = await context.workspace.resolve(file_path);
      await assertNoLink(file_path, file, context.workspace);
      const { snapshot } = await openForChange(file, context);
      return { changes: [{ kind: 'delete', file, before: snapshot }], notes: [`Deleted ${file.display}.`] };
    },
    report: (_input, { notes }, applied) => reportChanges(notes, applied),
  };
}
