// Keeps the panel up to date: a snapshot when it comes or shows another session, then batches of events, one post a frame at most.
import type { Disposable } from 'vscode';
import type { PanelSettings } from '../../protocol/messages';
import { newestPart, pageOf } from '../../protocol/pages';
import type { Page, PageSide, Position } from '../../protocol/pages';
import type { Log } from '../log';
import type { LiveSession } from '../sessions/liveSession';
import type { SessionHub } from '../sessions/sessionHub';
import type { PanelView } from './panelView';

/** About one frame: more posts would only be drawn together. */
const FRAME_MS = 16;
/** The list changes rarely enough to be sent whole, and not more often than this. */
const LIST_MS = 250;
/** How often a session that another window writes is looked at, while the panel shows it. */
const FOLLOW_MS = 2_000;

export interface PanelControllerOptions {
  readonly hub: Pick<
    SessionHub,
    | 'current'
    | 'waiting'
    | 'onEvent'
    | 'onDidShow'
    | 'onDidChangeList'
    | 'ensureCurrent'
    | 'rows'
    | 'checkOwner'
  >;
  readonly view: Pick<PanelView, 'isReady' | 'post' | 'setBadge'>;
  readonly log: Pick<Log, 'error'>;
  readonly settings: () => Promise<PanelSettings>;
}

export class PanelController implements Disposable {
  readonly #options: PanelControllerOptions;
  readonly #subscriptions: Disposable[];
  #frame: NodeJS.Timeout | undefined;
  #list: NodeJS.Timeout | undefined;
  #follow: NodeJS.Timeout | undefined;

  constructor(options: PanelControllerOptions) {
    this.#options = options;
    const { hub, view } = options;
    this.#subscriptions = [
      hub.onEvent(({ session }) => {
        if (session === hub.current) this.#scheduleFrame();
        view.setBadge(hub.waiting);
      }),
      hub.onDidShow((session) => {
        this.sendSnapshot();
        this.#followWhileElsewhere(session);
      }),
      hub.onDidChangeList(() => this.#scheduleList()),
    ];
  }

  /** Told by the view when it can be posted to, or no more. */
  setReady(isReady: boolean): void {
    if (isReady) return;
    const { current } = this.#options.hub;
    if (current !== undefined) current.isShown = false;
    this.#stopTimers();
  }

  /** Everything a page needs that has just come. */
  async sendAll(): Promise<void> {
    const session = await this.#options.hub.ensureCurrent();
    await this.sendSettings();
    this.sendSnapshot();
    this.#followWhileElsewhere(session);
    this.#options.view.setBadge(this.#options.hub.waiting);
    await this.sendSessions();
  }

  sendSnapshot(): void {
    const { hub, view } = this.#options;
    const session = hub.current;
    if (session === undefined || !view.isReady) return;
    session.isShown = true;
    session.isUnread = false;
    view.post({ type: 'snapshot', ...newestPart(session.takeSnapshot()), access: session.access });
  }

  /** Older items, for the page that asks. What has happened until now goes before them: a page fits one moment only. */
  readPage(session: LiveSession, side: PageSide, position: Position): Page {
    if (session === this.#options.hub.current) this.#postBatch();
    return pageOf(session.view, side, position);
  }

  async sendSettings(): Promise<void> {
    if (!this.#options.view.isReady) return;
    this.#options.view.post({ type: 'settings', settings: await this.#options.settings() });
  }

  async sendSessions(): Promise<void> {
    if (!this.#options.view.isReady) return;
    this.#options.view.post({ type: 'sessions', sessions: await this.#options.hub.rows() });
  }

  dispose(): void {
    this.#stopTimers();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #scheduleFrame(): void {
    this.#frame ??= setTimeout(() => {
      this.#frame = undefined;
      this.#postBatch();
    }, FRAME_MS);
  }

  #postBatch(): void {
    const { hub, view } = this.#options;
    const session = hub.current;
    if (session?.isShown !== true || !view.isReady) return;
    const batch = session.takeBatch();
    if (batch !== undefined) view.post({ type: 'events', ...batch });
    if (session.access === 'read_only') {
      view.post({ type: 'access', sessionId: session.id, access: 'read_only' });
      this.#followWhileElsewhere(session);
    }
  }

  #scheduleList(): void {
    this.#list ??= setTimeout(() => {
      this.#list = undefined;
      this.sendSessions().catch((error: unknown) =>
        this.#options.log.error('The session list failed', error),
      );
    }, LIST_MS);
  }

  #followWhileElsewhere(session: LiveSession): void {
    clearTimeout(this.#follow);
    this.#follow = undefined;
    if (session.access !== 'read_only' || !this.#options.view.isReady) return;
    this.#follow = setTimeout(() => {
      void this.#followOnce(session);
    }, FOLLOW_MS);
  }

  async #followOnce(session: LiveSession): Promise<void> {
    if (session !== this.#options.hub.current || session.access !== 'read_only') return;
    try {
      const isChanged = (await this.#options.hub.checkOwner(session)) || (await session.reload());
      if (isChanged && session === this.#options.hub.current) this.sendSnapshot();
    } catch (error) {
      this.#options.log.error('A session of another window could not be read', error);
    }
    this.#followWhileElsewhere(session);
  }

  #stopTimers(): void {
    clearTimeout(this.#frame);
    clearTimeout(this.#list);
    clearTimeout(this.#follow);
    this.#frame = undefined;
    this.#list = undefined;
    this.#follow = undefined;
  }
}
