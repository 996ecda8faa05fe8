// Mentions as chips: in the input with a cross, and below a prompt that was sent.
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Mention, MentionKind, SentMention } from '../../src/protocol/mentions';
import { formatTokens } from '../format';
import type { HostLink } from '../hostLink';
import { icon } from '../icon';
import { t } from '../l10n';

export const KIND_ICONS: Readonly<Record<MentionKind, string>> = {
  file: 'file',
  folder: 'folder',
  symbol: 'symbol-method',
  selection: 'list-selection',
  problems: 'warning',
  terminal: 'terminal',
  plan: 'checklist',
};

/** About so many characters make a token. */
const TOKEN_CHARACTERS = 4;

/** The label in the language of the panel; the mention's own is for the model too. */
export function shownLabel(mention: Mention): string {
  if (mention.kind === 'plan' && mention.stepId === undefined) return t('Plan');
  return mention.kind === 'problems' && mention.path === undefined ? t('Problems') : mention.label;
}

/** Icon and label; opens the place where there is one. */
export function mentionLabel(mention: Mention, host: HostLink, extra = ''): TemplateResult {
  const place = placeOf(mention);
  const label = shownLabel(mention);
  const title = `${place === undefined ? label : placeText(place)}${extra}`;
  const inside = html`${icon(KIND_ICONS[mention.kind])}<span class="chip-name">${label}</span>`;
  if (place === undefined || mention.kind === 'folder')
    return html`<span class="chip-label" title=${title}>${inside}</span>`;
  return html`<button
    type="button"
    class="chip-label"
    title=${title}
    aria-label=${t('Open {0}', title)}
    @click=${() =>
      host.post({
        type: 'file/open',
        path: place.path,
        ...(place.fromLine === undefined ? {} : { line: place.fromLine }),
      })}
  >
    ${inside}
  </button>`;
}

/** The chips of a prompt that was sent. */
export function sentMentions(
  mentions: readonly SentMention[] | undefined,
  host: HostLink,
): TemplateResult | typeof nothing {
  if (mentions === undefined || mentions.length === 0) return nothing;
  return html`<ul class="chips sent" aria-label=${t('What went along')}>
    ${mentions.map(
      ({ mention, length }) =>
        html`<li class="chip">
          ${mentionLabel(mention, host, `, ${t('{0} tokens', formatTokens(Math.ceil(length / TOKEN_CHARACTERS), true))}`)}
        </li>`,
    )}
  </ul>`;
}

interface Place {
  readonly path: string;
  readonly fromLine?: number;
  readonly toLine?: number;
}

function placeOf(mention: Mention): Place | undefined {
  if (mention.kind === 'terminal' || mention.kind === 'problems' || mention.kind === 'plan') return undefined;
  return mention;
}

function placeText({ path, fromLine, toLine }: Place): string {
  if (fromLine === undefined) return path;
  return toLine === undefined || toLine === fromLine
    ? `${path}:${fromLine}`
    : `${path}:${fromLine}–${toLine}`;
}
