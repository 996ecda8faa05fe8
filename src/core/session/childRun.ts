// A run within a run: a plan step, the planner, a verifier, later a subagent. It has its own history, tools, limits and model, and the
// parent's gate, journal, questions and emit. It books into the parent's ledger.
import type { AgentEventBody, StopReason } from '../events/agentEvent';
import type { LanguageModel } from '../model/languageModel';
import type { ImagePart, Message } from '../model/message';
import type { Tool } from '../tools/tool';
import type { EventScope } from './eventHub';
import type { SessionMachinery } from './sessionMachinery';
import type { Limits } from './sessionOptions';
import type { StepGuard } from './stepGuards';
import type { Workspace } from '../workspace/workspace';
import { createUsageLedger } from './usageLedger';
import type { LedgerTotals, UsageLedger } from './usageLedger';
import type { RunCause } from '../words/errorCause';

/** What a child run takes from the run it belongs to. */
export interface ParentRun {
  readonly runId: string;
  readonly machinery: SessionMachinery;
  readonly ledger: UsageLedger;
  readonly emit: (body: AgentEventBody, scope: EventScope) => void;
  readonly whilePaused: (signal: AbortSignal) => Promise<void>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export interface ChildRunRequest {
  /** Carried by all its events. At least one of both; `parentId` is the call or step that started it. */
  readonly scope: EventScope;
  /** Unique among the children of the run. */
  readonly name: string;
  readonly prompt: string;
  readonly images?: readonly ImagePart[];
  /** Earlier messages that it sees. Default none. */
  readonly history?: readonly Message[];
  readonly model: () => Promise<LanguageModel>;
  readonly tools?: (tool: Tool) => boolean;
  readonly system?: (prompt: string) => string;
  readonly limits?: Limits;
  /** As in `ChildScope`. */
  readonly approvedCommand?: string;
  /** Keeps it out of the way of steps that run at the same time. */
  readonly guard?: StepGuard;
  /** A copy of the files that it works on. */
  readonly copy?: Workspace;
  /** Model responses; one more fails the child. */
  readonly maxTurns: number;
  /** Called with each of its events. */
  readonly onActivity?: (event: AgentEventBody) => void;
}

export interface ChildRunResult {
  readonly text: string;
  readonly stopReason: StopReason;
  /** Which limit was reached. */
  readonly notice?: RunCause;
  readonly totals: LedgerTotals;
  /** All it said and heard, behind the history it was given. */
  readonly messages: readonly Message[];
}

/** Rejects with `RunError` when the child failed; a cancelled child resolves. */
export async function runChild(
  request: ChildRunRequest,
  parent: ParentRun,
  signal: AbortSignal,
): Promise<ChildRunResult> {
  const { scope, history = [], onActivity } = request;
  const ledger = createUsageLedger(parent.now, parent.ledger);
  const emit = (body: AgentEventBody): void => {
    parent.emit(body, scope);
    onActivity?.(body);
  };
  const messages: Message[] = [];
  const append = (message: Message): void => {
    messages.push(message);
    emit({ type: 'message', message });
  };
  append({
    role: 'user',
    origin: 'prompt',
    content: [...(request.images ?? []), { type: 'text', text: request.prompt }],
  });
  const { text, stopReason, notice } = await parent.machinery.runTurns(
    {
      runId: parent.runId,
      history: { messages: () => [...history, ...messages], append },
      ledger,
      emit,
      model: request.model,
      maxToolRounds: request.maxTurns,
      whilePaused: parent.whilePaused,
      deliverSteering: () => false, // what a person says meanwhile is for the run, not for its parts
      deliverNotes: () => undefined,
      child: {
        callPrefix: `${request.name}/`,
        runTotals: () => parent.ledger.totals(),
        ...(scope.stepId === undefined ? {} : { stepId: scope.stepId }),
        ...(request.tools === undefined ? {} : { tools: request.tools }),
        ...(request.system === undefined ? {} : { system: request.system }),
        ...(request.approvedCommand === undefined ? {} : { approvedCommand: request.approvedCommand }),
        ...(request.limits === undefined ? {} : { limits: request.limits }),
        ...(request.guard === undefined ? {} : { guard: request.guard }),
        ...(request.copy === undefined ? {} : { copy: request.copy }),
      },
    },
    signal,
  );
  return { text, stopReason, totals: ledger.totals(), messages, ...(notice === undefined ? {} : { notice }) };
}
