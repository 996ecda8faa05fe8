// All pages of the panel in this window: the view in the side bar and any editor tab. They show the same session; what is posted goes to
// each that is there. What the messages mean is `panelMessages.ts`.
import { l10n, Uri, ViewColumn, window } from 'vscode';
import type { Disposable, WebviewPanel, WebviewView } from 'vscode';
import type { ToHostMessage, ToView, ToViewMessage } from '../../protocol/messages';
import { EDITOR_PANEL } from '../commandIds';
import type { Log } from '../log';
import { PanelPage } from './panelPage';

export interface PanelViewOptions {
  readonly extensionUri: Uri;
  readonly log: Log;
  /** `answer` posts to the page that the message came from. */
  readonly onMessage: (message: ToHostMessage, answer: (message: ToViewMessage) => void) => void;
  /** The panel can be posted to from now on (true), or no more (false). */
  readonly onReady: (isReady: boolean) => void;
}

type FocusTarget = ToView<'focus'>['target'];

export class PanelView implements Disposable {
  readonly #options: PanelViewOptions;
  readonly #pages = new Set<PanelPage>();
  #view: WebviewView | undefined;
  #editor: WebviewPanel | undefined;
  #pendingFocus: FocusTarget | undefined;

  constructor(options: PanelViewOptions) {
    this.#options = options;
  }

  /** True when a post arrives somewhere. */
  get isReady(): boolean {
    return [...this.#pages].some((page) => page.isReady);
  }

  /** Fills the view in the side bar. */
  resolve(view: WebviewView): void {
    this.#view = view;
    this.#fill(view, () => {
      if (this.#view === view) this.#view = undefined;
    });
  }

  /** Shows the panel as an editor tab; the one that is open already, when there is one. */
  openEditor(): void {
    if (this.#editor !== undefined) {
      this.#editor.reveal();
      return;
    }
    this.adoptEditor(window.createWebviewPanel(EDITOR_PANEL, 'Planwright', ViewColumn.Active));
  }

  /** Fills an editor tab, also one that the editor brings back after a reload. */
  adoptEditor(panel: WebviewPanel): void {
    this.#editor = panel;
    panel.iconPath = Uri.joinPath(this.#options.extensionUri, 'media', 'planwright.svg');
    this.#fill(panel, () => {
      if (this.#editor === panel) this.#editor = undefined;
    });
  }

  /** Goes to the place in the page that has the keys already; false where none has. */
  focusHere(target: FocusTarget): boolean {
    const page = [...this.#pages].find((candidate) => candidate.isFocused);
    page?.post({ type: 'focus', target });
    return page !== undefined;
  }

  /** Goes to the place in the side bar's page, as soon as that is filled. */
  focusView(target: FocusTarget): void {
    this.#pendingFocus = target;
    this.flushFocus();
  }

  /** The pages have what they show. */
  flushFocus(): void {
    const page = [...this.#pages].find((candidate) => candidate.isView && candidate.isReady);
    if (page === undefined || this.#pendingFocus === undefined) return;
    page.post({ type: 'focus', target: this.#pendingFocus });
    this.#pendingFocus = undefined;
  }

  /** Dropped where nobody is there: a page that comes gets a snapshot. */
  post(message: ToViewMessage): void {
    for (const page of this.#pages) page.post(message);
  }

  /** Has a screen reader say something; false when no page is there to do it. */
  announce(text: string): boolean {
    if (!this.isReady) return false;
    this.post({ type: 'announce', text });
    return true;
  }

  setBadge(count: number): void {
    if (this.#view === undefined) return;
    const tooltip =
      count === 1 ? l10n.t('A question waits for you') : l10n.t('{0} questions wait for you', count);
    this.#view.badge = count === 0 ? undefined : { value: count, tooltip };
  }

  dispose(): void {
    for (const page of this.#pages) page.dispose();
    this.#pages.clear();
    this.#editor?.dispose();
  }

  #fill(place: WebviewView | WebviewPanel, onDispose: () => void): void {
    const page: PanelPage = new PanelPage(place, {
      extensionUri: this.#options.extensionUri,
      log: this.#options.log,
      onMessage: (message) => this.#options.onMessage(message, (answer) => page.post(answer)),
      onReady: (isReady) => {
        // One page that goes leaves the others where they are.
        if (isReady || !this.isReady) this.#options.onReady(isReady);
      },
      onDispose: () => {
        this.#pages.delete(page);
        onDispose();
      },
    });
    this.#pages.add(page);
  }
}
