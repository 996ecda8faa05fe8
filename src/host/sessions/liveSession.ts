// One session of this window: the core's session, the state that a person sees, and the events that the panel has not got yet.
import type { AgentEvent } from '../../core/events/agentEvent';
import type { RunStream, SessionApi } from '../../core/session/sessionApi';
import type { Attachment } from '../../core/session/sessionOptions';
import { WorkspaceError } from '../../core/workspace/workspaceError';
import { createBatch } from '../../protocol/batch';
import type { EventBatch, RestorePlanView, ToHost } from '../../protocol/messages';
import { foldEvent, foldEvents } from '../../protocol/reducer';
import { activityOf, emptyView } from '../../protocol/viewState';
import type { SessionActivity, SessionView } from '../../protocol/viewState';
import { t } from '../l10n';
import type { SessionResources } from './sessionResources';
import { wordsOfError } from '../wordsOfError';

/** Something a person has to know; `message` is one sentence for them. */
export class PersonError extends Error {
  override readonly name = 'PersonError';
}

/** What to go back to. */
export type RestoreWish = Pick<ToHost<'restore/apply'>, 'runId' | 'what' | 'choices'>;

type EventListener = (session: LiveSession, event: AgentEvent) => void;

export class LiveSession {
  readonly id: string;
  readonly resources: SessionResources;
  /** Something happened since it was last looked at. */
  isUnread = false;
  /** Whether the panel shows it: only then events are kept for a batch. */
  isShown = false;
  #api: SessionApi;
  #view: SessionView;
  #unposted: AgentEvent[] = [];
  #postedSeq = 0;
  #unsubscribe: () => void = () => undefined;
  #isElsewhere = false;
  #isStored = false;
  readonly #onEvent: EventListener;

  /** A session without any event yet. */
  static fresh(api: SessionApi, resources: SessionResources, onEvent: EventListener): LiveSession {
    const session = new LiveSession(api, resources, onEvent);
    session.#listen();
    return session;
  }

  /** A stored session. `isElsewhere`: another window owns it. */
  static async stored(
    api: SessionApi,
    resources: SessionResources,
    isElsewhere: boolean,
    onEvent: EventListener,
  ): Promise<LiveSession> {
    const session = new LiveSession(api, resources, onEvent);
    session.#isElsewhere = isElsewhere;
    session.#isStored = true;
    await session.reload();
    session.#listen();
    return session;
  }

  private constructor(api: SessionApi, resources: SessionResources, onEvent: EventListener) {
    this.id = api.sessionId;
    this.resources = resources;
    this.#api = api;
    this.#onEvent = onEvent;
    this.#view = emptyView(api.sessionId, api.model, api.permissionMode);
  }

  get api(): SessionApi {
    return this.#api;
  }

  get view(): SessionView {
    return this.#view;
  }

  /** True before the first prompt: nothing is stored then, not even a choice of model. */
  get isEmpty(): boolean {
    return !this.#isStored;
  }

