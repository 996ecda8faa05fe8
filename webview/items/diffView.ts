// A change as lines with their numbers. Text only; colours come from the editor's diff.
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { DiffHunk, FileDiff } from '../../src/protocol/coreTypes';
import { diffNoteWords } from '../../src/protocol/words/fixedWords';
import { iconButton } from '../icon';
import { t } from '../l10n';

/** Lines shown before a person asks for more. */
const LINE_LIMIT = 200;

export interface DiffViewOptions {
  readonly isWhole: boolean;
  readonly onShowWhole: () => void;
  /** Opens the file (after the change) in an editor. */
  readonly onOpenFile: (path: string, line?: number) => void;
  /** Opens the change in the diff editor. */
  readonly onOpenDiff?: (path: string) => void;
  /** The card's title names the file already. */
  readonly hideSingleHeader?: boolean;
}

/** `+6 −2`; nothing where the counts are zero. */
export function diffCounts(files: readonly FileDiff[]): TemplateResult | typeof nothing {
  const added = files.reduce((sum, file) => sum + file.added, 0);
  const removed = files.reduce((sum, file) => sum + file.removed, 0);
  if (added === 0 && removed === 0) return nothing;
  return html`<span class="diff-counts"
    ><span class="visually-hidden">${linesAdded(added)}, ${linesRemoved(removed)}</span
    ><span aria-hidden="true"
      ><span class="added-count">+${added}</span> <span class="removed-count">−${removed}</span></span
    ></span
  >`;
}

function linesAdded(count: number): string {
  return count === 1 ? t('1 line added') : t('{0} lines added', count);
}

function linesRemoved(count: number): string {
  return count === 1 ? t('1 line removed') : t('{0} lines removed', count);
}

/** The changed files with their hunks. */
export function diffView(files: readonly FileDiff[], options: DiffViewOptions): TemplateResult {
  const showHeaders = files.length > 1 || options.hideSingleHeader !== true;
  let budget = options.isWhole ? Number.POSITIVE_INFINITY : LINE_LIMIT;
  let hidden = 0;
  const parts = files.map((file) => {
    const lines = linesOf(file.hunks ?? []);
    const shown = lines.slice(0, Math.max(0, budget));
    budget -= shown.length;
    hidden += lines.length - shown.length;
    return html`${showHeaders ? fileHeader(file, options) : nothing}
    ${file.note === undefined ? nothing : html`<p class="diff-note">${diffNoteWords(file.note, t)}</p>`}
    ${
      shown.length === 0
        ? nothing
        : html`<div class="diff" role="group" tabindex="0" aria-label=${t('Change of {0}', file.path)}>
            <div class="diff-lines">${shown.map(lineRow)}</div>
          </div>`
    }`;
  });
  return html`${parts}${
    hidden === 0
      ? nothing
      : html`<button
          type="button"
          class="link-button"
          title=${t('Show the whole change')}
          @click=${options.onShowWhole}
        >
          ${hidden === 1 ? t('Show 1 more line') : t('Show {0} more lines', hidden)}
        </button>`
  }`;
}

type DiffLine =
  | { readonly kind: 'gap' }
  | { readonly kind: 'same' | 'added' | 'removed'; readonly number: number; readonly text: string };

function linesOf(hunks: readonly DiffHunk[]): readonly DiffLine[] {
  const lines: DiffLine[] = [];
  for (const hunk of hunks) {
    if (lines.length > 0) lines.push({ kind: 'gap' });
    let oldLine = hunk.oldStart;
    let newLine = hunk.newStart;
    for (const line of hunk.lines) {
      const text = line.slice(1);
      if (line.startsWith('+')) lines.push({ kind: 'added', number: newLine++, text });
      else if (line.startsWith('-')) lines.push({ kind: 'removed', number: oldLine++, text });
      else {
        // A remark such as "\ No newline at end of file" belongs to no line.
        if (!line.startsWith('\\')) lines.push({ kind: 'same', number: newLine, text });
        oldLine++;
        newLine++;
      }
    }
  }
  return lines;
}

function lineRow(line: DiffLine): TemplateResult {
  if (line.kind === 'gap') return html`<div class="diff-line gap"><span class="diff-number">⋯</span></div>`;
  const sign = line.kind === 'added' ? '+' : line.kind === 'removed' ? '-' : ' ';
  // One line, so that no white space of the template gets into the text.
  return html`<div class="diff-line ${line.kind}">
    <span class="diff-number">${line.number}</span><span class="diff-sign">${sign}</span
    ><span class="diff-text">${line.text}</span>
  </div>`;
}

/** The lines of one hunk. */
export function hunkLines(hunk: DiffHunk): readonly TemplateResult[] {
  return linesOf([hunk]).map(lineRow);
}

/** What happens to the file as a whole; empty for an edit. */
export function fileKindWord(kind: FileDiff['kind']): string {
  switch (kind) {
    case 'create':
      return t({ message: 'new', comment: 'A file that was made' });
    case 'delete':
      return t('deleted');
    case 'rename':
      return t('renamed');
    case 'edit':
    default:
      return '';
  }
}

function fileHeader(file: FileDiff, options: DiffViewOptions): TemplateResult {
  const words = fileKindWord(file.kind);
  const shownPath = file.renamedTo === undefined ? file.path : `${file.path} → ${file.renamedTo}`;
  const target = file.renamedTo ?? file.path;
  return html`<div class="diff-file">
    <button
      type="button"
      class="link-button path"
      title=${t('Open {0}', target)}
      @click=${() => options.onOpenFile(target, file.hunks?.[0]?.newStart)}
    >
      ${shownPath}
    </button>
    ${words === '' ? nothing : html`<span class="muted">${words}</span>`} ${diffCounts([file])}
    ${
      options.onOpenDiff === undefined
        ? nothing
        : iconButton('diff', t('Open the change of {0} in the diff editor', target), () =>
            options.onOpenDiff?.(file.path),
          )
    }
  </div>`;
}
