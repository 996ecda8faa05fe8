// What is dropped on the panel: pictures from outside, and files and folders of the editor's explorer as URIs. Pure.

/** What the editor's explorer, and other programs, say about files that are dropped. */
const URI_TYPES = ['application/vnd.code.uri-list', 'text/uri-list'];

export interface Dropped {
  /** From outside the editor. */
  readonly files: readonly File[];
  readonly uris: readonly string[];
}

/** True for a drag that the panel can take; what it holds can be read only when it is dropped. */
export function canTake(types: readonly string[]): boolean {
  return types.includes('Files') || URI_TYPES.some((type) => types.includes(type));
}

/** True for a drag that the editor takes away from the panel while Shift is not held: nothing but files from outside. */
export function needsShift(items: Iterable<{ readonly kind: string }>): boolean {
  const kinds = [...items].map(({ kind }) => kind);
  return kinds.length > 0 && kinds.every((kind) => kind === 'file');
}

interface DroppedData {
  readonly files: Iterable<File>;
  getData(type: string): string;
}

/** What was dropped; undefined where there is nothing for the panel, such as text. */
export function droppedOf(data: DroppedData): Dropped | undefined {
  const files = [...data.files];
  const list = URI_TYPES.map((type) => data.getData(type)).find((text) => text !== '') ?? '';
  const uris = list.split(/\r?\n/).filter((uri) => uri !== '' && !uri.startsWith('#'));
  // A picture from outside comes with its address as well; the picture is what is meant.
  if (files.some((file) => file.type.startsWith('image/'))) return { files, uris: [] };
  if (uris.length > 0) return { files: [], uris };
  return files.length > 0 ? { files, uris: [] } : undefined;
}
