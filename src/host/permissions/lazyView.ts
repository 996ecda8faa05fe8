// The "Permissions" view, registered at the editor's start: its rows come from the full host, which is loaded when somebody looks.
import { EventEmitter, window } from 'vscode';
import type { Disposable, TreeDataProvider, TreeView } from 'vscode';
import { PERMISSIONS_VIEW } from '../commandIds';

export interface LazyView extends Disposable {
  readonly view: TreeView<string>;
}

/** @param load gives the provider once the host is there */
export function registerPermissionsView(load: () => Promise<TreeDataProvider<string>>): LazyView {
  const changed = new EventEmitter<void | string | string[] | null | undefined>();
  let known: TreeDataProvider<string> | undefined;
  let subscription: Disposable | undefined;
  const provider = async (): Promise<TreeDataProvider<string>> => {
    const loaded = await load();
    if (loaded !== known) {
      subscription?.dispose();
      subscription = loaded.onDidChangeTreeData?.((rows) => changed.fire(rows));
      known = loaded;
    }
    return loaded;
  };
  const view = window.createTreeView<string>(PERMISSIONS_VIEW, {
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: async (id) => (await provider()).getChildren(id),
      getTreeItem: async (id) => (await provider()).getTreeItem(id),
    },
  });
  return {
    view,
    dispose() {
      subscription?.dispose();
      view.dispose();
      changed.dispose();
    },
  };
}
