// Says what a step or a decision came to: for eyes in the status bar, for screen readers in the live region of the panel or, where that
// is not on the screen, in a notification, which the editor reads aloud.
import { window, workspace } from 'vscode';
import type { ReviewSettings } from '../settings';

export interface ReviewAnnouncerOptions {
  /** False when no page of the panel is on the screen. */
  readonly announceInPanel: (text: string) => boolean;
  readonly setting: () => ReviewSettings['announce'];
}

/** How long a result stands in the status bar. */
const SHOWN_MS = 5_000;

export class ReviewAnnouncer {
  readonly #options: ReviewAnnouncerOptions;
  #isScreenReaderKey = false;

  constructor(options: ReviewAnnouncerOptions) {
    this.#options = options;
  }

  /** Told with each key: its binding knows whether a screen reader is used, which an extension can't ask. */
  noteKey(isScreenReader: boolean): void {
    this.#isScreenReaderKey = isScreenReader;
  }

  /** Only for those who don't see the cursor move. */
  say(text: string): void {
    const setting = this.#options.setting();
    if (setting === 'off' || this.#options.announceInPanel(text)) return;
    if (setting === 'always' || this.#isScreenReader()) void window.showInformationMessage(text);
  }

  /** For everybody. */
  tell(text: string): void {
    window.setStatusBarMessage(text, SHOWN_MS);
    this.say(text);
  }

  #isScreenReader(): boolean {
    if (this.#isScreenReaderKey) return true;
    return workspace.getConfiguration('editor').get('accessibilitySupport') === 'on';
  }
}
