// The sessions of this window: which are open, which one the panel shows, and the list of all that are stored. Several run at once.
import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'vscode';
import type { Disposable, Event, Memento } from 'vscode';
import type { AgentEvent } from '../../core/events/agentEvent';
import type { PlanningChoice } from '../../core/plan/planEvent';
import type { PermissionMode } from '../../core/permissions/permissionMode';
import type { AgentApi, SessionApi } from '../../core/session/sessionApi';
import type { SessionOptions } from '../../core/session/sessionOptions';
import type { SessionStore, SessionSummary } from '../../core/session/sessionStore';
import type { SessionRow } from '../../protocol/messages';
import { questionsOf } from '../../protocol/viewState';
import type { SessionActivity } from '../../protocol/viewState';
import { OPEN_RUNS_KEY } from '../commandIds';
import { LiveSession } from './liveSession';
import { belongsHere, sessionRows } from './sessionRows';
import type { SessionResources } from './sessionResources';

/** Workspace state: the session that the panel showed last. */
const CURRENT_KEY = 'currentSession';
/** Idle sessions kept in memory, so that switching back is quick and their "this session" answers last. */
const IDLE_KEPT = 8;

export interface SessionHubOptions {
  readonly store: SessionStore;
  readonly workspaceState: Memento;
  readonly createAgent: () => Promise<AgentApi>;
  /** Options of every session; without model and mode, which a stored session brings itself. */
  readonly sessionOptions: (resources: SessionResources) => SessionOptions;
  readonly createResources: (sessionId: string) => SessionResources;
  /** Removes what a session left beside its log. */
  readonly deleteOutputs: (sessionId: string) => Promise<void>;
  readonly newSessionMode: () => PermissionMode;
  readonly newSessionPlanning: () => PlanningChoice;
  /** Roots of the workspace, as stored with sessions. */
  readonly roots: () => readonly string[];
  readonly onError: (what: string, error: unknown) => void;
}

export interface SessionEvent {
  readonly session: LiveSession;
  readonly event: AgentEvent;
}

export class SessionHub implements Disposable {
  readonly #options: SessionHubOptions;
  #replacing: Promise<void> = Promise.resolve();
  readonly #live = new Map<string, LiveSession>();
  readonly #events = new EventEmitter<SessionEvent>();
  readonly #shown = new EventEmitter<LiveSession>();
  readonly #listChanged = new EventEmitter<void>();
  /** Sessions whose core session has to be made anew, once they are idle. */
  readonly #outdated = new Set<string>();
  #agent: Promise<AgentApi> | undefined;
  #current: LiveSession | undefined;
  #opening: Promise<LiveSession> | undefined;

  /** Every event of every open session. */
  readonly onEvent: Event<SessionEvent> = this.#events.event;
  /** The panel has to show this session from now on, or show it anew. */
  readonly onDidShow: Event<LiveSession> = this.#shown.event;
  readonly onDidChangeList: Event<void> = this.#listChanged.event;

  constructor(options: SessionHubOptions) {
    this.#options = options;
  }

  get current(): LiveSession | undefined {
    return this.#current;
  }

