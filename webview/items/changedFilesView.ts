// What a command changed in the workspace: one row a file, beside its output. How they were decided stands above, in the call's review.
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { ChangedFile, ToolDetails } from '../../src/protocol/coreTypes';
import { refusalWords } from '../../src/protocol/words/refusalWords';
import { icon } from '../icon';
import { t } from '../l10n';

/** Files shown before a person asks for more. */
const FILE_LIMIT = 20;

export interface ChangedFilesOptions {
  readonly isWhole: boolean;
  readonly onShowWhole: () => void;
  readonly onOpenFile: (path: string) => void;
}

/** Nothing where the command changed nothing that is followed. */
export function changedFilesView(
  details: ToolDetails & { readonly type: 'command' },
  options: ChangedFilesOptions,
): TemplateResult | typeof nothing {
  const { changedFiles = [], moreChangedFiles = 0, notFollowed = 0 } = details;
  if (changedFiles.length + moreChangedFiles === 0) return nothing;
  const shown = options.isWhole ? changedFiles : changedFiles.slice(0, FILE_LIMIT);
  const hidden = changedFiles.length - shown.length;
  return html`<div class="changed-files">
    <ul aria-label=${t('Files that the command changed')}>
      ${shown.map((file) => fileRow(file, options))}
    </ul>
    ${
      hidden === 0
        ? nothing
        : html`<button
            type="button"
            class="link-button"
            title=${t('Show all files that the command changed')}
            @click=${options.onShowWhole}
          >
            ${hidden === 1 ? t('Show 1 more file') : t('Show {0} more files', hidden)}
          </button>`
    }
    ${moreChangedFiles === 0 ? nothing : html`<div class="muted">${moreWords(moreChangedFiles)}</div>`}
    ${
      notFollowed === 0
        ? nothing
        : html`<div class="muted">
            ${t('Ignored and generated files are not followed ({0} left out).', notFollowed)}
          </div>`
    }
  </div>`;
}

/** For the end of the call's row. */
export function changedFilesCount(details: ToolDetails & { readonly type: 'command' }): string {
  const count = (details.changedFiles?.length ?? 0) + (details.moreChangedFiles ?? 0);
  if (count === 0) return '';
  return count === 1 ? t('changed 1 file') : t('changed {0} files', count);
}

function fileRow(file: ChangedFile, { onOpenFile }: ChangedFilesOptions): TemplateResult {
  const { path, kind, renamedTo, notUndoable } = file;
  const present = kind === 'delete' ? undefined : (renamedTo ?? path);
  return html`<li>
    ${icon(KIND_ICONS[kind])}
    ${
      present === undefined
        ? html`<span class="path gone">${path}</span>`
        : html`<button
            type="button"
            class="link-button path"
            title=${t('Open {0}', present)}
            @click=${() => onOpenFile(present)}
          >
            ${present}
          </button>`
    }
    <span class="muted">${kindWords(file)}</span>
    ${
      notUndoable === undefined
        ? nothing
        : html`<span class="muted">${t("can't be undone: {0}", refusalWords(notUndoable, t))}</span>`
    }
  </li>`;
}

const KIND_ICONS: Readonly<Record<ChangedFile['kind'], string>> = {
  create: 'diff-added',
  edit: 'diff-modified',
  delete: 'diff-removed',
  rename: 'diff-renamed',
  permissions: 'lock',
};

function kindWords({ kind, path }: ChangedFile): string {
  switch (kind) {
    case 'create':
      return t('new');
    case 'delete':
      return t('deleted');
    case 'rename':
      return t('was {0}', path);
    case 'permissions':
      return t('permissions');
    case 'edit':
    default:
      return t('changed');
  }
}

function moreWords(count: number): string {
  return count === 1 ? t('and 1 more file') : t('and {0} more files', count);
}
