import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { PanelSettings } from '../src/protocol/messages';
import { t } from './l10n';
import type { PanelContext } from './panelContext';
import { button } from './toolkit/button';

/** What a session shows before its first prompt: what it can do, and what to do first. */
export function emptyState(
  settings: PanelSettings | undefined,
  context: PanelContext,
  onSuggestion: (text: string) => void,
): TemplateResult {
  const { host } = context;
  return html`<div class="empty">
    <p>
      ${t('Ask for a change. It reads the code, edits files and runs commands, and asks you before anything risky.')}
    </p>
    ${
      settings === undefined
        ? nothing
        : settings.isSetUp
          ? html`${
                settings.suggestions.length === 0
                  ? nothing
                  : html`<ul class="suggestions" aria-label=${t('Suggestions')}>
                      ${settings.suggestions.map(
                        (text) =>
                          html`<li>
                            <button
                              type="button"
                              class="suggestion"
                              title=${t('Put it into the input')}
                              @click=${() => onSuggestion(text)}
                            >
                              ${text}
                            </button>
                          </li>`,
                      )}
                    </ul>`
              }
              <p class="muted">
                ${t('Type @ to point at files, symbols, problems and more, or drop files of the explorer here with Shift held.')}
              </p>`
          : html`<h2>${t('First, choose a model')}</h2>
              <div class="setup">
                ${button({
                  label: t('Set API key…'),
                  isPrimary: true,
                  icon: 'key',
                  onClick: () => host.post({ type: 'setup/setKey' }),
                })}
                ${
                  settings.hasEditorModels
                    ? button({
                        label: t("Use the editor's models"),
                        icon: 'vscode',
                        onClick: () => host.post({ type: 'setup/useEditorModels' }),
                      })
                    : nothing
                }
                ${button({
                  label: t('Try the demo'),
                  title: t('A scripted model plays a small real task, without a key'),
                  icon: 'beaker',
                  onClick: () => host.post({ type: 'setup/useDemo' }),
                })}
              </div>
              ${
                settings.keyStorageNote === undefined
                  ? nothing
                  : html`<p class="muted">${settings.keyStorageNote}</p>`
              }`
    }
    ${
      settings !== undefined && !settings.hasWorkspace
        ? html`<p class="muted">${t('No folder is open: open one to let it read and change files.')}</p>`
        : nothing
    }
  </div>`;
}