  get open(): readonly LiveSession[] {
    return [...this.#live.values()];
  }

  get store(): SessionStore {
    return this.#options.store;
  }

  find(sessionId: string): LiveSession | undefined {
    return this.#live.get(sessionId);
  }

  agent(): Promise<AgentApi> {
    this.#agent ??= this.#options.createAgent().catch((error: unknown) => {
      this.#agent = undefined;
      throw error;
    });
    return this.#agent;
  }

  /** The session that the panel shows: the last one of this workspace, else a new one. */
  ensureCurrent(): Promise<LiveSession> {
    if (this.#current !== undefined) return Promise.resolve(this.#current);
    this.#opening ??= this.#reopenLast().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  async newSession(model?: string): Promise<LiveSession> {
    if (this.#current?.isEmpty === true && model === undefined) {
      this.#show(this.#current);
      return this.#current;
    }
    const agent = await this.agent();
    const sessionId = randomUUID();
    const resources = this.#options.createResources(sessionId);
    const options = { ...this.#newOptions(resources, model), sessionId };
    const session = LiveSession.fresh(agent.session('.', options), resources, this.#receive);
    this.#live.set(session.id, session);
    const planning = this.#options.newSessionPlanning();
    if (planning !== 'off') session.api.setPlanning(planning);
    this.#show(session);
    return session;
  }

  /** Opens a stored session and shows it. Throws when there is none of that id. */
  async resume(sessionId: string): Promise<LiveSession> {
    const session = this.#live.get(sessionId) ?? (await this.#load(sessionId));
    this.#show(session);
    return session;
  }

  setModel(session: LiveSession, model: string): Promise<void> {
    return this.#oneAtATime(() => session.api.setModel(model));
  }

  setMode(session: LiveSession, mode: PermissionMode): Promise<void> {
    return this.#oneAtATime(async () => session.api.setPermissionMode(mode));
  }

  /** Settings, keys or trust changed: sessions go on with a new agent, those that run after their run. */
  async reconfigure(): Promise<void> {
    this.#agent = undefined;
    for (const session of this.open) {
      this.#outdated.add(session.id);
      // What is queued begins with the settings of when it begins.
      session.api.holdQueue();
    }
    for (const session of this.open) await this.#oneAtATime(() => this.#renew(session));
  }

  /** The setting changed: sessions where nobody chose something else go along, from their next prompt on. */
  followPlanning(from: PlanningChoice, to: PlanningChoice): Promise<void> {
    return this.#oneAtATime(async () => {
      for (const session of this.open) {
        await session.api.ready;
        if (session.access === 'owner' && session.api.planning === from) session.api.setPlanning(to);
      }
    });
  }

  async fork(session: LiveSession, beforeSeq?: number): Promise<LiveSession> {
    return this.resume(await session.api.fork(beforeSeq));
  }

  async delete(sessionId: string): Promise<void> {
    const wasCurrent = this.#current?.id === sessionId;
    await this.#close(sessionId);
    await this.#options.store.delete(sessionId);
    await this.#options.deleteOutputs(sessionId);
    if (wasCurrent) await this.newSession();
    this.#listChanged.fire();
  }

  /** Deletes every session that no other window owns; returns how many. */
  async deleteAll(): Promise<number> {
    const summaries = (await this.#options.store.list()).filter((summary) => !summary.ownedElsewhere);
    for (const { sessionId } of summaries) {
      await this.#close(sessionId);
      await this.#options.store.delete(sessionId);
      await this.#options.deleteOutputs(sessionId);
    }
    if (this.#current === undefined) await this.newSession();
    this.#listChanged.fire();
    return summaries.length;
  }

  /** Rows of this workspace's sessions, newest first. */
  async rows(): Promise<readonly SessionRow[]> {
    const stored = await this.#options.store.list();
    const here = stored.filter((summary) => belongsHere(summary, this.#options.roots()));
    return sessionRows(here, this.open);
  }

  /** The most urgent state over all open sessions. */
  get activity(): SessionActivity {
    const activities = this.open.map((session) => session.activity);
    const order: readonly SessionActivity[] = ['waiting', 'running', 'paused', 'interrupted', 'failed'];
    return order.find((activity) => activities.includes(activity)) ?? 'idle';
  }

  get waiting(): number {
    return this.open.reduce((sum, { view }) => sum + questionsOf(view), 0);
  }

  /**
   * Looks whether the other window still owns the session; where it does not, the session goes on here. True when that changed.
   */
  async checkOwner(session: LiveSession): Promise<boolean> {
    if (session.access === 'owner') return false;
    const summary = await this.#summaryOf(session.id);
    if (summary === undefined || summary.ownedElsewhere) return false;
    const agent = await this.agent();
    await this.#oneAtATime(() =>
      session.reopen(() => agent.resumeSession(session.id, this.#options.sessionOptions(session.resources))),
    );
    return true;
  }

  /**
   * Ends everything with the extension host; resolves when the logs are written. A run in progress is not cancelled in its log: it
   * was cut off, and is offered again.
   */
  async close(): Promise<void> {
    await Promise.all(this.open.map((session) => session.close({ keepRun: true })));
    this.#live.clear();
  }

  dispose(): void {
    this.#events.dispose();
    this.#shown.dispose();
    this.#listChanged.dispose();
  }

  #newOptions(resources: SessionResources, model: string | undefined): SessionOptions {
    return {
      ...this.#options.sessionOptions(resources),
      permissionMode: this.#options.newSessionMode(),
      ...(model === undefined ? {} : { model }),
    };
  }

  async #reopenLast(): Promise<LiveSession> {
    const last = this.#options.workspaceState.get<string>(CURRENT_KEY);
    if (last !== undefined) {
      try {
        const session = await this.#load(last);
        this.#show(session);
        return session;
      } catch (error) {
        this.#options.onError(`The last session (${last}) could not be opened`, error);
      }
    }
    return this.newSession();
  }

  async #load(sessionId: string): Promise<LiveSession> {
    const agent = await this.agent();
    const summary = await this.#summaryOf(sessionId);
    if (summary === undefined) throw new Error(`There is no stored session ${sessionId}.`);
    const resources = this.#options.createResources(sessionId);
    const api = agent.resumeSession(sessionId, this.#options.sessionOptions(resources));
    const session = await LiveSession.stored(api, resources, summary.ownedElsewhere, this.#receive);
    this.#live.set(sessionId, session);
    return session;
  }

  async #summaryOf(sessionId: string): Promise<SessionSummary | undefined> {
    return (await this.#options.store.list()).find((candidate) => candidate.sessionId === sessionId);
  }

  #show(session: LiveSession): void {
    const previous = this.#current;
    if (previous !== undefined && previous !== session) {
      previous.isShown = false;
      if (previous.isEmpty) void this.#closeQuietly(previous.id);
    }
    this.#current = session;
    session.isUnread = false;
    void this.#options.workspaceState.update(CURRENT_KEY, session.id);
    this.#shown.fire(session);
    this.#trimIdle();
  }

  /** Forgets the oldest idle sessions; they are stored and can be opened again. */
  #trimIdle(): void {
    const idle = this.open.filter((session) => session !== this.#current && !session.isBusy);
    for (const session of idle.slice(0, Math.max(0, idle.length - IDLE_KEPT)))
      void this.#closeQuietly(session.id);
  }

  async #closeQuietly(sessionId: string): Promise<void> {
    try {
      await this.#close(sessionId);
    } catch (error) {
      this.#options.onError('A session could not be closed', error);
    }
  }

  async #close(sessionId: string): Promise<void> {
    const session = this.#live.get(sessionId);
    if (session === undefined) return;
    this.#live.delete(sessionId);
    this.#outdated.delete(sessionId);
    if (this.#current === session) this.#current = undefined;
    await session.close();
    this.#rememberRuns();
  }

  readonly #receive = (session: LiveSession, event: AgentEvent): void => {
    if (session !== this.#current) session.isUnread = true;
    this.#events.fire({ session, event });
    if (event.type === 'start') this.#rememberRuns();
    if (event.type === 'end' || event.type === 'error') {
      this.#rememberRuns();
      this.#listChanged.fire();
      if (this.#outdated.has(session.id)) this.#renewLater(session);
    }
    if (['session_renamed', 'start', 'plan_created'].includes(event.type)) this.#listChanged.fire();
  };

  /** A choice of a person and a renewal both replace what a session stands on: the later one must see what the earlier one did. */
  #oneAtATime(work: () => Promise<void>): Promise<void> {
    const done = this.#replacing.then(work);
    this.#replacing = done.catch(() => undefined); // whoever asked for the work hears of its failure
    return done;
  }

  /** The run is over for the events, but its session still has to settle. */
  #renewLater(session: LiveSession): void {
    setTimeout(() => void this.#oneAtATime(() => this.#renew(session)), 50);
  }

  async #renew(session: LiveSession): Promise<void> {
    if (session.isBusy || !this.#outdated.has(session.id)) return;
    this.#outdated.delete(session.id);
    try {
      const agent = await this.agent();
      const { model, permissionMode, planning } = session.api;
      const create = (): SessionApi =>
        session.isEmpty
          ? agent.session('.', {
              ...this.#newOptions(session.resources, model),
              permissionMode,
              sessionId: session.id,
            })
          : agent.resumeSession(session.id, this.#options.sessionOptions(session.resources));
      await session.replaceApi(create);
      if (session.isEmpty && planning !== 'off') session.api.setPlanning(planning);
      if (session.isEmpty && session === this.#current) this.#shown.fire(session);
    } catch (error) {
      this.#options.onError('A session could not be renewed after a change of settings', error);
      // It goes on as it is, and so does what is queued in it.
      await session.api.takeQueue(session.api.handOverQueue()).catch(() => undefined);
    }
  }

  /** Kept in the workspace's state: what stands there at the next start was cut off. */
  #rememberRuns(): void {
    const running = this.open
      .filter((session) => ['running', 'waiting', 'paused'].includes(session.activity))
      .map((session) => session.id);
    void this.#options.workspaceState.update(OPEN_RUNS_KEY, running.length === 0 ? undefined : running);
  }
}
