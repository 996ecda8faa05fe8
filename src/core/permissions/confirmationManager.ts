// Questions that wait for an answer from outside (spec section 4): whoever shows them lists `pending()` and calls `confirm`.
// The loop emits the events and watches the time limit; the manager only holds the questions.
import type { Lane } from '../tools/tool';
import type { ConfirmationAnswer, ConfirmationProvider, ConfirmationRequest } from './confirmation';

export interface ConfirmationPolicy {
  /** False approves every ask without a question. Default true here (a departure from the spec: nothing is approved by omission). */
  readonly enabled: boolean;
  /** Milliseconds; 0 means no limit. Default 30,000. */
  readonly defaultTimeoutMs: number;
  /** Default `reject`. */
  readonly timeoutAction: 'reject' | 'auto_approve';
  /** Tools of these lanes are approved without a question. Default none. */
  readonly yoloLanes: readonly Lane[];
}

export const DEFAULT_CONFIRMATION_POLICY: ConfirmationPolicy = {
  enabled: true,
  defaultTimeoutMs: 30_000,
  timeoutAction: 'reject',
  yoloLanes: [],
};

/** One open question. */
export interface PendingConfirmation {
  readonly toolId: string;
  readonly toolName: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** Milliseconds; `Infinity` without a limit. */
  readonly remainingMs: number;
}

export interface ConfirmationManagerOptions {
  /** Milliseconds since the epoch. Default the real clock. */
  readonly now?: () => number;
  /** The lane of a tool, for `yoloLanes`. Default `execute` for every tool. */
  readonly laneOf?: (toolName: string) => Lane;
}

interface Entry {
  readonly request: ConfirmationRequest;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  readonly answer: (answer: ConfirmationAnswer) => void;
}

export class ConfirmationManager implements ConfirmationProvider {
  private current: ConfirmationPolicy;
  private readonly entries = new Map<string, Entry>();
  private readonly now: () => number;
  private readonly laneOf: (toolName: string) => Lane;

  constructor(policy: Partial<ConfirmationPolicy> = {}, options: ConfirmationManagerOptions = {}) {
    this.current = { ...DEFAULT_CONFIRMATION_POLICY, ...policy };
    this.now = options.now ?? Date.now;
    this.laneOf = options.laneOf ?? (() => 'execute');
  }

  get timeoutMs(): number {
    return this.current.defaultTimeoutMs;
  }

  get timeoutAction(): 'reject' | 'auto_approve' {
    return this.current.timeoutAction;
  }

  policy(): ConfirmationPolicy {
    return this.current;
  }

  /** Holds for questions from now on; open ones keep their deadline. */
  setPolicy(policy: Partial<ConfirmationPolicy>): void {
    this.current = { ...this.current, ...policy };
  }

  requiresConfirmation(toolName: string): boolean {
    return this.current.enabled && !this.current.yoloLanes.includes(this.laneOf(toolName));
  }

  request(request: ConfirmationRequest, signal: AbortSignal): Promise<ConfirmationAnswer> {
    if (!this.requiresConfirmation(request.toolName)) return Promise.resolve({ approved: true });
    if (signal.aborted) return Promise.resolve(CANCELLED);
    if (this.entries.has(request.toolId)) {
      return Promise.resolve({ approved: false, reason: 'A question with the same id is open already.' });
    }
    const { promise, resolve } = Promise.withResolvers<ConfirmationAnswer>();
    const onAbort = () => this.settle(request.toolId, CANCELLED);
    signal.addEventListener('abort', onAbort, { once: true });
    this.entries.set(request.toolId, {
      request,
      deadline: this.timeoutMs === 0 ? Infinity : this.now() + this.timeoutMs,
      answer: (answer) => {
        signal.removeEventListener('abort', onAbort);
        resolve(answer);
      },
    });
    return promise;
  }

  /** Answers an open question; false when there is none with this id. */
  confirm(toolId: string, answer: boolean | ConfirmationAnswer, reason?: string): boolean {
    if (typeof answer !== 'boolean') return this.settle(toolId, answer);
    if (answer) return this.settle(toolId, { approved: true });
    return this.settle(toolId, reason === undefined ? { approved: false } : { approved: false, reason });
  }

  /** Answers every question whose time is up by the timeout action; returns how many. */
  checkTimeouts(): number {
    const now = this.now();
    const late = [...this.entries].filter(([, entry]) => entry.deadline <= now);
    for (const [toolId] of late) {
      this.settle(
        toolId,
        this.timeoutAction === 'auto_approve'
          ? { approved: true }
          : { approved: false, reason: 'The confirmation timed out.' },
      );
    }
    return late.length;
  }

  /** Answers one question as cancelled. */
  cancel(toolId: string): boolean {
    return this.settle(toolId, CANCELLED);
  }

  /** Answers every question as cancelled; returns how many. */
  cancelAll(): number {
    const open = [...this.entries.keys()];
    for (const toolId of open) this.settle(toolId, CANCELLED);
    return open.length;
  }

  /** Open questions, oldest first. */
  pending(): readonly PendingConfirmation[] {
    const now = this.now();
    return [...this.entries.values()].map(({ request, deadline }) => ({
      toolId: request.toolId,
      toolName: request.toolName,
      args: request.args,
      remainingMs: Math.max(0, deadline - now),
    }));
  }

  private settle(toolId: string, answer: ConfirmationAnswer): boolean {
    const entry = this.entries.get(toolId);
    if (entry === undefined) return false;
    this.entries.delete(toolId);
    entry.answer(answer);
    return true;
  }
}

/** Short form of a provider. */
export type OnConfirm = (
  request: ConfirmationRequest,
) => Promise<ConfirmationAnswer | boolean> | ConfirmationAnswer | boolean;

/** A provider from the session option `onConfirm`. A function that throws refuses. */
export function fromOnConfirm(
  onConfirm: OnConfirm,
  policy: Partial<Pick<ConfirmationPolicy, 'defaultTimeoutMs' | 'timeoutAction'>> = {},
): ConfirmationProvider {
  return {
    timeoutMs: policy.defaultTimeoutMs ?? DEFAULT_CONFIRMATION_POLICY.defaultTimeoutMs,
    timeoutAction: policy.timeoutAction ?? DEFAULT_CONFIRMATION_POLICY.timeoutAction,
    request: async (request) => {
      try {
        const answer = await onConfirm(request);
        return typeof answer === 'boolean' ? { approved: answer } : answer;
      } catch (error) {
        const cause = error instanceof Error ? error.message : String(error);
        return { approved: false, reason: `The question could not be answered: ${cause}` };
      }
    },
  };
}

/** Answers every ask with no, for sessions where nobody can be asked. */
export const REFUSE_ALL: ConfirmationProvider = {
  timeoutMs: 0,
  timeoutAction: 'reject',
  request: () => Promise.resolve({ approved: false, reason: 'Nobody is there to approve it.' }),
};

const CANCELLED: ConfirmationAnswer = { approved: false, reason: 'cancelled' };
