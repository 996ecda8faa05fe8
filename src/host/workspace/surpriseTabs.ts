// The editor opens a pinned tab for any file that is unsaved when it looks, every 800 ms. A file that we change and save at once can be
// caught in between; such a tab was asked for by nobody and is closed again.
import { TabInputText, window } from 'vscode';
import type { Disposable, Tab, Uri } from 'vscode';

/** A little longer than the editor waits before it looks. */
const WATCH_MS = 1_500;

export class SurpriseTabs implements Disposable {
  /** Files changed a moment ago that had no tab then, with the end of the watch in milliseconds since the epoch. */
  readonly #watched = new Map<string, number>();
  readonly #subscription: Disposable;

  constructor() {
    this.#subscription = window.tabGroups.onDidChangeTabs(({ opened }) => {
      for (const tab of opened) void this.#closeIfSurprise(tab);
    });
  }

  /** Call before a file is changed. Nothing is watched where the person has it open. */
  expectNone(uri: Uri): void {
    const now = Date.now();
    for (const [key, until] of this.#watched) if (until < now) this.#watched.delete(key);
    if (!isShown(uri)) this.#watched.set(uri.toString(), now + WATCH_MS);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#watched.clear();
  }

  /** What a person opens is active or a preview; what the editor opens by itself is pinned, and active only where nothing else is. */
  async #closeIfSurprise(tab: Tab): Promise<void> {
    if (!(tab.input instanceof TabInputText) || tab.isPreview) return;
    const until = this.#watched.get(tab.input.uri.toString());
    if (until === undefined || until < Date.now()) return;
    if (tab.isActive && tab.group.tabs.length > 1) return;
    await whenSaved(() => !tab.isDirty);
    if (!tab.isDirty) await window.tabGroups.close(tab, true);
  }
}

function isShown(uri: Uri): boolean {
  const wanted = uri.toString();
  return window.tabGroups.all.some((group) =>
    group.tabs.some((tab) => tab.input instanceof TabInputText && tab.input.uri.toString() === wanted),
  );
}

/** The save is on its way; a tab with unsaved text is never closed. */
async function whenSaved(isSaved: () => boolean): Promise<void> {
  for (let tries = 0; tries < 40 && !isSaved(); tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
