// Rows and cards that need no state of their own: prompts, thinking, notices, retries, errors, the interrupted card, run facts.
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type {
  InterruptedItem,
  NoticeItem,
  PromptItem,
  RetryItem,
  RunView,
  ThinkingItem,
} from '../../src/protocol/viewState';
import { sentMentions } from '../composer/mentionChips';
import { formatCost, formatDuration, formatTokens } from '../format';
import { icon, iconButton } from '../icon';
import { saidError, saidNotice } from './saidWords';
import { t } from '../l10n';
import type { PanelContext } from '../panelContext';
import { button } from '../toolkit/button';
import { progressRing } from '../toolkit/progressRing';
import { runKey } from '../transcript/rows';

export function promptRow(item: PromptItem, context: PanelContext): TemplateResult {
  const { messageSeq } = item;
  return html`<div class="prompt ${item.isSteering ? 'steering' : ''}">
    <h2 class="visually-hidden">${item.isSteering ? t('You added') : t('You asked')}</h2>
    <div class="prompt-text">${item.text}</div>
    ${sentMentions(item.mentions, context.host)}
    ${item.images === 0 ? nothing : html`<div class="muted">${icon('file-media')} ${item.images === 1 ? t('1 picture') : t('{0} pictures', item.images)}</div>`}
    ${
      messageSeq === undefined || item.isSteering || context.isReadOnly
        ? nothing
        : html`<span class="prompt-actions">
            ${iconButton('edit', t('Edit and send again from here'), () => context.editPrompt(messageSeq, item.text, item.mentions?.map(({ mention }) => mention) ?? []))}
            ${iconButton('history', t('Restore to here…'), () => context.restoreTo(messageSeq))}
          </span>`
    }
  </div>`;
}

export function thinkingRow(item: ThinkingItem, context: PanelContext): TemplateResult {
  const isOpen = context.expansion.isOpen(item.id);
  const label = item.isStreaming
    ? t('Thinking…')
    : item.durationMs > 0
      ? t('Thought for {0}', formatDuration(item.durationMs))
      : t('Thought about it');
  return html`<div class="thinking">
    <div class="row">
      <button
        type="button"
        class="row-toggle muted"
        title=${isOpen ? t('Hide what it thought') : t('Show what it thought')}
        aria-expanded=${isOpen ? 'true' : 'false'}
        @click=${() => context.expansion.toggle(item.id)}
      >
        ${icon(isOpen ? 'chevron-down' : 'chevron-right', 'chevron')}
        ${item.isStreaming ? icon('loading', 'spin') : icon('lightbulb')}
        <span class="tool-title">${label}</span>
      </button>
    </div>
    ${isOpen ? html`<div class="thinking-text">${item.text}</div>` : nothing}
  </div>`;
}

export function noticeRow(item: NoticeItem, context: PanelContext): TemplateResult {
  return html`<div class="notice ${item.level}">
    ${icon(item.level === 'warning' ? 'warning' : 'info', `${item.level}-icon`)}<span
      >${saidNotice(item)}${hostOffer(item, context)}</span
    >
  </div>`;
}

/** What a person may say to a host that the sandbox refused. */
function hostOffer({ cause, isSettled }: NoticeItem, context: PanelContext): TemplateResult | typeof nothing {
  if (cause?.code !== 'host_refused' || cause.reason !== 'not_allowed') return nothing;
  if (isSettled === true || context.isReadOnly) return nothing;
  const { host: domain } = cause;
  const allow = (scope: 'session' | 'always') => (): void => {
    context.host.post({ type: 'domain/allow', sessionId: context.sessionId, domain, scope });
    context.focusNext();
  };
  return html`<span class="card-buttons" role="group" aria-label=${t('Network access to {0}', domain)}>
    ${button({
      label: t('Allow for this session'),
      title: t('Commands in the sandbox may reach {0} until the session ends', domain),
      onClick: allow('session'),
    })}
    ${button({
      label: t('Always allow'),
      title: t('Adds {0} to your setting planwright.allowedDomains', domain),
      onClick: allow('always'),
    })}
  </span>`;
}

