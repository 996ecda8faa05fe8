// A person went back to an earlier prompt: what came of it, and the way forward again.
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { RestoredItem } from '../../src/protocol/viewState';
import { refusalWords } from '../../src/protocol/words/refusalWords';
import { restoredWords } from '../../src/protocol/words/restoredWords';
import { icon } from '../icon';
import { t } from '../l10n';
import type { PanelContext } from '../panelContext';
import { button } from '../toolkit/button';

/** Names listed in one line. */
const NAMES = 20;

export function restoredRow(item: RestoredItem, context: PanelContext): TemplateResult {
  const isOpen = item.state === 'redoable' && !context.isReadOnly;
  return html`<div class="notice info restored" role="group" aria-label=${restoredWords(item, t)}>
    ${icon(item.isRedo ? 'redo' : 'history')}
    <div class="restored-words">
      <div>${restoredWords(item, t)}</div>
      ${item.restored.length === 0 ? nothing : html`<div class="muted">${names(item.restored)}</div>`}
      ${item.kept.length === 0 ? nothing : html`<div>${icon('person')} ${t('Left as you have them: {0}', names(item.kept))}</div>`}
      ${item.notUndoable.map(
        ({ display, reason }) =>
          html`<div>
            ${icon('warning', 'warning-icon')}
            ${t('{0} was not restored: {1}', display, refusalWords(reason, t))}
          </div>`,
      )}
    </div>
    ${
      isOpen
        ? button({
            label: t({ message: 'Redo', comment: 'Takes back going back to an earlier prompt' }),
            icon: 'redo',
            title: t('Takes this restore back'),
            onClick: () => context.host.post({ type: 'restore/redo', sessionId: context.sessionId }),
          })
        : nothing
    }
  </div>`;
}

function names(files: readonly string[]): string {
  const shown = files.slice(0, NAMES).join(', ');
  return files.length > NAMES ? t('{0} and {1} more', shown, files.length - NAMES) : shown;
}
