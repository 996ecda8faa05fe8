// One run of a session: from the prompt to its `end` or `error` event, exactly one of them.
import type { AgentEventBody, StopReason } from '../events/agentEvent';
import type { ImagePart, Message, TextPart, UserMessage, UserMessageOrigin } from '../model/message';
import type { Skill } from '../skills/skill';
import { causeOf } from '../words/errorCause';
import { errorText } from '../words/errorText';
import type { PlannedRunOptions } from './plannedRun';
import { RunError } from './runError';
import type { RunStreamWriter } from './runStream';
import type { AgentResult, Attachment, EnvironmentFacts } from './sessionOptions';
import type { HistoryPort, TurnLoopResult } from './turnLoop';
import { runUsage } from './usageLedger';
import type { UsageLedger } from './usageLedger';

export interface RunRequest {
  readonly prompt: string;
  readonly origin: UserMessageOrigin;
  readonly attachments: readonly Attachment[];
  /** A conversation of the caller's own; the session's history then stays as it is. */
  readonly history?: readonly Message[];
  /** What the person wrote, where the prompt was made of it. Default the prompt. */
  readonly shown?: string;
  /** A skill that the person loads with this prompt. */
  readonly skill?: Skill;
  /** Make a plan first, and take a goal from the prompt. Default as the session does. */
  readonly plans?: boolean;
  readonly tracksGoal?: boolean;
  /** What is done in place of answering the prompt. */
  readonly work?: (
    options: Omit<PlannedRunOptions, 'planning'>,
    signal: AbortSignal,
  ) => Promise<TurnLoopResult>;
}

export interface SessionRunOptions {
  readonly request: RunRequest;
  readonly history: HistoryPort;
  readonly ledger: UsageLedger;
  readonly emit: (body: AgentEventBody) => void;
  readonly start: Extract<AgentEventBody, { type: 'start' }>;
  readonly environment: () => Promise<EnvironmentFacts>;
  readonly turns: () => Promise<TurnLoopResult>;
  readonly stream: RunStreamWriter;
  /** Writes what is still buffered, so that a result that was seen is a result that is stored. */
  readonly flush: () => Promise<void>;
  /** Replaces secrets in the final text (spec section 1.1). */
  readonly redact: (text: string) => string;
}

/** Runs to the end and settles the stream. Never rejects. */
export async function runToEnd(options: SessionRunOptions): Promise<StopReason | 'error'> {
  const { emit, ledger, history, stream } = options;
  emit(options.start);
  try {
    const message = await userMessage(options.request, options.environment);
    if (message.content.length > 0) history.append(message); // a retry has nothing new to say
    const { text, stopReason, notice } = await options.turns();
    const totals = ledger.totals();
    const usage = runUsage(totals);
    emit({
      type: 'end',
      text,
      stopReason,
      usage,
      totalTokens: usage.totalTokens,
      toolCallsCount: totals.toolCalls,
      ...(notice === undefined ? {} : { notice: errorText(notice), noticeCause: notice }),
    });
    await options.flush();
    stream.resolve(resultOf(options.redact(text), stopReason, ledger, history.messages()));
    return stopReason;
  } catch (error) {
    const failure =
      error instanceof RunError ? error : new RunError(causeOf(error), 'internal', false, undefined, error);
    emit({
      type: 'error',
      error: failure.message,
      kind: failure.kind,
      retryable: failure.retryable,
      usage: runUsage(ledger.totals()),
      ...(failure.why === undefined || failure.why.about === 'other' ? {} : { cause: failure.why }),
      ...(failure.providerMessage === undefined ? {} : { providerMessage: failure.providerMessage }),
    });
    await options.flush();
    stream.reject(failure);
    return 'error';
  }
}

async function userMessage(
  request: RunRequest,
  environment: () => Promise<EnvironmentFacts>,
): Promise<UserMessage> {
  const images = request.attachments.map((attachment): ImagePart => ({
    type: 'image',
    mediaType: attachment.mediaType,
    data: Buffer.from(attachment.data).toString('base64'),
  }));
  const facts = request.origin === 'prompt' ? describeEnvironment(await environment()) : '';
  const texts: TextPart[] = [facts, request.prompt]
    .filter((text) => text !== '')
    .map((text) => ({ type: 'text', text }));
  return { role: 'user', origin: request.origin, content: [...images, ...texts] };
}

function describeEnvironment(facts: EnvironmentFacts): string {
  const lines: string[] = [];
  if (facts.activeFile !== undefined) lines.push(`Active file: ${facts.activeFile}`);
  const others = (facts.openFiles ?? []).filter((file) => file !== facts.activeFile);
  if (others.length > 0) lines.push(`Other open files: ${others.join(', ')}`);
  if (facts.selection !== undefined) {
    const { file, fromLine, toLine, text } = facts.selection;
    lines.push(`Selected in ${file}, lines ${fromLine} to ${toLine}:`, text);
  }
  return lines.length === 0 ? '' : `<editor>\n${lines.join('\n')}\n</editor>`;
}

function resultOf(
  text: string,
  stopReason: StopReason,
  ledger: UsageLedger,
  messages: readonly Message[],
): AgentResult {
  const totals = ledger.totals();
  return {
    text,
    stopReason,
    toolCallsCount: totals.toolCalls,
    promptTokens: totals.promptTokens,
    completionTokens: totals.completionTokens,
    totalTokens: totals.totalTokens,
    messages,
    ...(totals.cost === undefined ? {} : { cost: totals.cost }),
  };
}
