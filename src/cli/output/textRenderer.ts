// For people: the answer streams to standard output, everything else goes to standard error as lines.
import type { AgentEvent } from '../../core/events/agentEvent';
import { printable } from './printable';
import type { Renderer } from './renderer';
import type { Style } from './style';
import { endLines, startLine } from './toolLine';
import { usageLine } from './usageLine';

export interface TextRendererOptions {
  /** Gets the answer. */
  readonly answer: (text: string) => void;
  /** Gets progress, whole lines with their line feed. */
  readonly progress: (text: string) => void;
  readonly style: Style;
  /** The answer goes to a terminal: control characters in it are made harmless. */
  readonly answerIsTerminal: boolean;
}

export function createTextRenderer(options: TextRendererOptions): Renderer {
  const { style } = options;
  const titles = new Map<string, string>();
  let atLineStart = true;

  function answer(text: string): void {
    if (text === '') return;
    options.answer(options.answerIsTerminal ? printable(text) : text);
    atLineStart = text.endsWith('\n');
  }

  function endLine(): void {
    if (!atLineStart) answer('\n');
  }

  function progress(...lines: readonly string[]): void {
    endLine();
    for (const line of lines) options.progress(`${line}\n`);
  }

  function show(event: AgentEvent): void {
    switch (event.type) {
      case 'text_delta':
        // What the parts of a run say among themselves is no answer.
        if (!isNested(event)) answer(event.text);
        return;
      case 'turn_end':
        if (!isNested(event)) endLine();
        return;
      case 'planning_start':
        progress(`📋 Planning: ${printable(event.prompt)}`);
        return;
      case 'plan_ready':
        if (event.steps.length === 0) return;
        progress(
          `Plan (${event.steps.length} steps):`,
          ...event.steps.map((step, index) => `  ${index + 1}. ${printable(step)}`),
        );
        return;
      case 'plan_repaired':
        progress(...event.repairs.map((repair) => style.dim(printable(repair))));
        return;
      case 'plan_asked_again':
        progress(
          style.warning(
            `The plan could not be used and is asked for again: ${printable(event.problems.join('; '))}`,
          ),
        );
        return;
      case 'plan_fallback':
        progress(style.warning(`The task runs as one step: ${printable(event.reason)}`));
        return;
      case 'step_start':
        progress(`Step ${event.stepNumber}/${event.totalSteps}: ${printable(event.description)}`);
        return;
      case 'step_end': {
        const { error } = event.result;
        const words = `Step ${event.stepNumber}/${event.totalSteps} ${event.status}`;
        progress(error === undefined ? style.dim(words) : style.warning(`${words}: ${printable(error)}`));
        return;
      }
      case 'step_put_back':
        progress(
          style.warning(`Step ${event.stepId} is put back and runs again: ${printable(event.reason)}`),
        );
        return;
      case 'step_skipped':
        progress(style.warning(`Step ${event.stepId} skipped: ${event.reason.replaceAll('_', ' ')}`));
        return;
      case 'rollback_step':
        progress(
          event.conflicts.length === 0
            ? style.dim(`Taken back: ${printable(event.stepId)}`)
            : style.warning(`Taken back but for what was changed since: ${printable(event.stepId)}`),
        );
        return;
      case 'plan_replanned':
        progress(
          'The rest is planned anew:',
          ...event.to.steps.map((step, index) => `  ${index + 1}. ${printable(step.description)}`),
        );
        return;
      case 'planning_decided':
        progress(style.dim(`${event.planned ? 'Planned first' : 'Not planned'}: ${printable(event.reason)}`));
        return;
      case 'planning_declined':
        progress(style.dim('No plan: the prompt is answered as it is.'));
        return;
      case 'goal_checked':
        progress(
          'Goal checked:',
          ...event.criteria.map(({ criterion, met, by, command, reason }) => {
            const whom = by === 'model' ? 'looked at by a model' : 'looked at by nobody';
            const how = command === undefined ? (reason ?? whom) : `\`${command.command}\``;
            const line = `  ${met ? '✓' : '✗'} ${printable(criterion)} (${printable(how)})`;
            return met ? style.dim(line) : style.warning(line);
          }),
        );
        return;
      case 'goal_pursued':
        progress(
          `Going on with what remains (${event.round} of ${event.maxRounds}): ${printable(event.remaining.join('; '))}`,
        );
        return;
      case 'goal_left_open':
        progress(style.warning(`The goal stays open: ${printable(event.words)}`));
        return;
      case 'evidence_stale':
        if (event.paths.length === 0) return;
        progress(
          style.dim(
            `The evidence of step ${printable(event.stepId)} is older than ${printable(event.paths.join(', '))}`,
          ),
        );
        return;
      case 'goal_achieved':
        progress(style.dim(`Goal reached: ${printable(event.goal)}`));
        return;
      case 'turn_reset':
        if (isNested(event)) return;
        progress(style.warning('The answer broke off and starts again:'));
        return;
      case 'retry': {
        const seconds = (event.delayMs / 1000).toFixed(1);
        const attempt = `attempt ${event.attempt} of ${event.maxAttempts}`;
        progress(style.warning(`${printable(event.message)} Trying again in ${seconds} s (${attempt}).`));
        return;
      }
      case 'tool_call':
        titles.set(event.toolId, event.title);
        return;
      case 'tool_run': {
        // Reading is over in a moment: its one line comes at the end.
        const title = titles.get(event.toolId);
        if (event.toolName === 'bash' && title !== undefined)
          progress(startLine(event.toolName, title, style));
        return;
      }
      case 'tool_end':
        progress(...endLines(event, titles.get(event.toolId) ?? '', style));
        titles.delete(event.toolId);
        return;
      case 'permission_denied':
        progress(style.warning(`${event.toolName} is not allowed: ${printable(event.reason)}`));
        return;
      case 'confirmation_received':
        if (event.remembered !== undefined) progress(style.dim(`Remembered: ${printable(event.remembered)}`));
        return;
      case 'confirmation_timeout':
        progress(style.warning(`Nobody answered in time: ${event.actionTaken.replace('_', ' ')}`));
        return;
      case 'notice':
        progress(
          event.level === 'warning' ? style.warning(printable(event.text)) : style.dim(printable(event.text)),
        );
        if (event.cause?.code === 'content_held_back')
          progress(style.dim(`  planwright trust add ${printable(event.cause.file)}`));
        return;
      case 'persistence_failed':
        progress(style.warning(`The session could not be stored: ${printable(event.error)}`));
        return;
      case 'run_interrupted':
        progress(style.warning('The last run of this session was cut off.'));
        return;
      case 'error':
        progress(
          style.warning(`Error: ${printable(event.error)}`),
          ...(event.providerMessage ? [style.dim(`  ${printable(event.providerMessage)}`)] : []),
        );
        return;
      case 'end':
        endLine();
        if (event.stopReason !== 'end') {
          progress(style.warning(printable(event.notice ?? STOPPED[event.stopReason])));
        }
        progress(style.dim(usageLine(event)));
        return;
      default:
        // The other events carry nothing that a person at a terminal needs.
        return;
    }
  }

  return { show };
}

function isNested({ parentId, stepId }: AgentEvent): boolean {
  return (parentId ?? stepId) !== undefined;
}

const STOPPED = {
  max_tokens: 'The answer reached the limit of output tokens.',
  refused: 'The model declined to answer.',
  limit: 'A limit of this run was reached.',
  cancelled: 'Cancelled.',
} as const;
