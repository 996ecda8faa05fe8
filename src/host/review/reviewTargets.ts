// What a decision about rows of the list is about: what they show, and nothing that a filter hides.
import type { ReviewTarget } from '../../core/review/review';
import { filesUnder } from './reviewTree';
import type { FileRow, ReviewRow } from './reviewTree';

/** Files and hunks are decided one after the other; mostly there is one of the two. */
export function targetsOf(rows: readonly ReviewRow[]): readonly ReviewTarget[] {
  const files = new Map<string, FileRow>();
  for (const row of rows.flatMap(filesUnder)) files.set(row.file.path, row);
  const paths: string[] = [];
  const ids: string[] = [];
  for (const row of files.values()) {
    if (row.isPartial) ids.push(...row.children.map(({ hunk }) => hunk.id));
    else paths.push(row.file.path);
  }
  for (const row of rows) if (row.kind === 'hunk' && !files.has(row.file.path)) ids.push(row.hunk.id);
  return [
    ...(ids.length > 0 ? [{ kind: 'hunks', ids } as const] : []),
    ...(paths.length > 0 ? [{ kind: 'files', paths } as const] : []),
  ];
}
