// Takes one call through the gate and, where the answer is "ask", to a person (spec sections 1.2, 3 and 4).
import type { AgentEventBody } from '../events/agentEvent';
import type { ToolCallPart } from '../model/message';
import { chosenRule } from '../permissions/chosenRule';
import { rememberOffer } from '../permissions/gate';
import type {
  ConfirmationAnswer,
  ConfirmationDetails,
  ConfirmationProvider,
  RuleScope,
} from '../permissions/confirmation';
import type { DenialMemory } from '../permissions/denialMemory';
import { splitRules } from '../permissions/rule';
import { causeText } from '../permissions/permissionCause';
import type { PermissionCause } from '../permissions/permissionCause';
import type { PermissionChecker, PermissionRequest, PermissionVerdict } from '../permissions/permission';
import { makeVisible } from '../security/visibleText';
import type { ToolOutput } from '../tools/tool';
import { pickChanges, toProposedDiff } from '../review/proposedHunks';
import type { PickedChanges } from '../review/proposedHunks';
import type { FileChange, ResolvedPath, Workspace } from '../workspace/workspace';
import { REPETITION_LIMIT } from './repetition';
import type { RepetitionWatch } from './repetition';
import type { UsageLedger } from './usageLedger';
import { noticeEvent } from '../words/noticeCause';

export interface AskPermissionOptions {
  readonly sessionId: string;
  readonly workspace: Workspace;
  readonly gate: PermissionChecker;
  /** Absent: asks are refused. */
  readonly confirmation?: ConfirmationProvider;
  /** Keeps a rule for the session or for longer. */
  readonly remember: (rule: string, scope: RuleScope, sandboxed: boolean) => Promise<void>;
  readonly emit: (body: AgentEventBody) => void;
  readonly ledger: UsageLedger;
  readonly repetition: RepetitionWatch;
  /** Keeps what the person refused. Default: nothing is kept. */
  readonly denials?: Pick<DenialMemory, 'refused'>;
  /** Holds the proposed changes of a call while a person is asked. */
  readonly asked?: Map<string, readonly FileChange[]>;
}

export interface PermissionQuestion {
  readonly call: ToolCallPart;
  readonly title: string;
  readonly readOnly: boolean;
  readonly paths: readonly ResolvedPath[];
  readonly changes?: readonly FileChange[];
  /** How often in a row this very call had the same outcome. */
  readonly repeats: number;
  /** The call's command would run in the sandbox. Default false. */
  readonly sandboxed?: boolean;
  /** Why the model asks to run it outside of the sandbox. */
  readonly outsideSandbox?: string;
}

/** Whether the call may run. `picked`: only this part of the proposed changes; `output`: what the model is told. */
export type PermissionOutcome =
  | { readonly allowed: true; readonly picked?: PickedChanges }
  | { readonly allowed: false; readonly output: ToolOutput };

const ALLOWED: PermissionOutcome = { allowed: true };

/** Rejects with the signal's reason when cancelled. */
export async function askPermission(
  question: PermissionQuestion,
  options: AskPermissionOptions,
  signal: AbortSignal,
): Promise<PermissionOutcome> {
  const { call } = question;
  const request: PermissionRequest = {
    toolName: call.name,
    args: call.input,
    readOnly: question.readOnly,
    paths: question.paths,
    ...(question.changes === undefined ? {} : { changes: question.changes }),
    ...(question.sandboxed === true ? { sandboxed: true } : {}),
  };
  const verdict = withRepetition(await options.gate.check(request), question.repeats);
  if (verdict.decision === 'allow') return ALLOWED;
  if (verdict.decision === 'deny') {
    options.emit({
      type: 'permission_denied',
      toolId: call.id,
      toolName: call.name,
      args: call.input,
      reason: verdict.reason,
      ...(verdict.cause === undefined ? {} : { cause: verdict.cause }),
    });
    return refusal(
      `The permission policy blocked ${call.name}: ${verdict.reason} Do not try to reach the same effect another way.`,
    );
  }
  if (options.confirmation === undefined) {
    return refusal(
      `${call.name} needs a person's approval and nobody can answer here: ${verdict.reason} ` +
        'Set a permission rule, a permission mode or a confirmation handler.',
    );
  }
  const { commandLine } = verdict;
  const judged = commandLine === undefined ? request : { ...request, commandLine };
  const answer = await confirm(question, judged, verdict, options, options.confirmation, signal);
  if (answer.approved) {
    if (question.repeats >= REPETITION_LIMIT) options.repetition.reset();
    return { allowed: true, ...(answer.picked === undefined ? {} : { picked: answer.picked }) };
  }
  return refusal(answer.text);
}

/** A call that repeats itself without progress is put before a person, whatever the rules allow. */
function withRepetition(verdict: PermissionVerdict, repeats: number): PermissionVerdict {
  if (repeats < REPETITION_LIMIT || verdict.decision === 'deny') return verdict;
  const cause: PermissionCause = { code: 'repeated', times: repeats };
  return { decision: 'ask', isProtected: true, reason: causeText(cause), cause };
}

type Settled =
  | { readonly approved: true; readonly picked?: PickedChanges }
  | { readonly approved: false; readonly text: string };

