// One page of the panel: in the side bar, or as an editor tab. Its messages, and when it may be posted to.
import { randomBytes } from 'node:crypto';
import { env, l10n, Uri } from 'vscode';
import type { Disposable, Webview, WebviewPanel, WebviewView } from 'vscode';
import type { ToHostMessage, ToViewMessage } from '../../protocol/messages';
import { parseToHost } from '../../protocol/parse';
import type { Log } from '../log';
import { panelHtml } from './html';

export interface PanelPageOptions {
  readonly extensionUri: Uri;
  readonly log: Log;
  readonly onMessage: (message: ToHostMessage) => void;
  /** It can be posted to from now on (true), or no more (false). */
  readonly onReady: (isReady: boolean) => void;
  readonly onDispose: () => void;
}

export class PanelPage implements Disposable {
  readonly #options: PanelPageOptions;
  readonly #place: WebviewView | WebviewPanel;
  #listeners: readonly Disposable[];
  #isReady = false;
  #isFocused = false;

  constructor(place: WebviewView | WebviewPanel, options: PanelPageOptions) {
    this.#options = options;
    this.#place = place;
    const { webview } = place;
    const root = Uri.joinPath(options.extensionUri, 'dist', 'webview');
    webview.options = { enableScripts: true, enableForms: false, localResourceRoots: [root] };
    // A hidden page is thrown away by the editor; the next one says "ready" by itself.
    const onShownOrHidden = (): void => {
      if (!place.visible) this.#setReady(false);
    };
    this.#listeners = [
      webview.onDidReceiveMessage((input: unknown) => this.#receive(input)),
      'onDidChangeViewState' in place
        ? place.onDidChangeViewState(onShownOrHidden)
        : place.onDidChangeVisibility(onShownOrHidden),
      place.onDidDispose(() => {
        this.dispose();
        options.onDispose();
      }),
    ];
    webview.html = pageOf(webview, root);
  }

  /** True when a post arrives: the page has said that it is there, and it is on the screen. */
  get isReady(): boolean {
    return this.#isReady && this.#place.visible;
  }

  /** In the side bar, not in an editor tab. */
  get isView(): boolean {
    return !('onDidChangeViewState' in this.#place);
  }

  /** True while keys go to the page. */
  get isFocused(): boolean {
    return this.#isFocused && this.isReady;
  }

  /** Dropped when nobody is there: a page that comes gets a snapshot. */
  post(message: ToViewMessage): void {
    if (this.isReady) void this.#place.webview.postMessage(message);
  }

  /** Stops listening; the page itself is the editor's. */
  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
    this.#listeners = [];
    if (this.#isReady) this.#setReady(false);
  }

  #receive(input: unknown): void {
    const parsed = parseToHost(input);
    if (!parsed.ok) {
      this.#options.log.warn(parsed.reason);
      return;
    }
    if (parsed.message.type === 'ready') this.#setReady(true);
    if (parsed.message.type === 'page/focus') this.#isFocused = parsed.message.isFocused;
    this.#options.onMessage(parsed.message);
  }

  #setReady(isReady: boolean): void {
    this.#isReady = isReady;
    if (!isReady) this.#isFocused = false;
    this.#options.onReady(isReady);
  }
}

function pageOf(webview: Webview, root: Uri): string {
  const uriOf = (name: string): string => webview.asWebviewUri(Uri.joinPath(root, name)).toString();
  return panelHtml({
    nonce: randomBytes(16).toString('base64url'),
    styleNonce: randomBytes(16).toString('base64url'),
    cspSource: webview.cspSource,
    scriptUri: uriOf('panel.js'),
    styleUri: uriOf('panel.css'),
    language: env.language,
    texts: l10n.bundle,
  });
}
