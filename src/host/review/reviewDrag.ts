// Rows of the list can be dragged: into the editor, which opens their files, or into a prompt, which mentions them. Nothing is dropped here.
// The editor hides a tree without such a controller for two seconds after it is first opened, as if nobody had rows for it.
import { DataTransferItem } from 'vscode';
import type { DataTransfer, TreeDragAndDropController, Uri } from 'vscode';
import type { ReviewRow } from './reviewTree';

const URI_LIST = 'text/uri-list';

export interface ReviewDragOptions {
  readonly rowOf: (id: string) => ReviewRow | undefined;
  readonly toUri: (path: string) => Uri;
}

export function createReviewDrag({ rowOf, toUri }: ReviewDragOptions): TreeDragAndDropController<string> {
  return {
    dragMimeTypes: [URI_LIST],
    dropMimeTypes: [],
    handleDrag(ids: readonly string[], transfer: DataTransfer) {
      const paths = new Set(ids.flatMap((id) => pathOf(rowOf(id)) ?? []));
      const list = [...paths].map((path) => toUri(path).toString()).join('\r\n');
      if (list !== '') transfer.set(URI_LIST, new DataTransferItem(list));
    },
  };
}

/** The file that a row is about, where there is one to open. */
function pathOf(row: ReviewRow | undefined): string | undefined {
  const isFile = row?.kind === 'file' || row?.kind === 'hunk';
  return isFile && row.file.kind !== 'deleted' ? row.file.path : undefined;
}
