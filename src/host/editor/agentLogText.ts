// The whole session as one text, top to bottom: the accessible alternative to the panel, and what one searches in. Pure. Runs that did
// not change keep their text, so that drawing a long session again while it streams costs one run.
import type { FileDiff } from '../../core/tools/toolDetails';
import type {
  ErrorItem,
  RestoredItem,
  RetryItem,
  RunView,
  SessionView,
  StepItem,
  ToolItem,
  UsageFacts,
  ViewItem,
} from '../../protocol/viewState';
import { causeWords, keptWords, rememberWords } from '../../protocol/words/permissionWords';
import { errorWords, failureWords } from '../../protocol/words/errorWords';
import { diffNoteWords } from '../../protocol/words/fixedWords';
import { noticeItemWords } from '../../protocol/words/noticeWords';
import { planNoteWords } from '../../protocol/words/planNoteWords';
import { refusalWords } from '../../protocol/words/refusalWords';
import { restoredWords } from '../../protocol/words/restoredWords';
import { saidWords } from '../../protocol/words/unknownWords';
import { formatNumber, t } from '../l10n';
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

export interface AgentLogOptions {
  /** What became of the changes of a call, a line each. Default nothing. */
  readonly hunksOf?: (toolId: string) => readonly string[];
  /** Default the system's. */
  readonly timeZone?: string;
}

/** Markdown with one heading a prompt (level 2) and a call or thought (level 3). */
export function agentLogText(view: SessionView, { hunksOf, timeZone }: AgentLogOptions = {}): AgentLogText {
  const choices =
    view.model === ''
      ? t('No model is chosen; permission mode {0}.', view.mode)
      : t('Model {0}, permission mode {1}.', view.model, view.mode);
  const head = `# ${oneLine(view.title === '' ? t('New session') : view.title)}\n\n${choices}`;
  const blocks: Block[] = [{ text: head }];
  for (const run of view.runs) {
    let known = drawn.get(run);
    if (known === undefined) {
      known = runBlocks(run, timeZone);
      drawn.set(run, known);
    }
    blocks.push(...known.map((block) => withHunks(block, hunksOf)));
  }
  for (const { text } of view.queue) blocks.push({ text: `## ${t('Queued')}\n\n${text}` });
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

/** Apart from what is kept of a run: decisions come when it is long over. */
function withHunks(block: Block, hunksOf: AgentLogOptions['hunksOf']): Block {
  const lines = block.toolId === undefined ? [] : (hunksOf?.(block.toolId) ?? []);
  if (lines.length === 0) return block;
  return { ...block, text: `${block.text}\n\n${lines.map((line) => `- ${line}`).join('\n')}` };
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
      const heading = item.isSteering
        ? t('You, meanwhile')
        : t('You, {0}', timeText(run.startedAt, timeZone));
      const pictures =
        item.images === 0
          ? ''
          : `\n\n(${item.images === 1 ? t('1 picture') : t('{0} pictures', item.images)})`;
      const mentions = (item.mentions ?? []).map(({ mention }) => mention.label);
      const along = mentions.length === 0 ? '' : `\n\n${t('With {0}.', mentions.join(', '))}`;
      return `## ${heading}\n\n${item.text}${along}${pictures}`;
    }
    case 'answer':
      return `${item.text.trim()}${item.isIncomplete ? `\n\n> ${t('The answer broke off here.')}` : ''}`;
    case 'thinking':
      return `### ${t('Thought for {0}', seconds(item.durationMs))}\n\n${quoted(item.text)}`;
    case 'tool':
      return toolText(item);
    case 'step':
      return stepText(item);
    case 'plan':
      return `> ${oneLine(planNoteWords(item.note, t))}`;
    case 'notice':
      return item.level === 'warning'
        ? `> ${t('Warning: {0}', oneLine(noticeItemWords(item, t)))}`
        : `> ${oneLine(noticeItemWords(item, t))}`;
    case 'retry':
      return `> ${t('Attempt {0} of {1}: {2}', item.attempt, item.maxAttempts, oneLine(saidError(item)))}`;
    case 'error': {
      const provider = item.providerMessage === undefined ? '' : `\n\n${fenced(item.providerMessage)}`;
      return `### ${t('Failed: {0}', oneLine(saidError(item)))}${provider}`;
    }
    case 'restored':
      return `> ${restoredText(item)}`;
    case 'interrupted': {
      const words = {
        open: t('The run was cut off here. Continue or discard it.'),
        continued: t('The run was cut off here. Continued.'),
        discarded: t('The run was cut off here. Discarded.'),
      };
      return `> ${words[item.state]}`;
    }
    case 'unloaded':
      // The host has every item.
      return '';
  }
}

function restoredText(item: RestoredItem): string {
  const { restored, kept, notUndoable } = item;
  return [
    restoredWords(item, t),
    ...(restored.length === 0 ? [] : [`${restored.join(', ')}.`]),
    ...(kept.length === 0 ? [] : [`${t('Left as you have them: {0}', kept.join(', '))}.`]),
    ...notUndoable.map(({ display, reason }) => {
      return `${t('{0} was not restored: {1}', display, refusalWords(reason, t))}.`;
    }),
  ].join(' ');
}

function saidError({ cause, message }: ErrorItem | RetryItem): string {
  return saidWords(cause, message, errorWords, t);
}