async function confirm(
  question: PermissionQuestion,
  request: PermissionRequest,
  verdict: PermissionVerdict,
  options: AskPermissionOptions,
  provider: ConfirmationProvider,
  signal: AbortSignal,
): Promise<Settled> {
  const { call } = question;
  const details = describe(question, request, verdict);
  const { timeoutMs } = provider;
  options.emit({
    type: 'confirmation_required',
    toolId: call.id,
    toolName: call.name,
    args: call.input,
    timeoutMs,
    details,
  });
  if (question.changes !== undefined) options.asked?.set(call.id, question.changes);
  const closed = new AbortController();
  const waitSignal = AbortSignal.any([signal, closed.signal]);
  const answer = await options.ledger.whileWaiting(() =>
    firstOf(
      provider.request(
        { sessionId: options.sessionId, toolId: call.id, toolName: call.name, args: call.input, details },
        waitSignal,
      ),
      timeoutMs,
      signal,
    ),
  );
  closed.abort();
  options.asked?.delete(call.id);

  if (answer === 'cancelled') {
    options.emit({
      type: 'confirmation_received',
      toolId: call.id,
      approved: false,
      reason: 'cancelled',
      cause: { code: 'cancelled' },
    });
    throw signal.reason;
  }
  if (answer === 'timed_out') {
    const approved = provider.timeoutAction === 'auto_approve';
    options.emit({
      type: 'confirmation_timeout',
      toolId: call.id,
      actionTaken: approved ? 'auto_approved' : 'rejected',
    });
    if (approved) return { approved };
    return {
      approved,
      text: `${call.name} was rejected because nobody confirmed it within ${timeoutMs} ms. Do not retry; say that approval is needed.`,
    };
  }
  const picked = answer.approved ? pickedOf(answer, question.changes) : undefined;
  if (!answer.approved || picked?.changes.length === 0) {
    const reason = answer.approved ? causeText({ code: 'none_taken' }) : (answer.reason?.trim() ?? '');
    options.emit({
      type: 'confirmation_received',
      toolId: call.id,
      approved: false,
      ...(reason === '' ? {} : { reason }),
      ...(answer.approved ? { cause: { code: 'none_taken' } } : {}),
    });
    const command = call.input['command'];
    options.denials?.refused({
      by: makeVisible(typeof command === 'string' ? command : `${call.name} ${question.title}`).slice(0, 120),
      effects: verdict.effects ?? [],
      hasReason: reason !== '',
    });
    return {
      approved: false,
      text:
        `The person refused ${call.name}. Reason: ${reason === '' ? 'No reason provided' : reason}. ` +
        'Do not retry it or reach the same effect another way unless asked to.',
    };
  }
  // Who takes a part of a change has not said yes to all that are like it.
  const scope = picked === undefined ? (answer.remember ?? 'once') : 'once';
  const offer = details.remember;
  const chosen =
    scope === 'once' || offer === undefined ? undefined : chosenRule(offer, answer.rule, request);
  if (chosen !== undefined && scope !== 'once') {
    const sandboxed = question.sandboxed === true;
    for (const rule of splitRules(chosen.rule)) await options.remember(rule, scope, sandboxed);
  }
  if (chosen?.problem !== undefined) options.emit(noticeEvent('warning', chosen.problem));
  options.emit({
    type: 'confirmation_received',
    toolId: call.id,
    approved: true,
    ...(chosen === undefined ? {} : { remembered: chosen.words }),
    ...(chosen?.subject === undefined ? {} : { rememberedSubject: chosen.subject }),
    ...(chosen === undefined || scope === 'once' ? {} : { rememberedFor: scope }),
    ...(picked === undefined ? {} : { taken: countTaken(picked) }),
  });
  return { approved: true, ...(picked === undefined ? {} : { picked }) };
}

/** Undefined where all of it was taken as it was proposed. */
function pickedOf(
  { files }: Extract<ConfirmationAnswer, { readonly approved: true }>,
  changes: readonly FileChange[] | undefined,
): PickedChanges | undefined {
  if (files === undefined || changes === undefined) return undefined;
  const picked = pickChanges(changes, files);
  return picked.files.every(({ taken }) => taken === 'all') ? undefined : picked;
}

function countTaken({
  files,
}: PickedChanges): NonNullable<Extract<AgentEventBody, { type: 'confirmation_received' }>['taken']> {
  return {
    hunks: files.reduce((sum, file) => sum + file.hunksTaken, 0),
    of: files.reduce((sum, file) => sum + file.hunks, 0),
    isEdited: files.some(({ taken }) => taken === 'edited'),
  };
}

/** The answer, or what came first instead. Leaves no timer and no listener behind. */
async function firstOf(
  asked: Promise<ConfirmationAnswer>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<ConfirmationAnswer | 'timed_out' | 'cancelled'> {
  const other = Promise.withResolvers<'timed_out' | 'cancelled'>();
  const onAbort = (): void => other.resolve('cancelled');
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  const timer = timeoutMs > 0 ? setTimeout(() => other.resolve('timed_out'), timeoutMs) : undefined;
  try {
    return await Promise.race([asked, other.promise]);
  } catch (error) {
    if (signal.aborted) return 'cancelled';
    // A confirmation handler that fails must never approve.
    return {
      approved: false,
      reason: `the question could not be asked (${error instanceof Error ? error.message : String(error)})`,
    };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}

function describe(
  question: PermissionQuestion,
  request: PermissionRequest,
  verdict: PermissionVerdict,
): ConfirmationDetails {
  const command = request.args['command'];
  const remember = verdict.isProtected === true ? undefined : rememberOffer(request);
  return {
    title: question.title,
    reason: verdict.reason,
    ...(verdict.cause === undefined ? {} : { cause: verdict.cause }),
    ...(typeof command === 'string' ? { command: makeVisible(command) } : {}),
    ...(question.outsideSandbox === undefined
      ? {}
      : { outsideSandbox: makeVisible(question.outsideSandbox) }),
    ...(verdict.facts === undefined ? {} : { facts: verdict.facts }),
    ...(question.changes === undefined ? {} : { files: question.changes.map(toProposedDiff) }),
    ...(remember === undefined ? {} : { remember }),
  };
}

function refusal(content: string): PermissionOutcome {
  return { allowed: false, output: { content, isError: true } };
}
