// What a screen reader is told when the state moves on: questions, failures, finished answers. Never single tokens. Pure.
import type { SessionView, ViewItem } from '../src/protocol/viewState';
import { activityOf } from '../src/protocol/viewState';
import { restoredWords } from '../src/protocol/words/restoredWords';
import { saidError, saidNotice } from './items/saidWords';
import { questionTitle, toolWords } from './items/toolWords';
import { t } from './l10n';
import { planAnnouncements } from './plan/planAnnouncements';

/** Longest answer that is read out; the rest is in the transcript. */
const SPOKEN_LIMIT = 600;

/** Sentences for the step from one state to the next, oldest first. */
export function announcementsFor(previous: SessionView | undefined, next: SessionView): readonly string[] {
  if (previous === undefined || previous.sessionId !== next.sessionId || previous === next) return [];
  const sentences: string[] = [];
  const before = previous.runs.at(-1);
  const after = next.runs.at(-1);
  if (after !== undefined && after !== before) {
    const known = before?.id === after.id ? before.items : [];
    after.items.forEach((item, index) => {
      if (item === known[index]) return;
      const sentence = sentenceFor(known[index], item);
      for (const one of [...warningsFor(known[index], item), sentence])
        if (one !== undefined) sentences.push(one);
    });
  }
  sentences.push(...planAnnouncements(previous.plan, next.plan));
  const wasActive = activityOf(previous);
  const isActive = activityOf(next);
  if ((wasActive === 'running' || wasActive === 'waiting') && isActive === 'idle') {
    sentences.push(after?.stopReason === 'cancelled' ? t('Stopped.') : t('Done.'));
  }
  return sentences;
}

/** A text that tries to give the agent orders was found: in what a call brought, or in the project's instructions. */
function warningsFor(before: ViewItem | undefined, item: ViewItem): readonly string[] {
  if (before?.kind === 'unloaded') return [];
  if (item.kind === 'notice' && before === undefined && item.cause?.code === 'instructions_give_orders')
    return [saidNotice(item)];
  if (item.kind !== 'tool') return [];
  const known = before?.kind === 'tool' ? (before.findings?.length ?? 0) : 0;
  const first = known === 0 ? item.findings?.[0] : undefined;
  if (first === undefined) return [];
  const call = `${toolWords(item.toolName).spoken} ${item.title}`;
  return [
    `${call}: ${t('This text tries to give the agent orders:')} ${first.excerpt}. ${t('It is marked as untrusted; commands and changes of other files ask until the run ends.')}`,
  ];
}

function sentenceFor(before: ViewItem | undefined, item: ViewItem): string | undefined {
  // It is not news, the view has only got it now.
  if (before?.kind === 'unloaded') return undefined;
  switch (item.kind) {
    case 'tool':
      if (item.question !== undefined && (before?.kind !== 'tool' || before.question === undefined)) {
        const { details } = item.question;
        const what = details.command === undefined ? '' : `: ${details.title}`;
        return t('Waits for you: {0}', `${questionTitle(item.toolName, details)}${what}`);
      }
      if (item.state === 'failed' && (before?.kind !== 'tool' || before.state !== 'failed')) {
        return t('{0}: failed', `${toolWords(item.toolName).spoken} ${item.title}`);
      }
      return undefined;
    case 'answer': {
      const wasStreaming = before === undefined || (before.kind === 'answer' && before.isStreaming);
      if (item.isStreaming || !wasStreaming) return undefined;
      return item.text.length > SPOKEN_LIMIT ? `${item.text.slice(0, SPOKEN_LIMIT)}…` : item.text;
    }
    case 'error':
      return before === undefined ? t('The run failed: {0}', saidError(item)) : undefined;
    case 'restored':
      return before === undefined || before.kind !== 'restored' || before.restored !== item.restored
        ? restoredWords(item, t)
        : undefined;
    case 'interrupted':
      return before === undefined ? t('The run was interrupted.') : undefined;
    default:
      return undefined;
  }
}