export function retryRow(item: RetryItem): TemplateResult {
  const words = item.isActive
    ? t('Trying again ({0} of {1})…', item.attempt, item.maxAttempts)
    : item.attempt === 1
      ? t('Tried again once.')
      : t('Tried again {0} times.', item.attempt);
  return html`<div class="notice retry">
    ${item.isActive ? icon('loading', 'spin') : icon('history')}<span
      >${item.isSaidBelow === true ? words : `${saidError(item)} ${words}`}</span
    >
  </div>`;
}

export function interruptedCard(item: InterruptedItem, context: PanelContext): TemplateResult {
  if (item.state !== 'open') {
    return html`<div class="notice info">
      ${icon('debug-disconnect')}<span
        >${item.state === 'continued' ? t('Cut off here, then continued.') : t('Cut off here, then discarded.')}</span
      >
    </div>`;
  }
  const { host, sessionId } = context;
  const uncertain = item.uncertainToolIds.length;
  return html`<div class="card question" role="group" aria-label=${t('The run was interrupted')}>
    <div class="card-title">
      ${icon('debug-disconnect')}<span>${t('This run was cut off before its end.')}</span>
    </div>
    ${
      uncertain === 0
        ? nothing
        : html`<div class="muted">
            ${
              uncertain === 1
                ? t('1 call had begun; it is not run again without asking you.')
                : t('{0} calls had begun; they are not run again without asking you.', uncertain)
            }
          </div>`
    }
    ${
      context.isReadOnly
        ? nothing
        : html`<div class="card-buttons">
            ${button({
              label: t('Continue'),
              isPrimary: true,
              onClick: () => host.post({ type: 'interrupted/continue', sessionId }),
            })}
            ${button({
              label: t('Discard'),
              title: t('End the run here; what was said and done stays'),
              onClick: () => host.post({ type: 'interrupted/discard', sessionId }),
            })}
          </div>`
    }
  </div>`;
}

export function factsRow(
  run: RunView,
  isFolded: boolean,
  canFold: boolean,
  context: PanelContext,
): TemplateResult {
  const more = run.moreChangedFiles ?? 0;
  const files = run.changedFiles.length + more;
  const parts = [
    ...(run.toolCalls === 0
      ? []
      : [run.toolCalls === 1 ? t('1 tool call') : t('{0} tool calls', run.toolCalls)]),
    ...(files === 0 ? [] : [filesChanged(files)]),
    ...(run.endedAt === undefined ? [] : [formatDuration(run.endedAt - run.startedAt)]),
    t('{0} tokens', formatTokens(run.usage.promptTokens + run.usage.completionTokens, run.usage.isEstimated)),
    formatCost(run.usage.cost, run.usage.isEstimated),
  ];
  const ending = endingWord(run);
  const text = `${ending === '' ? '' : `${ending} · `}${parts.join(' · ')}`;
  const tooltip = [
    t('Prompt tokens: {0}', formatTokens(run.usage.promptTokens, run.usage.isEstimated)),
    t('answer tokens: {0}', formatTokens(run.usage.completionTokens, run.usage.isEstimated)),
    run.usage.cost === undefined ? t('the price of this model is not known') : '',
    ...run.changedFiles,
    more === 0 ? '' : t('and {0} more', more),
  ]
    .filter((line) => line !== '')
    .join('\n');
  if (!canFold) return html`<div class="facts" title=${tooltip}>${text}</div>`;
  return html`<div class="facts" title=${tooltip}>
    <button
      type="button"
      class="row-toggle"
      aria-expanded=${isFolded ? 'false' : 'true'}
      @click=${() => context.expansion.toggle(runKey(run))}
    >
      ${icon(isFolded ? 'chevron-right' : 'chevron-down', 'chevron')}<span>${text}</span>
    </button>
  </div>`;
}

export function workingRow(run: RunView): TemplateResult {
  return html`<div class="working">
    ${run.isPaused ? icon('debug-pause') : progressRing()}<span
      >${run.isPaused ? t('Paused') : t('Working…')}</span
    >
  </div>`;
}

function filesChanged(count: number): string {
  return count === 1 ? t('1 file changed') : t('{0} files changed', count);
}

function endingWord(run: RunView): string {
  if (run.state === 'failed') return t('Failed');
  switch (run.stopReason) {
    case 'cancelled':
      return t('Stopped');
    case 'limit':
      return t('Limit reached');
    case 'max_tokens':
      return t('Answer cut at the output limit');
    case 'refused':
      return t('The model declined');
    default:
      return '';
  }
}
