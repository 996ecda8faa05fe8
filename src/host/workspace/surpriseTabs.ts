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

  /**
   * What the editor opens by itself has unsaved text at that moment, and is active only where nothing else is open. What a person opens
   * is active, or a preview, and saved: such a tab is never closed.
   */
  async #closeIfSurprise(tab: Tab): Promise<void> {
    if (!(tab.input instanceof TabInputText) || tab.isPreview) return;
    const { isActive } = tab;
    if (isActive && !(tab.isDirty && tab.group.tabs.length === 1)) return;
    const { uri } = tab.input;
    const until = this.#watched.get(uri.toString());
    if (until === undefined || until < Date.now()) return;
    await whenSaved(() => tabOf(uri)?.isDirty !== true);
    // As it is now: the person may have gone there, or typed, meanwhile.
    const present = tabOf(uri);
    if (present === undefined || present.isDirty || (present.isActive && !isActive)) return;
    await window.tabGroups.close(present, true);
  }
}

function tabOf(uri: Uri): Tab | undefined {
  const wanted = uri.toString();
  return window.tabGroups.all
    .flatMap((group) => group.tabs)
    .find((tab) => tab.input instanceof TabInputText && tab.input.uri.toString() === wanted);
}

function isShown(uri: Uri): boolean {
  return tabOf(uri) !== undefined;
}

/** The save is on its way; a tab with unsaved text is never closed. */
async function whenSaved(isSaved: () => boolean): Promise<void> {
  for (let tries = 0; tries < 40 && !isSaved(); tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
