// The whole session as one text, top to bottom: the accessible alternative to the panel, and what one searches in. Pure. Runs that did
// not change keep their text, so that drawing a long session again while it streams costs one run.
import type { FileDiff } from '../../core/tools/toolDetails';
import type { RunView, SessionView, ToolItem, UsageFacts, ViewItem } from '../../protocol/viewState';
import { fenced } from './selectionText';

export interface AgentLogText {
  readonly text: string;
  /** Tool calls by the line (0-based) on which they begin, in order. */
  readonly calls: readonly { readonly line: number; readonly toolId: string }[];
}

interface Block {
  readonly text: string;
  readonly toolId?: string;
}

const drawn = new WeakMap<RunView, readonly Block[]>();

/** Markdown with one heading a prompt (level 2) and a call or thought (level 3). Times are of the given time zone, default the system's. */
export function agentLogText(view: SessionView, timeZone?: string): AgentLogText {
  const head = `# ${oneLine(view.title === '' ? 'New session' : view.title)}\n\nModel ${view.model || 'not chosen'}, permission mode ${view.mode}.`;
  const blocks: Block[] = [{ text: head }];
  for (const run of view.runs) {
    let known = drawn.get(run);
    if (known === undefined) {
      known = runBlocks(run, timeZone);
      drawn.set(run, known);
    }
    blocks.push(...known);
  }
  for (const { text } of view.queue) blocks.push({ text: `## Queued\n\n${text}` });
  const calls: { line: number; toolId: string }[] = [];
  let line = 0;
  for (const { text, toolId } of blocks) {
    if (toolId !== undefined) calls.push({ line, toolId });
    line += text.split('\n').length + 1;
  }
  return { text: `${blocks.map(({ text }) => text).join('\n\n')}\n`, calls };
}

/** The call in whose section a line (0-based) is. */
export function callAtLine({ calls }: AgentLogText, line: number): string | undefined {
  return calls.findLast((call) => call.line <= line)?.toolId;
}

function runBlocks(run: RunView, timeZone: string | undefined): readonly Block[] {
  const blocks = run.items.map((item): Block => {
    const text = itemText(item, run, timeZone);
    return item.kind === 'tool' ? { text, toolId: item.toolId } : { text };
  });
  const end = endText(run);
  return end === undefined ? blocks : [...blocks, { text: end }];
}

function itemText(item: ViewItem, run: RunView, timeZone: string | undefined): string {
  switch (item.kind) {
    case 'prompt': {
      const heading = item.isSteering ? 'You, meanwhile' : `You, ${timeText(run.startedAt, timeZone)}`;
      const pictures = item.images === 0 ? '' : `\n\n(${count(item.images, 'picture')})`;
      const mentions = (item.mentions ?? []).map(({ mention }) => mention.label);
      const along = mentions.length === 0 ? '' : `\n\nWith ${mentions.join(', ')}.`;
      return `## ${heading}\n\n${item.text}${along}${pictures}`;
    }
    case 'answer':
      return `${item.text.trim()}${item.isIncomplete ? '\n\n> The answer broke off here.' : ''}`;
    case 'thinking':
      return `### Thought for ${seconds(item.durationMs)}\n\n${quoted(item.text)}`;
    case 'tool':
      return toolText(item);
    case 'notice':
      return `> ${item.level === 'warning' ? 'Warning: ' : ''}${oneLine(item.text)}`;
    case 'retry':
      return `> Attempt ${item.attempt} of ${item.maxAttempts}: ${oneLine(item.message)}`;
    case 'error': {
      const provider = item.providerMessage === undefined ? '' : `\n\n${fenced(item.providerMessage)}`;
      return `### Failed: ${oneLine(item.message)}${provider}`;
    }
    case 'interrupted': {
      const state = { open: 'Continue or discard it.', continued: 'Continued.', discarded: 'Discarded.' };
      return `> The run was cut off here. ${state[item.state]}`;
    }
  }
}

function toolText(item: ToolItem): string {
  const facts = [
    STATE_WORDS[item.state],
    item.exitCode === undefined || item.details?.type !== 'command' ? '' : `exit code ${item.exitCode}`,
    item.durationMs === undefined ? '' : seconds(item.durationMs),
  ].filter((fact) => fact !== '');
  const title = item.title === '' ? '' : ` ${oneLine(item.title)}`;
  const parts = [`### ${item.toolName}${title} (${facts.join(', ')})`];
  if (item.question !== undefined) {
    const { reason, command, files } = item.question.details;
    parts.push(`Asks you: ${oneLine(reason)}`);
    if (command !== undefined) parts.push(fenced(command, 'sh'));
    parts.push(...(files ?? []).map(diffText));
  }
  if (item.deniedReason !== undefined) parts.push(`Denied: ${oneLine(item.deniedReason)}`);
  if (item.remembered !== undefined) parts.push(`Allowed from now on: ${oneLine(item.remembered)}`);
  if (item.details?.type === 'diff') parts.push(...item.details.files.map(diffText));
  else if (item.output.trim() !== '') {
    parts.push(fenced(item.output));
    if (item.isOutputCut) parts.push('(Only a part of the output is shown.)');
  }
  return parts.join('\n\n');
}

const STATE_WORDS: Readonly<Record<ToolItem['state'], string>> = {
  writing: 'being written',
  checking: 'being checked',
  waiting: 'waits for you',
  running: 'running',
  done: 'done',
  failed: 'failed',
  denied: 'denied',
  cancelled: 'cancelled',
  uncertain: 'cut off, result unknown',
};

/** A change as a diff in a fence. */
export function diffText({ path, kind, renamedTo, added, removed, hunks, note }: FileDiff): string {
  const to = renamedTo === undefined ? '' : ` to \`${renamedTo}\``;
  const heading = `${kind} \`${path}\`${to}, ${added} added, ${removed} removed${note === undefined ? '' : ` (${note})`}`;
  if (hunks === undefined || hunks.length === 0) return heading;
  const lines = hunks.flatMap((hunk) => [`@@ -${hunk.oldStart} +${hunk.newStart} @@`, ...hunk.lines]);
  return `${heading}\n\n${fenced(lines.join('\n'), 'diff')}`;
}

function endText(run: RunView): string | undefined {
  if (run.endedAt === undefined || run.state === 'notes') return undefined;
  const tokens = run.usage.promptTokens + run.usage.completionTokens;
  const facts = [
    seconds(run.endedAt - run.startedAt),
    count(run.toolCalls, 'tool call'),
    `${run.usage.isEstimated ? '~' : ''}${tokens} tokens`,
    costText(run.usage),
    run.changedFiles.length === 0 ? '' : `changed ${run.changedFiles.join(', ')}`,
  ].filter((fact) => fact !== '');
  const how = run.stopReason === 'cancelled' ? 'Stopped' : run.state === 'failed' ? 'Failed' : 'Done';
  return `*${how}: ${facts.join(', ')}.*`;
}

function costText({ cost }: UsageFacts): string {
  return cost === undefined || cost === 0 ? '' : `$${cost.toFixed(cost < 0.1 ? 4 : 2)}`;
}

function timeText(time: number, timeZone: string | undefined): string {
  return new Date(time).toLocaleString('sv-SE', timeZone === undefined ? {} : { timeZone });
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function count(value: number, word: string): string {
  return `${value} ${word}${value === 1 ? '' : 's'}`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

function quoted(text: string): string {
  return text
    .trim()
    .split('\n')
    .map((line) => `> ${line}`.trimEnd())
    .join('\n');
}
