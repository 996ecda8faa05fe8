// Plays the extension host for one page: folds events with the real reducer, sends snapshots and batches, answers requests, and
// keeps what the panel posted.
import type { Page } from 'playwright-core';
import type { AgentEvent, AgentEventBody, EventEnvelope } from '../../../src/core/events/agentEvent';
import { createBatch } from '../../../src/protocol/batch';
import { contextParts } from '../../../src/protocol/contextParts';
import type { OfferedCommand } from '../../../src/protocol/coreTypes';
import type { MentionChoice } from '../../../src/protocol/mentions';
import type { PlanForecast, RollbackPreview } from '../../../src/protocol/planMessages';
import type {
  PanelSettings,
  RestorePlanView,
  SessionRow,
  ToHost,
  ToHostMessage,
  ToHostType,
  ToViewMessage,
} from '../../../src/protocol/messages';
import { newestPart, pageOf } from '../../../src/protocol/pages';
import { parseToHost } from '../../../src/protocol/parse';
import { foldEvent } from '../../../src/protocol/reducer';
import { emptyView } from '../../../src/protocol/viewState';
import type { SessionView } from '../../../src/protocol/viewState';

export const demoSettings: PanelSettings = {
  models: [
    {
      name: 'anthropic/claude-sonnet-4-5',
      label: 'Claude Sonnet 4.5',
      group: 'Anthropic',
      contextTokens: 200_000,
      acceptsImages: true,
    },
    { name: 'openai/gpt-5', label: 'GPT-5', group: 'OpenAI', contextTokens: 400_000, acceptsImages: true },
    { name: 'demo/tour', label: 'Demo (scripted)', group: 'Demo', acceptsImages: false },
  ],
  isSetUp: true,
  hasEditorModels: true,
  isTrusted: true,
  hasWorkspace: true,
  suggestions: [
    'Fix the failing test in test/cart.test.js',
    'Explain how totals are computed',
    'Review my changes',
  ],
};

export class FakeHost {
  readonly posted: ToHostMessage[] = [];
  /** Messages that did not parse; a test expects none. */
  readonly rejected: string[] = [];
  settings: PanelSettings = demoSettings;
  sessions: readonly SessionRow[] = [];
  access: 'owner' | 'read_only' = 'owner';
  /** What a search for mentions finds. */
  mentions: readonly MentionChoice[] = [];
  /** What can be typed after a slash. */
  commands: readonly OfferedCommand[] = [];
  /** When set, requests for older items are kept here instead of being answered. */
  heldPages: ToHost<'page/request'>[] | undefined;
  /** What going back would do. */
  restorePlan: RestorePlanView = { canCut: true, files: [] };
  /** What a run of the plan is said to take. */
  forecast: PlanForecast = { modelCalls: 21, tokens: 84_000, cost: 0.42 };
  /** What rolling a step back takes with it. */
  rollback: RollbackPreview = { stepIds: [], files: [], irreversible: [] };
  /** When set, requests are refused with this sentence. */
  refusal: string | undefined;
  state: SessionView;
  /** Milliseconds between two events. */
  eventStep = 100;
  #time = 1_700_000_000_000;
  readonly #page: Page;

  constructor(page: Page, sessionId = 'session-1') {
    this.#page = page;
    this.state = emptyView(sessionId, 'anthropic/claude-sonnet-4-5', 'ask');
  }

  /** Time of the last event, in milliseconds since the epoch. */
  get now(): number {
    return this.#time;
  }

