// The log as a Markdown text for people: prompts, answers, what the tools did. Pure; text that came from outside never breaks
// out of its fence.
import type { AgentEvent, AgentEventOf } from '../events/agentEvent';
import type { Message, TextPart } from '../model/message';
import type { FileDiff } from '../tools/toolDetails';
import { foldHistory } from './historyFold';

/** Lines of a tool's output that are shown; the rest is counted. */
const OUTPUT_LINES = 40;

/** The whole session. Events of child runs are left out: their result stands in the tool call that started them. */
export function toTranscript(events: readonly AgentEvent[]): string {
  const { title, interrupted } = foldHistory(events);
  const calls = new Map<string, AgentEventOf<'tool_call'>>();
  const blocks: string[] = [`# ${oneLine(title === '' ? 'Session' : title)}`];
  for (const event of events) {
    if (event.parentId !== undefined || event.stepId !== undefined) continue;
    if (event.type === 'tool_call') calls.set(event.toolId, event);
    blocks.push(...blocksOf(event, calls));
  }
  if (interrupted !== undefined) {
    if (interrupted.partialText !== '') blocks.push(interrupted.partialText);
    blocks.push(note('The run was cut off here.'));
  }
  return `${blocks.join('\n\n')}\n`;
}

function blocksOf(
  event: AgentEvent,
  calls: ReadonlyMap<string, AgentEventOf<'tool_call'>>,
): readonly string[] {
  switch (event.type) {
    case 'start':
      return [`*${new Date(event.time).toISOString()} · ${event.model}*`];
    case 'message':
      return messageBlocks(event.message);
    case 'tool_end':
      return [toolBlock(event, calls.get(event.toolId)?.title ?? '')];
    case 'confirmation_received':
      return [note(event.approved ? allowedWords(event) : deniedWords(event))];
    case 'confirmation_timeout':
      return [
        note(
          event.actionTaken === 'rejected'
            ? 'Denied: nobody answered in time.'
            : 'Allowed: nobody answered in time.',
        ),
      ];
    case 'error':
      return [note(`**Failed:** ${oneLine(event.error)}`)];
    case 'end':
      return endBlocks(event);
    case 'notice':
      return [note(oneLine(event.text))];
    case 'history_cleared':
      return [note('History cleared.')];
    case 'history_cut':
      return [note('History cut: the conversation goes on from an earlier prompt.')];
    case 'history_uncut':
      return [note('The cut of the history was taken back.')];
    case 'files_restored':
      return [note(restoreWords(event))];
    case 'run_discarded':
      return [note('The run that was cut off was discarded.')];
    default:
      return [];
  }
}

function messageBlocks(message: Message): readonly string[] {
  if (message.role === 'tool') return []; // told by `tool_end`
  if (message.role === 'assistant') {
    const text = textOf(message.content).trim();
    const end = message.incomplete === true ? [note('The answer broke off here.')] : [];
    return text === '' ? end : [text, ...end];
  }
  if (message.origin === 'continuation') return [note('Asked to go on.')];
  if (message.origin === 'review') return [note(`Told: ${oneLine(textOf(message.content))}`)];
  const images = message.content.filter((part) => part.type === 'image').length;
  const heading = message.origin === 'steering' ? '## Meanwhile' : '## Prompt';
  const pictures = images === 0 ? [] : [note(`${images} ${images === 1 ? 'picture' : 'pictures'} attached.`)];
  return [heading, textOf(message.content), ...pictures];
}

function toolBlock(event: AgentEventOf<'tool_end'>, title: string): string {
  const words = { done: '', failed: ' (failed)', denied: ' (denied)', cancelled: ' (cancelled)' }[
    event.outcome
  ];
  const summary = `**${event.toolName}**${title === '' ? '' : ` ${inlineCode(title)}`}${words}`;
  const diffs =
    event.details?.type === 'diff' && event.outcome === 'done' ? event.details.files.map(diffBlock) : [];
  const body = diffs.length > 0 ? diffs : outputBlocks(event);
  return [summary, ...body].join('\n\n');
}

