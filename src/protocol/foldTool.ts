// The part of the fold that is about tool calls: argument and output deltas, questions, results.
import type { AgentEvent, AgentEventOf } from '../core/events/agentEvent';
import { appendItem, settleRetry, updateRun, updateTool } from './foldRun';
import type { RunView, SessionView, ToolItem } from './viewState';
import { ARGUMENTS_LIMIT, FINDINGS_LIMIT, OUTPUT_LIMIT } from './viewState';

type ToolEventType =
  | 'tool_start'
  | 'tool_input_delta'
  | 'tool_call'
  | 'tool_run'
  | 'tool_output_delta'
  | 'tool_end'
  | 'permission_denied'
  | 'confirmation_required'
  | 'confirmation_received'
  | 'confirmation_timeout';
export type ToolEvent =
  AgentEventOf<ToolEventType> | (AgentEventOf<'injection_detected'> & { readonly toolId: string });

/** Folds an event about a tool call. */
export function foldToolEvent(state: SessionView, event: ToolEvent): SessionView {
  const isDry = state.plan?.dryRunId === event.runId;
  const changed = updateRun(state, event.runId, (run) => foldIntoRun(run, event, isDry));
  switch (event.type) {
    case 'confirmation_required':
      return changed.waiting.includes(event.toolId)
        ? changed
        : { ...changed, waiting: [...changed.waiting, event.toolId] };
    case 'confirmation_received':
    case 'confirmation_timeout':
    case 'tool_end':
      return changed.waiting.includes(event.toolId)
        ? { ...changed, waiting: changed.waiting.filter((toolId) => toolId !== event.toolId) }
        : changed;
    default:
      return changed;
  }
}

/** The calls of a run that never ended: cancelled, or uncertain where they had begun to run. */
export function settleTools(run: RunView, uncertainToolIds: readonly string[]): RunView {
  if (!run.items.some((item) => item.kind === 'tool' && isOpen(item))) return run;
  return {
    ...run,
    items: run.items.map((item): RunView['items'][number] => {
      if (item.kind !== 'tool' || !isOpen(item)) return item;
      const state = uncertainToolIds.includes(item.toolId) ? 'uncertain' : 'cancelled';
      return { ...item, state, question: undefined };
    }),
  };
}

/** True until the call has ended in any way. */
export function isOpen(tool: ToolItem): boolean {
  return (
    tool.state === 'writing' ||
    tool.state === 'checking' ||
    tool.state === 'waiting' ||
    tool.state === 'running'
  );
}

/** @param isDry what the calls of the run write reaches no file */
function foldIntoRun(run: RunView, event: ToolEvent, isDry: boolean): RunView {
  switch (event.type) {
    case 'tool_start':
      return appendItem(settleRetry(run), newTool(event, 'writing'), event.time);
    case 'tool_input_delta':
      return updateTool(run, event.toolId, (tool) => ({
        ...tool,
        argumentsLength: tool.argumentsLength + event.delta.length,
        argumentsText:
          tool.argumentsText.length >= ARGUMENTS_LIMIT
            ? tool.argumentsText
            : (tool.argumentsText + event.delta).slice(0, ARGUMENTS_LIMIT),
      }));
    case 'tool_call': {
      // A log may hold the call without its start; both make the card.
      const known = run.items.some((item) => item.kind === 'tool' && item.toolId === event.toolId);
      const withCard = known ? run : appendItem(run, newTool(event, 'checking'), event.time);
      const text = JSON.stringify(event.args, undefined, 2);
      return updateTool(withCard, event.toolId, (tool) => ({
        ...tool,
        state: 'checking',
        title: event.title,
        isReadOnly: event.readOnly,
        argumentsText: text.slice(0, ARGUMENTS_LIMIT),
        argumentsLength: text.length,
        startedAt: event.time,
      }));
    }
    case 'tool_run':
      return updateTool(run, event.toolId, (tool) => ({
        ...tool,
        state: 'running',
        question: undefined,
        startedAt: event.time,
      }));
    case 'tool_output_delta':
      return updateTool(run, event.toolId, (tool) => {
        const output = tool.output + event.delta;
        // Cut in steps of the limit, so that a fast command does not copy the whole tail for each delta.
        if (output.length <= 2 * OUTPUT_LIMIT) return { ...tool, output };
        return { ...tool, output: output.slice(-OUTPUT_LIMIT), isOutputCut: true };
      });
    case 'permission_denied':
      return updateTool(run, event.toolId, (tool) => ({
        ...tool,
        deniedReason: event.reason,
        ...(event.cause === undefined ? {} : { deniedCause: event.cause }),
      }));
    case 'confirmation_required':
      return updateTool(run, event.toolId, (tool) => ({
        ...tool,
        state: 'waiting',
        question: { details: event.details, askedAt: event.time, timeoutMs: event.timeoutMs },
      }));
    case 'confirmation_received':
      return updateTool(run, event.toolId, (tool) => ({
        ...tool,
        state: 'checking',
        question: undefined,
        ...(event.remembered === undefined ? {} : { remembered: event.remembered }),
        ...(event.rememberedSubject === undefined ? {} : { rememberedSubject: event.rememberedSubject }),
        ...(event.rememberedFor === undefined ? {} : { rememberedFor: event.rememberedFor }),
        ...(event.taken === undefined ? {} : { taken: event.taken }),
        ...(!event.approved && event.reason !== undefined && event.reason !== ''
          ? { deniedReason: event.reason, ...(event.cause === undefined ? {} : { deniedCause: event.cause }) }
          : {}),
      }));
    case 'confirmation_timeout':
      return updateTool(run, event.toolId, (tool) => ({
        ...tool,
        state: 'checking',
        question: undefined,
        ...(event.actionTaken === 'rejected'
          ? { deniedReason: 'Nobody answered in time.', deniedCause: { code: 'no_answer' } }
          : {}),
      }));
    case 'injection_detected':
      return updateTool(run, event.toolId, (tool) => ({
        ...tool,
        findings: [...(tool.findings ?? []), ...event.findings].slice(0, FINDINGS_LIMIT),
      }));
    case 'tool_end':
      return foldEnd(run, event, isDry);
  }
}