  /** Call before the page is opened. */
  async attach(): Promise<void> {
    await this.#page.exposeFunction('planwrightPost', (message: unknown) => {
      // A page that closes while it is answered needs no answer.
      this.#receive(message).catch((error: unknown) => {
        if (!this.#page.isClosed()) throw error;
      });
    });
  }

  /** The last message of a type that the panel posted. */
  last<Type extends ToHostType>(type: Type): Extract<ToHostMessage, { readonly type: Type }> | undefined {
    return this.posted.findLast(
      (message): message is Extract<ToHostMessage, { readonly type: Type }> => message.type === type,
    );
  }

  /** Numbers the bodies, folds them, and sends them as one batch. */
  async emit(
    ...bodies: readonly (AgentEventBody & Partial<EventEnvelope> & { readonly ms?: number })[]
  ): Promise<void> {
    const batch = createBatch(this.fold(...bodies));
    if (batch !== undefined) await this.send({ type: 'events', ...batch });
  }

  /** As `emit`, without sending: the next snapshot has it. */
  fold(
    ...bodies: readonly (AgentEventBody & Partial<EventEnvelope> & { readonly ms?: number })[]
  ): AgentEvent[] {
    const events = bodies.map((body): AgentEvent => {
      const { ms, ...rest } = body;
      this.#time += ms ?? this.eventStep;
      const event: AgentEvent = {
        sessionId: this.state.sessionId,
        runId: 'run-1',
        ...rest,
        seq: this.state.seq + 1,
        time: this.#time,
      };
      this.state = foldEvent(this.state, event);
      return event;
    });
    return events;
  }

  async sendSnapshot(): Promise<void> {
    await this.send({ type: 'snapshot', ...newestPart(this.state), access: this.access });
  }

  /** Answers the requests that were held, and holds none from now on. */
  async releasePages(): Promise<void> {
    const held = this.heldPages ?? [];
    this.heldPages = undefined;
    for (const request of held) await this.sendPage(request);
  }

  /** Answers a request for older items. */
  async sendPage({ requestId, side, run, item }: ToHost<'page/request'>): Promise<void> {
    const page = pageOf(this.state, side, { run, item });
    await this.send({ type: 'reply', requestId, ok: true, page });
  }

  async send(message: ToViewMessage): Promise<void> {
    // Drawn at the next frame.
    await this.#page.evaluate(`
      window.postMessage(${JSON.stringify(message)}, '*');
      new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))`);
  }

  async #receive(input: unknown): Promise<void> {
    const parsed = parseToHost(input);
    if (!parsed.ok) {
      this.rejected.push(parsed.reason);
      return;
    }
    const { message } = parsed;
    this.posted.push(message);
    if (message.type === 'ready') {
      await this.send({ type: 'settings', settings: this.settings });
      await this.send({ type: 'sessions', sessions: this.sessions });
      await this.sendSnapshot();
    } else if (message.type === 'snapshot/request') {
      await this.sendSnapshot();
    } else if (message.type === 'session/list') {
      await this.send({ type: 'sessions', sessions: this.sessions });
    } else if (message.type === 'mention/search' || message.type === 'mention/fromUris') {
      await this.send({ type: 'reply', requestId: message.requestId, ok: true, mentions: this.mentions });
    } else if (message.type === 'command/list') {
      await this.send({ type: 'reply', requestId: message.requestId, ok: true, commands: this.commands });
    } else if (message.type === 'page/request') {
      if (this.heldPages === undefined) await this.sendPage(message);
      else this.heldPages.push(message);
    } else if (message.type === 'restore/plan') {
      const { requestId } = message;
      await this.send({ type: 'reply', requestId, ok: true, restorePlan: this.restorePlan });
    } else if (message.type === 'context/parts') {
      const parts = contextParts(this.state);
      await this.send({
        type: 'reply',
        requestId: message.requestId,
        ok: true,
        ...(parts === undefined ? {} : { contextParts: parts }),
      });
    } else if (message.type === 'plan/forecast') {
      const { requestId } = message;
      await this.send({ type: 'reply', requestId, ok: true, forecast: this.forecast });
    } else if (message.type === 'plan/rollbackPreview' && this.refusal === undefined) {
      const { requestId } = message;
      await this.send({ type: 'reply', requestId, ok: true, rollback: this.rollback });
    } else if ('requestId' in message) {
      await this.send(
        this.refusal === undefined
          ? { type: 'reply', requestId: message.requestId, ok: true }
          : { type: 'reply', requestId: message.requestId, ok: false, error: this.refusal },
      );
    }
  }
}
