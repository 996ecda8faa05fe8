// From resolved paths to the editor's URIs and open documents. A workspace folder that is itself a link keeps the URI that the
// person opened, so that an edit lands in the document on the screen and not in a second one.
import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, sep } from 'node:path';
import { Uri, workspace } from 'vscode';
import type { NotebookDocument, TextDocument } from 'vscode';

/** A workspace folder with the place its files really are. */
export interface MappedFolder {
  readonly uri: Uri;
  /** Real path, or the URI as a string where the scheme has no local path. */
  readonly root: string;
}

export function isLocalUri(uri: Uri): boolean {
  return uri.scheme === 'file';
}

export class UriMap {
  /** Real paths of open documents by URI; asked again when a document is opened anew. */
  readonly #realPaths = new Map<string, string>();

  constructor(readonly folders: readonly MappedFolder[]) {}

  toUri(path: string): Uri {
    if (!isAbsolute(path)) return Uri.parse(path, true);
    for (const folder of this.folders) {
      if (!isLocalUri(folder.uri)) continue;
      const inside = relative(folder.root, path);
      if (inside === '') return folder.uri;
      if (inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside)) {
        return Uri.joinPath(folder.uri, ...inside.split(sep));
      }
    }
    return Uri.file(path);
  }

  /** The resolved path of a URI. */
  async toPath(uri: Uri): Promise<string> {
    if (!isLocalUri(uri)) return uri.toString();
    return (await this.#realPathOf(uri)) ?? uri.fsPath;
  }

  /** The document that shows this file, found also when it was opened through a link. */
  async openDocument(path: string): Promise<TextDocument | undefined> {
    return this.#find(path, workspace.textDocuments);
  }

  async openNotebook(path: string): Promise<NotebookDocument | undefined> {
    return this.#find(path, workspace.notebookDocuments);
  }

  async #find<Document extends { readonly uri: Uri; readonly isClosed: boolean }>(
    path: string,
    documents: readonly Document[],
  ): Promise<Document | undefined> {
    const wanted = this.toUri(path).toString();
    const open = documents.filter((document) => !document.isClosed);
    const exact = open.find((document) => document.uri.toString() === wanted);
    if (exact !== undefined || !isAbsolute(path)) return exact;
    for (const document of open) {
      if (isLocalUri(document.uri) && (await this.#realPathOf(document.uri)) === path) return document;
    }
    return undefined;
  }

  async #realPathOf(uri: Uri): Promise<string | undefined> {
    const key = uri.toString();
    const known = this.#realPaths.get(key);
    if (known !== undefined) return known;
    try {
      const real = await realpath(uri.fsPath);
      // A plain path can't change its meaning unnoticed; one through a link can, so only the plain ones are kept.
      if (real === uri.fsPath) this.#realPaths.set(key, real);
      return real;
    } catch {
      // Deleted on disk, still open in the editor.
      return undefined;
    }
  }
}
