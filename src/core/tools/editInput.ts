import * as z from 'zod/mini';
import type { Replacement } from './textMatch';

const pair = { old_string: z.string(), new_string: z.string(), replace_all: z.optional(z.boolean()) };

export const editSchema = z.object({
  file_path: z.string(),
  old_string: z.optional(z.string()),
  new_string: z.optional(z.string()),
  replace_all: z.optional(z.boolean()),
  edits: z.optional(z.array(z.object(pair)).check(z.describe('several replacements instead of one'))),
  cell: z.optional(z.int().check(z.minimum(0), z.describe('notebooks: index of the cell'))),
  cell_action: z.optional(
    z
      .enum(['edit', 'insert_code', 'insert_markdown', 'delete'])
      .check(z.describe('notebooks: default edit; insert puts new_string before the cell')),
  ),
});

export type EditInput = z.infer<typeof editSchema>;

/**
 * The replacements of a call. Some clients fill both forms with the same edit: what is said twice is done once, and an empty pair
 * beside a list says nothing. Undefined when no replacement is given at all.
 */
export function replacementsOf(input: EditInput): readonly Replacement[] | undefined {
  const single: Replacement[] =
    input.old_string === undefined && input.new_string === undefined
      ? []
      : [replacementOf(input.old_string ?? '', input.new_string ?? '', input.replace_all)];
  const listed = (input.edits ?? []).map((edit) =>
    replacementOf(edit.old_string, edit.new_string, edit.replace_all),
  );
  const [only] = single;
  const isRepeated = only !== undefined && listed.some((edit) => isSameText(edit, only));
  const isEmptyPair = listed.length > 0 && only?.oldText === '' && only.newText === '';
  const all = isRepeated || isEmptyPair ? listed : [...single, ...listed];
  const distinct = all.filter(
    (edit, index) => !all.slice(0, index).some((earlier) => isSameText(earlier, edit)),
  );
  return distinct.length === 0 ? undefined : distinct;
}

function replacementOf(oldText: string, newText: string, replaceAll: boolean | undefined): Replacement {
  return { oldText, newText, replaceAll: replaceAll ?? false };
}

function isSameText(left: Replacement, right: Replacement): boolean {
  return left.oldText === right.oldText && left.newText === right.newText;
}
