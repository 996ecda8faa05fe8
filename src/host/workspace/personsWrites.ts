// Tells who follows the changes of commands which files a person wrote in the editor, so that they are not taken for a command's.
import { workspace } from 'vscode';
import type { Disposable, Uri } from 'vscode';
import type { EffectsPool } from '../../core/effects/effectsPool';
import type { EditorWorkspace } from './editorWorkspace';
import { isLocalUri } from './uriMap';

export class PersonsWrites implements Disposable {
  readonly #subscriptions: readonly Disposable[];

  constructor(
    private readonly files: Pick<EditorWorkspace, 'displayOf' | 'isLocal'>,
    private readonly effects: Pick<EffectsPool, 'note'>,
  ) {
    this.#subscriptions = [
      workspace.onDidSaveTextDocument(({ uri }) => this.#note([uri])),
      workspace.onDidSaveNotebookDocument(({ uri }) => this.#note([uri])),
      workspace.onDidCreateFiles((event) => this.#note(event.files)),
      workspace.onDidDeleteFiles((event) => this.#note(event.files)),
      workspace.onDidRenameFiles((event) =>
        this.#note(event.files.flatMap(({ oldUri, newUri }) => [oldUri, newUri])),
      ),
    ];
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #note(uris: readonly Uri[]): void {
    const local = uris.filter(isLocalUri);
    if (!this.files.isLocal || local.length === 0) return;
    void Promise.all(local.map((uri) => this.files.displayOf(uri))).then(
      (resolved) => this.effects.note(resolved.map(({ path }) => path)),
      // A path that can't be resolved is no file of the workspace.
      () => undefined,
    );
  }
}
