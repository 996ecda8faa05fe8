// The editor opens a pinned tab for any file that is unsaved when it looks, every 800 ms. A file that we change and save at once can be
// caught in between; such a tab was asked for by nobody and is closed again.
import { TabInputText, window } from 'vscode';
import type { Disposable, Tab, Uri } from 'vscode';

/** The news of a tab that the editor opened before the file was saved comes with the news of the save, or a little later. */
const AFTER_SAVE_MS = 300;
/** Nobody opens a pinned tab without going to it: such news may take as long as a busy editor needs. */
const INACTIVE_AFTER_SAVE_MS = 10_000;
/** The tab that a person opens is there a moment before it is the active one; a busy editor takes longer. */
const ACTIVE_AFTER_OPEN_MS = 1_000;

export class SurpriseTabs implements Disposable {
  /** Files that have no tab and are being changed, or were a moment ago, with the time of the save in milliseconds since the epoch. */
  readonly #watched = new Map<string, number>();
  /** Files whose tab came by itself and goes as soon as they are saved. */
  readonly #closing = new Set<string>();
  readonly #subscription: Disposable;

  constructor() {
    this.#subscription = window.tabGroups.onDidChangeTabs(({ opened }) => {
      for (const tab of opened) void this.#closeIfSurprise(tab);
    });
  }

  /** Changes and saves a file, with an eye on its tab. Nothing is watched where the person has it open. */
  async expectingNone<T>(uri: Uri, changeAndSave: () => Promise<T>): Promise<T> {
    for (const [key, savedAt] of this.#watched)
      if (Date.now() - savedAt > INACTIVE_AFTER_SAVE_MS) this.#watched.delete(key);
    if (isShown(uri)) return changeAndSave();
    this.#watched.set(uri.toString(), Infinity);
    try {
      return await changeAndSave();
    } finally {
      this.#watched.set(uri.toString(), Date.now());
    }
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#watched.clear();
  }

  /**
   * What a person opens is active or a preview; what the editor opens by itself is pinned, and active only where nothing else is open.
   * The two look the same for a single tab, so only the moment of the change itself counts.
   */
  async #closeIfSurprise(tab: Tab): Promise<void> {
    if (!(tab.input instanceof TabInputText) || tab.isPreview) return;
    if (!this.#isExpected(tab) || this.#wasChosen(tab)) return;
    const { uri } = tab.input;
    const isLate = this.#sinceSave(uri) > AFTER_SAVE_MS;
    this.#closing.add(uri.toString());
    try {
      await whenSaved(() => tabOf(uri)?.isDirty !== true);
      if (isLate) await new Promise((resolve) => setTimeout(resolve, ACTIVE_AFTER_OPEN_MS));
      // As it is now: the person may have gone there, or typed, meanwhile.
      const present = tabOf(uri);
      if (present === undefined || present.isDirty || this.#wasChosen(present)) return;
      if (isLate && present.isActive) return;
      await window.tabGroups.close(present, true);
    } finally {
      this.#closing.delete(uri.toString());
    }
  }

  /** True for the tab of a file that is being changed, or was a moment ago. */
  #isExpected({ input, isActive }: Tab): boolean {
    if (!(input instanceof TabInputText)) return false;
    const longest = isActive ? AFTER_SAVE_MS : INACTIVE_AFTER_SAVE_MS;
    return this.#closing.has(input.uri.toString()) || this.#sinceSave(input.uri) <= longest;
  }

  /** Milliseconds; below zero while the file is being changed, and without end for one that was not. */
  #sinceSave(uri: Uri): number {
    return Date.now() - (this.#watched.get(uri.toString()) ?? -Infinity);
  }

  /** One of several that came by themselves is active without anybody's choice, as a single tab is. */
  #wasChosen(tab: Tab): boolean {
    return tab.isActive && tab.group.tabs.some((other) => other !== tab && !this.#isExpected(other));
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