function outputBlocks(event: AgentEventOf<'tool_end'>): readonly string[] {
  // What was read is in the workspace; commands and failures are worth keeping.
  if (event.outcome === 'done' && event.details?.type === 'read') return [];
  const lines = event.toolOutput.trimEnd().split('\n');
  if (lines.length === 1 && lines[0] === '') return [];
  const shown = lines.slice(0, OUTPUT_LINES).join('\n');
  const rest = lines.length - OUTPUT_LINES;
  return rest > 0 ? [fence(shown), note(`${rest} more lines.`)] : [fence(shown)];
}

function diffBlock(file: FileDiff): string {
  const to = file.renamedTo === undefined ? '' : ` → ${file.renamedTo}`;
  const heading = `${file.kind} ${inlineCode(`${file.path}${to}`)} (+${file.added} −${file.removed})`;
  const hunks = (file.hunks ?? []).map(
    (hunk) => `@@ -${hunk.oldStart} +${hunk.newStart} @@\n${hunk.lines.join('\n')}`,
  );
  return hunks.length === 0 ? heading : `${heading}\n\n${fence(hunks.join('\n'), 'diff')}`;
}

function endBlocks(event: AgentEventOf<'end'>): readonly string[] {
  const words = {
    end: undefined,
    max_tokens: 'The answer reached the output limit of the model.',
    refused: 'The model refused to answer.',
    limit: 'A limit was reached.',
    cancelled: 'Stopped.',
  }[event.stopReason];
  const said = event.notice ?? words;
  const cost = event.usage.cost === undefined ? '' : ` · $${event.usage.cost.toFixed(4)}`;
  const facts = `*${event.toolCallsCount} tool calls · ${event.totalTokens} tokens${cost}*`;
  return said === undefined ? [facts] : [note(oneLine(said)), facts];
}

function allowedWords(event: AgentEventOf<'confirmation_received'>): string {
  if (event.taken !== undefined) {
    const edited = event.taken.isEdited ? ', as the person changed it' : '';
    return `Allowed in part: ${event.taken.hunks} of ${event.taken.of} hunks${edited}.`;
  }
  if (event.remembered === undefined) return 'Allowed.';
  const scope = event.rememberedFor;
  const where = scope === undefined ? 'from now on' : SCOPE_WORDS[scope];
  return `Allowed, and ${where}: ${oneLine(event.remembered)}.`;
}

const SCOPE_WORDS = {
  session: 'until the session ends',
  workspace: 'from now on in this workspace',
  user: 'from now on in every workspace',
} as const;

function deniedWords(event: AgentEventOf<'confirmation_received'>): string {
  return event.reason === undefined ? 'Denied.' : `Denied: ${oneLine(event.reason)}`;
}

function restoreWords({ isRedo, restored, kept }: AgentEventOf<'files_restored'>): string {
  const what = isRedo === true ? 'A restore was taken back' : 'Files were restored';
  const left = kept.length === 0 ? '' : ` Left as they are: ${kept.join(', ')}.`;
  return `${what}: ${restored.length === 0 ? 'none' : restored.join(', ')}.${left}`;
}

function textOf(content: readonly { readonly type: string }[]): string {
  return content
    .filter((part): part is TextPart => part.type === 'text')
    .map((part) => part.text)
    .join('\n\n');
}

function note(text: string): string {
  return `> ${text}`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** A fence longer than any run of backticks inside. */
function fence(text: string, language = ''): string {
  const marks = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${marks}${language}\n${text}\n${marks}`;
}

function inlineCode(text: string): string {
  const line = oneLine(text);
  const marks = '`'.repeat(longestRun(line) + 1);
  const space = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${marks}${space}${line}${space}${marks}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