function foldEnd(run: RunView, event: AgentEventOf<'tool_end'>, isDry: boolean): RunView {
  const known = run.items.some((item) => item.kind === 'tool' && item.toolId === event.toolId);
  const withCard = known ? run : appendItem(run, newTool(event, 'checking'), event.time);
  const ended = updateTool(withCard, event.toolId, (tool) => {
    const shown = shownOutput(tool, event);
    return {
      ...tool,
      ...shown,
      resultLength: event.toolOutput.length,
      state: event.outcome,
      question: undefined,
      durationMs: event.durationMs,
      exitCode: event.exitCode,
      ...(event.details === undefined ? {} : { details: event.details }),
      ...(event.redactions === undefined ? {} : { redactions: event.redactions }),
    };
  });
  const changed = isDry ? NO_FILES : changedBy(event);
  const fresh = changed.paths.filter((path) => !ended.changedFiles.includes(path));
  const more = (ended.moreChangedFiles ?? 0) + changed.more;
  return {
    ...ended,
    toolCalls: ended.toolCalls + 1,
    ...(fresh.length === 0 ? {} : { changedFiles: [...ended.changedFiles, ...new Set(fresh)] }),
    ...(more === 0 ? {} : { moreChangedFiles: more }),
  };
}

interface FilesOfCall {
  /** As shown, where they are now. */
  readonly paths: readonly string[];
  /** Files beyond those. */
  readonly more: number;
}

const NO_FILES: FilesOfCall = { paths: [], more: 0 };

/** A command that failed may have changed files all the same. */
function changedBy({ details, outcome }: AgentEventOf<'tool_end'>): FilesOfCall {
  if (details?.type === 'command')
    return { paths: (details.changedFiles ?? []).map(placeOf), more: details.moreChangedFiles ?? 0 };
  return details?.type === 'diff' && outcome === 'done'
    ? { paths: details.files.map(placeOf), more: 0 }
    : NO_FILES;
}

function placeOf({ path, renamedTo }: { readonly path: string; readonly renamedTo?: string }): string {
  return renamedTo ?? path;
}

/** A command keeps what streamed; anything else shows the beginning of its result. */
function shownOutput(
  tool: ToolItem,
  event: AgentEventOf<'tool_end'>,
): { readonly output: string; readonly isOutputCut: boolean } {
  if (tool.output.length > 0) {
    return {
      output: tool.output.slice(-OUTPUT_LIMIT),
      isOutputCut: tool.isOutputCut || tool.output.length > OUTPUT_LIMIT,
    };
  }
  if (event.details?.type === 'command') {
    return {
      output: event.toolOutput.slice(-OUTPUT_LIMIT),
      isOutputCut: event.toolOutput.length > OUTPUT_LIMIT || event.details.outputFile !== undefined,
    };
  }
  return {
    output: event.toolOutput.slice(0, OUTPUT_LIMIT),
    isOutputCut: event.toolOutput.length > OUTPUT_LIMIT,
  };
}

function newTool(
  event: AgentEvent & { readonly toolId: string; readonly toolName: string },
  state: ToolItem['state'],
): ToolItem {
  const owner = event.parentId ?? event.stepId;
  return {
    kind: 'tool',
    id: String(event.seq),
    toolId: event.toolId,
    toolName: event.toolName,
    title: '',
    isReadOnly: false,
    state,
    argumentsText: '',
    argumentsLength: 0,
    output: '',
    isOutputCut: false,
    startedAt: event.time,
    ...(owner === undefined ? {} : { parentId: owner }),
    ...(event.stepId === undefined ? {} : { stepId: event.stepId }),
  };
}
