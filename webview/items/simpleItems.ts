// Rows and cards that need no state of their own: prompts, thinking, notices, retries, errors, the interrupted card, run facts.
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type {
  ErrorItem,
  InterruptedItem,
  NoticeItem,
  PromptItem,
  RetryItem,
  RunView,
  ThinkingItem,
} from '../../src/protocol/viewState';
import { sentMentions } from '../composer/mentionChips';
import { formatCost, formatDuration, formatTokens, plural } from '../format';
import { icon, iconButton } from '../icon';
import type { PanelContext } from '../panelContext';
import { button } from '../toolkit/button';
import { progressRing } from '../toolkit/progressRing';
import { runKey } from '../transcript/rows';

export function promptRow(item: PromptItem, context: PanelContext): TemplateResult {
  const { messageSeq } = item;
  return html`<div class="prompt ${item.isSteering ? 'steering' : ''}">
    <h2 class="visually-hidden">${item.isSteering ? 'You added' : 'You asked'}</h2>
    <div class="prompt-text">${item.text}</div>
    ${sentMentions(item.mentions, context.host)}
    ${item.images === 0 ? nothing : html`<div class="muted">${icon('file-media')} ${plural(item.images, 'picture')}</div>`}
    ${
      messageSeq === undefined || item.isSteering || context.isReadOnly
        ? nothing
        : html`<span class="prompt-actions">
            ${iconButton('edit', 'Edit and send again from here', () => context.editPrompt(messageSeq, item.text, item.mentions?.map(({ mention }) => mention) ?? []))}
          </span>`
    }
  </div>`;
}

export function thinkingRow(item: ThinkingItem, context: PanelContext): TemplateResult {
  const isOpen = context.expansion.isOpen(item.id);
  const label = item.isStreaming
    ? 'Thinking…'
    : item.durationMs > 0
      ? `Thought for ${formatDuration(item.durationMs)}`
      : 'Thought about it';
  return html`<div class="thinking">
    <div class="row">
      <button
        type="button"
        class="row-toggle muted"
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

export function noticeRow(item: NoticeItem): TemplateResult {
  return html`<div class="notice ${item.level}">
    ${icon(item.level === 'warning' ? 'warning' : 'info', `${item.level}-icon`)}<span>${item.text}</span>
  </div>`;
}

export function retryRow(item: RetryItem): TemplateResult {
  const words = item.isActive
    ? `${item.message} Trying again (${item.attempt} of ${item.maxAttempts})…`
    : `${item.message} Tried again ${item.attempt === 1 ? 'once' : `${item.attempt} times`}.`;
  return html`<div class="notice retry">
    ${item.isActive ? icon('loading', 'spin') : icon('history')}<span>${words}</span>
  </div>`;
}

export function errorCard(item: ErrorItem, context: PanelContext): TemplateResult {
  const { host, sessionId } = context;
  const needsKey =
    item.errorKind === 'auth' || item.errorKind === 'quota' || item.errorKind === 'configuration';
  return html`<div class="card error-card" role="group" aria-label="The run failed">
    <div class="card-title">${icon('error', 'error-icon')}<span>${item.message}</span></div>
    <div class="muted">Everything up to here is kept.</div>
    ${
      item.providerMessage === undefined
        ? nothing
        : html`<details>
            <summary>What the provider said</summary>
            <pre class="output">${item.providerMessage}</pre>
          </details>`
    }
    ${
      context.isReadOnly
        ? nothing
        : html`<div class="card-buttons">
            ${button({
              label: 'Retry',
              isPrimary: !needsKey,
              onClick: () => host.post({ type: 'run/retry', sessionId }),
            })}
            ${
              needsKey
                ? button({
                    label: 'Set API key…',
                    isPrimary: true,
                    onClick: () => host.post({ type: 'setup/setKey' }),
                  })
                : nothing
            }
            ${button({
              label: 'Switch model…',
              onClick: () => host.post({ type: 'command/run', command: 'planwright.switchModel' }),
            })}
            ${button({ label: 'Show log', onClick: () => host.post({ type: 'log/show' }) })}
          </div>`
    }
  </div>`;
}

export function interruptedCard(item: InterruptedItem, context: PanelContext): TemplateResult {
  if (item.state !== 'open') {
    return html`<div class="notice info">
      ${icon('debug-disconnect')}<span>Cut off here, then ${item.state}.</span>
    </div>`;
  }
  const { host, sessionId } = context;
  const uncertain = item.uncertainToolIds.length;
  return html`<div class="card question" role="group" aria-label="The run was interrupted">
    <div class="card-title">${icon('debug-disconnect')}<span>This run was cut off before its end.</span></div>
    ${
      uncertain === 0
        ? nothing
        : html`<div class="muted">
            ${plural(uncertain, 'call')} had begun; it is not run again without asking you.
          </div>`
    }
    ${
      context.isReadOnly
        ? nothing
        : html`<div class="card-buttons">
            ${button({
              label: 'Continue',
              isPrimary: true,
              onClick: () => host.post({ type: 'interrupted/continue', sessionId }),
            })}
            ${button({
              label: 'Discard',
              title: 'End the run here; what was said and done stays',
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
  const parts = [
    ...(run.toolCalls === 0 ? [] : [plural(run.toolCalls, 'tool call')]),
    ...(run.changedFiles.length === 0 ? [] : [`${plural(run.changedFiles.length, 'file')} changed`]),
    ...(run.endedAt === undefined ? [] : [formatDuration(run.endedAt - run.startedAt)]),
    `${formatTokens(run.usage.promptTokens + run.usage.completionTokens, run.usage.isEstimated)} tokens`,
    formatCost(run.usage.cost, run.usage.isEstimated),
  ];
  const ending = endingWord(run);
  const text = `${ending === '' ? '' : `${ending} · `}${parts.join(' · ')}`;
  const tooltip = [
    `Prompt tokens: ${formatTokens(run.usage.promptTokens, run.usage.isEstimated)}`,
    `answer tokens: ${formatTokens(run.usage.completionTokens, run.usage.isEstimated)}`,
    run.usage.cost === undefined ? 'the price of this model is not known' : '',
    ...run.changedFiles,
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
    ${run.isPaused ? icon('debug-pause') : progressRing()}<span>${run.isPaused ? 'Paused' : 'Working…'}</span>
  </div>`;
}

function endingWord(run: RunView): string {
  if (run.state === 'failed') return 'Failed';
  switch (run.stopReason) {
    case 'cancelled':
      return 'Stopped';
    case 'limit':
      return 'Limit reached';
    case 'max_tokens':
      return 'Answer cut at the output limit';
    case 'refused':
      return 'The model declined';
    default:
      return '';
  }
}