function stepText(item: StepItem): string {
  const words = {
    running: t('running'),
    done: t('done'),
    failed: t('failed'),
    cancelled: t('cancelled'),
    interrupted: t('interrupted'),
  };
  const heading = `### ${t('Step {0} of {1}: {2}', item.number, item.total, oneLine(item.title))} (${words[item.state]})`;
  const { error: text, cause } = item;
  const error = text === undefined ? '' : `\n\n${fenced(failureWords({ error: text, cause }, t))}`;
  return item.output.trim() === '' ? `${heading}${error}` : `${heading}${error}\n\n${item.output.trim()}`;
}

function toolText(item: ToolItem): string {
  const facts = [
    callStateWords(item.state),
    item.exitCode === undefined || item.details?.type !== 'command' ? '' : t('exit code {0}', item.exitCode),
    item.durationMs === undefined ? '' : seconds(item.durationMs),
  ].filter((fact) => fact !== '');
  const title = item.title === '' ? '' : ` ${oneLine(item.title)}`;
  const parts = [`### ${item.toolName}${title} (${facts.join(', ')})`];
  if (item.question !== undefined) {
    const { cause, reason, command, files } = item.question.details;
    parts.push(t('Asks you: {0}', oneLine(saidWords(cause, reason, causeWords, t))));
    if (command !== undefined) parts.push(fenced(command, 'sh'));
    parts.push(...(files ?? []).map(changeText));
  }
  const denied = saidWords(item.deniedCause, item.deniedReason ?? '', causeWords, t);
  if (denied !== '') parts.push(t('Denied: {0}', oneLine(denied)));
  const remembered = saidWords(item.rememberedSubject, item.remembered ?? '', rememberWords, t);
  if (remembered !== '') parts.push(keptWords(oneLine(remembered), item.rememberedFor, t));
  if (item.taken !== undefined) {
    const { hunks, of, isEdited } = item.taken;
    parts.push(isEdited ? t('Applied as you changed it') : t('{0} of {1} hunks applied', hunks, of));
  }
  if (item.details?.type === 'diff') parts.push(...item.details.files.map(changeText));
  else if (item.output.trim() !== '') {
    parts.push(fenced(item.output));
    if (item.isOutputCut) parts.push(t('(Only a part of the output is shown.)'));
  }
  return parts.join('\n\n');
}

/** The state of a call in words. */
export function callStateWords(state: ToolItem['state']): string {
  const words: Readonly<Record<ToolItem['state'], string>> = {
    writing: t('being written'),
    checking: t('being checked'),
    waiting: t('waits for you'),
    running: t('running'),
    done: t('done'),
    failed: t('failed'),
    denied: t('denied'),
    cancelled: t('cancelled'),
    uncertain: t('cut off, result unknown'),
  };
  return words[state];
}

/** The changed lines in a fence; undefined where they are not known. */
export function changedLines({ hunks }: FileDiff): string | undefined {
  if (hunks === undefined || hunks.length === 0) return undefined;
  const lines = hunks.flatMap((hunk) => [`@@ -${hunk.oldStart} +${hunk.newStart} @@`, ...hunk.lines]);
  return fenced(lines.join('\n'), 'diff');
}

function changeText(diff: FileDiff): string {
  const facts = [
    changeTitle(diff),
    t('{0} added', diff.added),
    diff.note === undefined
      ? t('{0} removed', diff.removed)
      : `${t('{0} removed', diff.removed)} (${diffNoteWords(diff.note, t)})`,
  ];
  return [facts.join(', '), changedLines(diff)].filter((part) => part !== undefined).join('\n\n');
}

function changeTitle({ path, kind, renamedTo }: FileDiff): string {
  const name = `\`${path}\``;
  if (renamedTo !== undefined) return t('rename {0} to {1}', name, `\`${renamedTo}\``);
  switch (kind) {
    case 'create':
      return t('create {0}', name);
    case 'delete':
      return t('delete {0}', name);
    case 'rename':
    case 'edit':
    default:
      return t('edit {0}', name);
  }
}

function endText(run: RunView): string | undefined {
  if (run.endedAt === undefined || run.state === 'notes') return undefined;
  const tokens = run.usage.promptTokens + run.usage.completionTokens;
  const facts = [
    seconds(run.endedAt - run.startedAt),
    run.toolCalls === 1 ? t('1 tool call') : t('{0} tool calls', run.toolCalls),
    t('{0} tokens', `${run.usage.isEstimated ? '~' : ''}${tokens}`),
    costText(run.usage),
    run.changedFiles.length === 0 ? '' : t('changed {0}', changedNames(run)),
  ].filter((fact) => fact !== '');
  const how =
    run.stopReason === 'cancelled' ? t('Stopped') : run.state === 'failed' ? t('Failed') : t('Done');
  return `*${how}: ${facts.join(', ')}.*`;
}

function changedNames({ changedFiles, moreChangedFiles: more = 0 }: RunView): string {
  return [...changedFiles, ...(more === 0 ? [] : [t('and {0} more', more)])].join(', ');
}

function costText({ cost }: UsageFacts): string {
  return cost === undefined || cost === 0 ? '' : `$${cost.toFixed(cost < 0.1 ? 4 : 2)}`;
}

function timeText(time: number, timeZone: string | undefined): string {
  return new Date(time).toLocaleString('sv-SE', timeZone === undefined ? {} : { timeZone });
}

function seconds(ms: number): string {
  return t({ message: '{0} s', args: [formatNumber(ms / 1000, 1)], comment: 'Seconds' });
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
