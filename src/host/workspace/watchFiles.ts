// Tells of changes to certain files: typing, saving, and what other programs do on disk.
import { Disposable, RelativePattern, Uri, workspace } from 'vscode';
import type { WatchFiles } from '../../core/workspace/watchFiles';
import type { EditorWorkspace } from './editorWorkspace';

export function createWatchFiles(editorWorkspace: Pick<EditorWorkspace, 'toUri'>): WatchFiles {
  return (paths, onChange) => {
    const watched = new Map(paths.map((path) => [editorWorkspace.toUri(path).toString(), path]));
    const tell = (uri: Uri): void => {
      const path = watched.get(uri.toString());
      if (path !== undefined) onChange(path);
    };
    /** Of a folder that was renamed or deleted, its files. */
    const tellInside = (uri: Uri): void => {
      const own = uri.toString();
      for (const [key, path] of watched) if (key === own || key.startsWith(`${own}/`)) onChange(path);
    };
    const uris = [...watched.keys()].map((key) => Uri.parse(key, true));
    const folders = new Set(uris.flatMap((uri) => workspace.getWorkspaceFolder(uri) ?? []));
    // The editor watches its folders anyway; a pattern for each file would be a watcher of its own.
    const watchers = [...folders].flatMap((folder) => {
      const watcher = workspace.createFileSystemWatcher(new RelativePattern(folder, '**/*'));
      return [watcher, watcher.onDidChange(tell), watcher.onDidCreate(tell), watcher.onDidDelete(tellInside)];
    });
    return Disposable.from(
      ...watchers,
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) tell(document.uri);
      }),
      // Unsaved text that was thrown away: the file is as it was before.
      workspace.onDidCloseTextDocument(({ uri }) => tell(uri)),
      workspace.onDidRenameFiles(({ files }) => {
        for (const { oldUri, newUri } of files) for (const uri of [oldUri, newUri]) tellInside(uri);
      }),
    );
  };
}
