// The only place that talks to the extension host: posts, requests with a reply, parsed messages, and the state that survives a
// reload of the view.
import type { ReplyContent, RequestMessage, ToHostMessage, ToViewMessage } from '../src/protocol/messages';
import { parseToView } from '../src/protocol/parse';

/** What the editor gives a webview, once. */
export interface EditorApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): EditorApi;

type WithoutId<Message> = Message extends unknown ? Omit<Message, 'requestId'> : never;
/** A request before it has its id. */
export type Request = WithoutId<RequestMessage>;
/** How the host answered a request. */
export type Outcome = ({ readonly ok: true } & ReplyContent) | { readonly ok: false; readonly error: string };

export class HostLink {
  readonly #editor: EditorApi;
  readonly #pending = new Map<string, (outcome: Outcome) => void>();
  #nextRequest = 1;

  constructor(editor: EditorApi = acquireVsCodeApi()) {
    this.#editor = editor;
  }

  /** Hands every valid message but replies to the listener; anything else is reported to the host's log. */
  listen(listener: (message: ToViewMessage) => void): void {
    window.addEventListener('message', (event: MessageEvent<unknown>) => {
      const parsed = parseToView(event.data);
      if (!parsed.ok) {
        this.post({ type: 'log/write', level: 'warn', text: parsed.reason });
        return;
      }
      if (parsed.message.type === 'reply') this.#settle(parsed.message);
      else listener(parsed.message);
    });
  }

  post(message: Exclude<ToHostMessage, RequestMessage>): void {
    this.#editor.postMessage(message);
  }

  /** Resolves with the host's answer; never rejects. */
  request(message: Request): Promise<Outcome> {
    const requestId = String(this.#nextRequest++);
    return new Promise((resolve) => {
      this.#pending.set(requestId, resolve);
      this.#editor.postMessage({ ...message, requestId });
    });
  }

  /** State kept over reloads of the view; undefined the first time. */
  loadState(): unknown {
    return this.#editor.getState();
  }

  saveState(state: unknown): void {
    this.#editor.setState(state);
  }

  #settle(reply: Extract<ToViewMessage, { readonly type: 'reply' }>): void {
    const resolve = this.#pending.get(reply.requestId);
    this.#pending.delete(reply.requestId);
    resolve?.(reply);
  }
}