  get activity(): SessionActivity {
    return activityOf(this.#view);
  }

  get isBusy(): boolean {
    return this.#api.isRunning;
  }

  get access(): 'owner' | 'read_only' {
    return this.#isElsewhere || this.#api.isReadOnly ? 'read_only' : 'owner';
  }

  /** Events since the last batch, deltas joined; undefined when there are none. */
  takeBatch(): EventBatch | undefined {
    const batch = createBatch(this.#unposted);
    this.#unposted = [];
    if (batch === undefined) return undefined;
    const fromSeq = Math.min(batch.fromSeq, this.#postedSeq + 1);
    this.#postedSeq = batch.toSeq;
    return { ...batch, fromSeq };
  }

  /** The state for a snapshot; what was waiting for a batch is in it. */
  takeSnapshot(): SessionView {
    this.#unposted = [];
    this.#postedSeq = this.#view.seq;
    return this.#view;
  }

  /** Reads the log again, such as while another window writes it. True when there was something new. */
  async reload(): Promise<boolean> {
    const events = await this.#api.events();
    const { model, permissionMode } = this.#api;
    const view = { ...foldEvents(this.id, events), model, mode: permissionMode };
    const isNew = view.seq !== this.#view.seq;
    this.#view = view;
    return isNew;
  }

  /** Goes on with another core session over the same log, after settings or keys have changed. Only while nothing runs. */
  async replaceApi(create: () => SessionApi): Promise<void> {
    this.#unsubscribe();
    const former = this.#api;
    await former.dispose();
    this.#api = create();
    const queued = this.#api.takeQueue(former.handOverQueue());
    this.#listen();
    await queued;
    if (this.isEmpty) this.#view = emptyView(this.id, this.#api.model, this.#api.permissionMode);
  }

  /** Like `replaceApi`, for a session that another window has given up. */
  async reopen(create: () => SessionApi): Promise<void> {
    await this.replaceApi(create);
    this.#isElsewhere = false;
    await this.reload();
  }

  /** Starts a run, or queues the text while one is on. Throws `PersonError` where neither can be done. */
  async submit(text: string, attachments: readonly Attachment[] = []): Promise<void> {
    this.assertOwner();
    if (this.isBusy) {
      if (attachments.length > 0) throw new PersonError(t('Pictures can be sent when the run has ended.'));
      this.#api.followUp(text);
      return;
    }
    await this.#begin(
      attachments.length === 0 ? this.#api.stream(text) : this.#api.streamWithAttachments(text, attachments),
    );
  }

  /** Says something to the run in progress, or starts one. */
  async steer(text: string): Promise<void> {
    this.assertOwner();
    if (this.isBusy) this.#api.steer(text);
    else await this.submit(text);
  }

  /** Goes on from the history as it is, after an error. */
  async retry(): Promise<void> {
    this.assertOwner();
    if (!this.isBusy) await this.#begin(this.#api.retry());
  }

  /** Takes back a prompt and everything after it, and sends another text in its place. */
  async editPrompt(seq: number, text: string): Promise<void> {
    this.assertOwner();
    await this.stop();
    await this.#api.cutHistory(seq);
    await this.submit(text);
  }

  /** Takes the last restore back; files that the person changed since stay. */
  async redoRestore(): Promise<void> {
    this.assertIdle();
    await this.#api.redoRestore();
  }

  /** What going back to before the prompt of a run would do now. */
  async planRestore(runId: string): Promise<RestorePlanView> {
    this.assertIdle();
    try {
      return await this.#api.planRestore(runId);
    } catch (error) {
      // A run of before changes were kept, or over a journal that was deleted.
      if (error instanceof RangeError) return { canCut: this.#api.canCutBefore(runId) };
      throw error;
    }
  }

  /** Goes back to before the prompt of a run. */
  async restore({ runId, what, choices }: RestoreWish): Promise<void> {
    this.assertIdle();
    const chosen = new Map(choices.map(({ path, choice }) => [path, choice]));
    try {
      await this.#api.restore(runId, { what, decide: () => chosen });
    } catch (error) {
      if (error instanceof WorkspaceError) throw new PersonError(wordsOfError(error));
      throw error;
    }
  }

  /** Throws `PersonError` while a run is on, and where another window owns the session. */
  assertIdle(): void {
    this.assertOwner();
    if (this.isBusy) throw new PersonError(t('Stop the run first.'));
  }

  async continueInterrupted(): Promise<void> {
    this.assertOwner();
    await this.#begin(this.#api.continueInterrupted());
  }

  async discardInterrupted(): Promise<void> {
    this.assertOwner();
    await this.#api.discardInterrupted();
  }

  /** Ends the run; resolves when it has ended. */
  async stop(): Promise<void> {
    this.resources.cancelQuestions();
    await this.#api.cancel();
  }

  async takeOver(): Promise<void> {
    await this.#api.takeOver();
    this.#isElsewhere = false;
    await this.reload();
  }

  /**
   * Ends the run and whatever the session started; the log stays.
   *
   * @param options.keepRun the run counts as cut off instead of cancelled, to be continued later
   */
  async close(options: { readonly keepRun?: boolean } = {}): Promise<void> {
    this.#unsubscribe();
    this.resources.cancelQuestions();
    await this.#api.dispose(options);
    await this.resources.dispose();
  }

  #listen(): void {
    this.#unsubscribe = this.#api.onEvent((event) => {
      this.#view = foldEvent(this.#view, event);
      if (event.type === 'start' || event.type === 'plan_created') this.#isStored = true;
      if (this.isShown) this.#unposted.push(event);
      this.#onEvent(this, event);
    });
  }

  /** The events come by the listener; the stream is emptied so that it holds none. */
  async #begin(starting: Promise<RunStream>): Promise<void> {
    const stream = await starting;
    void (async () => {
      for await (const event of stream) void event;
    })();
  }

  /** Throws `PersonError` where another window owns the session. */
  assertOwner(): void {
    if (this.access === 'owner') return;
    throw new PersonError(t('Another window has this session open. Take it over to go on here.'));
  }
}
