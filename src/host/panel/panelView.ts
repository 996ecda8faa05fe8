// The webview in the side bar: its page, its messages, and when it may be posted to. What the messages mean is `panelMessages.ts`.
import { randomBytes } from 'node:crypto';
import { env, Uri } from 'vscode';
import type { Disposable, Webview, WebviewView } from 'vscode';
import type { ToHostMessage, ToViewMessage } from '../../protocol/messages';
import { parseToHost } from '../../protocol/parse';
import type { Log } from '../log';
import { panelHtml } from './html';

export interface PanelViewOptions {
  readonly extensionUri: Uri;
  readonly log: Log;
  readonly onMessage: (message: ToHostMessage) => void;
  /** The view can be posted to from now on (true), or no more (false). */
  readonly onReady: (isReady: boolean) => void;
}

export class PanelView implements Disposable {
  readonly #options: PanelViewOptions;
  #view: WebviewView | undefined;
  #listeners: Disposable[] = [];
  #isReady = false;

  constructor(options: PanelViewOptions) {
    this.#options = options;
  }

  /** True when a post arrives: the page has said that it is there, and it is on the screen. */
  get isReady(): boolean {
    return this.#isReady && this.#view?.visible === true;
  }

  resolve(view: WebviewView): void {
    this.#forget();
    this.#view = view;
    const { webview } = view;
    const root = Uri.joinPath(this.#options.extensionUri, 'dist', 'webview');
    webview.options = { enableScripts: true, enableForms: false, localResourceRoots: [root] };
    this.#listeners = [
      webview.onDidReceiveMessage((input: unknown) => this.#receive(input)),
      // A hidden page is thrown away by the editor; the next one says "ready" by itself.
      view.onDidChangeVisibility(() => {
        if (!view.visible) this.#setReady(false);
      }),
      view.onDidDispose(() => {
        if (this.#view === view) this.#forget();
      }),
    ];
    webview.html = pageOf(webview, root);
  }

  /** Dropped when nobody is there: a page that comes gets a snapshot. */
  post(message: ToViewMessage): void {
    if (this.isReady) void this.#view?.webview.postMessage(message);
  }

  setBadge(count: number): void {
    if (this.#view === undefined) return;
    const tooltip = count === 1 ? 'A question waits for you' : `${count} questions wait for you`;
    this.#view.badge = count === 0 ? undefined : { value: count, tooltip };
  }

  dispose(): void {
    this.#forget();
  }

  #receive(input: unknown): void {
    const parsed = parseToHost(input);
    if (!parsed.ok) {
      this.#options.log.warn(parsed.reason);
      return;
    }
    if (parsed.message.type === 'ready') this.#setReady(true);
    this.#options.onMessage(parsed.message);
  }

  #setReady(isReady: boolean): void {
    this.#isReady = isReady;
    this.#options.onReady(isReady);
  }

  #forget(): void {
    for (const listener of this.#listeners) listener.dispose();
    this.#listeners = [];
    this.#view = undefined;
    if (this.#isReady) this.#setReady(false);
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
  });
}
