// One line a tool call, for people. Pure.
import type { AgentEventOf } from '../../core/events/agentEvent';
import type { ToolDetails } from '../../core/tools/toolDetails';
import { changeTitle } from './diffText';
import { printable } from './printable';
import type { Style } from './style';

/** Lines of the output of a failed call that are shown. */
const TAIL_LINES = 6;
const MAX_LINE_LENGTH = 200;

/** Printed when a call that may take a while begins. */
export function startLine(toolName: string, title: string, style: Style): string {
  return style.dim(`> ${toolName} ${shorten(printable(title))}`);
}

/** Printed when a call has ended. Failures show the end of their output. */
export function endLines(event: AgentEventOf<'tool_end'>, title: string, style: Style): readonly string[] {
  const name = `${event.toolName} ${shorten(printable(title))}`.trimEnd();
  if (event.outcome === 'denied') return [style.warning(`x ${name}: refused`)];
  if (event.outcome === 'cancelled') return [style.warning(`x ${name}: cancelled`)];
  const facts = event.details ? detailsText(event.details) : '';
  const line = `${name}${facts ? ` (${facts})` : ''}`;
  if (event.outcome === 'done' && event.exitCode === 0) return [style.dim(`+ ${line}`)];
  return [style.warning(`x ${line}`), ...tail(event.toolOutput).map((text) => style.dim(`    ${text}`))];
}

function detailsText(details: ToolDetails): string {
  switch (details.type) {
    case 'read':
      return `lines ${details.fromLine}-${details.toLine} of ${details.totalLines}`;
    case 'search':
      return `${details.matches} found in ${details.files} files${details.truncated ? ', more left' : ''}`;
    case 'diff':
      return details.files.map(changeTitle).join(', ');
    case 'command': {
      const seconds = `${(details.durationMs / 1000).toFixed(1)} s`;
      if (details.backgroundId !== undefined) return `runs on as ${details.backgroundId}`;
      return `exit ${details.exitCode ?? '?'}, ${seconds}`;
    }
  }
}

function tail(output: string): readonly string[] {
  const lines = printable(output)
    .trimEnd()
    .split('\n')
    .filter((line) => line.trim() !== '');
  return lines.slice(-TAIL_LINES).map(shorten);
}

function shorten(text: string): string {
  const line = text.replaceAll('\n', ' ');
  return line.length > MAX_LINE_LENGTH ? `${line.slice(0, MAX_LINE_LENGTH)}...` : line;
}
