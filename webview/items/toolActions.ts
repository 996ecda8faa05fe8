// What a person can do with a call beside reading it: open its file, its change or its whole output, and have it explained.
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { ToolItem } from '../../src/protocol/viewState';
import { iconButton } from '../icon';
import { t } from '../l10n';
import type { PanelContext } from '../panelContext';

/** The row below an opened call. */
export function toolActions(item: ToolItem, context: PanelContext): TemplateResult {
  const { host, sessionId } = context;
  const { toolId } = item;
  const place = placeOf(item);
  return html`<div class="tool-actions">
    ${
      place === undefined || place.isGone === true
        ? nothing
        : iconButton('go-to-file', t('Open {0}', place.path), () =>
            host.post({
              type: 'file/open',
              path: place.path,
              ...(place.line === undefined || place.line < 1 ? {} : { line: place.line }),
            }),
          )
    }
    ${
      place?.changed === undefined
        ? nothing
        : iconButton('diff', t('Open the change of {0} in the diff editor', place.path), () =>
            host.post({ type: 'diff/open', sessionId, toolId, file: place.changed ?? place.path }),
          )
    }
    ${
      item.details?.type !== 'diff' && (item.output !== '' || item.isOutputCut)
        ? html`<button
            type="button"
            class="link-button"
            title=${t('Open the whole output in an editor')}
            @click=${() => host.post({ type: 'output/open', sessionId, toolId })}
          >
            ${t('Open output')}
          </button>`
        : nothing
    }
    ${explainButton(item, context)}
  </div>`;
}

/** Asks the small model what a call does; it works while the call waits for an answer, too. */
export function explainButton(item: ToolItem, { host, sessionId }: PanelContext): TemplateResult {
  return html`<button
    type="button"
    class="link-button"
    title=${t('Ask the model what this call does; the answer opens in an editor')}
    @click=${() => host.post({ type: 'tool/explain', sessionId, toolId: item.toolId })}
  >
    ${t('Explain')}
  </button>`;
}

interface Place {
  readonly path: string;
  readonly line?: number;
  /** The file as the change names it; absent where nothing was changed. */
  readonly changed?: string;
  readonly isGone?: boolean;
}

/** The one file that a call read or changed. */
function placeOf({ details }: ToolItem): Place | undefined {
  if (details?.type === 'read') return { path: details.path, line: details.fromLine };
  // Several files have a head each, with the same actions.
  if (details?.type !== 'diff' || details.files.length !== 1) return undefined;
  const [file] = details.files;
  if (file === undefined) return undefined;
  const line = file.hunks?.[0]?.newStart;
  return {
    path: file.renamedTo ?? file.path,
    changed: file.path,
    isGone: file.kind === 'delete',
    ...(line === undefined ? {} : { line }),
  };
}
