// A proposed change before it is applied: each file and each of its hunks with a box to take it or to leave it.
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { DiffHunk, FileDiff } from '../../src/protocol/coreTypes';
import { diffNoteWords } from '../../src/protocol/words/fixedWords';
import { icon, iconButton } from '../icon';
import { t } from '../l10n';
import { diffCounts, fileKindWord, hunkLines } from './diffView';
import { hunkKey, piecesOf, stateOf } from './proposalPick';

export interface ProposalViewOptions {
  /** Keys of what is not picked. */
  readonly left: ReadonlySet<string>;
  readonly onToggle: (keys: readonly string[]) => void;
  /** Absent where nothing can be answered here. */
  readonly onEdit?: (path: string) => void;
  /** Files whose proposed text is open in an editor. */
  readonly edited: ReadonlySet<string>;
  readonly onOpenFile: (path: string, line?: number) => void;
  readonly onOpenDiff: (path: string) => void;
  readonly isWhole: boolean;
  readonly onShowWhole: () => void;
}

/** Lines shown before a person asks for more. */
const LINE_LIMIT = 200;

export function proposalView(files: readonly FileDiff[], options: ProposalViewOptions): TemplateResult {
  const canPick = options.onEdit !== undefined && piecesOf(files).length > 1;
  let budget = options.isWhole ? Number.POSITIVE_INFINITY : LINE_LIMIT;
  let hidden = 0;
  const parts = files.map((file) => {
    const hunks = (file.hunks ?? []).map((hunk, index) => {
      const shown = Math.max(0, Math.min(hunk.lines.length, budget));
      budget -= shown;
      hidden += hunk.lines.length - shown;
      const cut = { ...hunk, lines: hunk.lines.slice(0, shown) };
      return hunkBlock(file, cut, index, canPick, options);
    });
    return html`${fileHeader(file, canPick, options)}
    ${file.note === undefined ? nothing : html`<p class="diff-note">${diffNoteWords(file.note, t)}</p>`}
    ${
      options.edited.has(file.path)
        ? html`<p class="diff-note">
            ${icon('edit')}
            ${t('Open in an editor: change the right side, then apply it from here or there.')}
          </p>`
        : hunks.length === 0
          ? nothing
          : html`<div class="diff" role="group" tabindex="0" aria-label=${t('Change of {0}', file.path)}>
              <div class="diff-lines">${hunks}</div>
            </div>`
    }`;
  });
  return html`${parts}${
    hidden === 0
      ? nothing
      : html`<button type="button" class="link-button" @click=${options.onShowWhole}>
          ${hidden === 1 ? t('Show 1 more line') : t('Show {0} more lines', hidden)}
        </button>`
  }`;
}

function fileHeader(file: FileDiff, canPick: boolean, options: ProposalViewOptions): TemplateResult {
  const target = file.renamedTo ?? file.path;
  const shownPath = file.renamedTo === undefined ? file.path : `${file.path} → ${file.renamedTo}`;
  const words = fileKindWord(file.kind);
  const { onEdit } = options;
  return html`<div class="diff-file">
    ${
      canPick
        ? pickBox(stateOf(file, options.left), t('Apply the change of {0}', target), () =>
            options.onToggle(piecesOf([file]).map(({ key }) => key)),
          )
        : nothing
    }
    <button
      type="button"
      class="link-button path"
      title=${t('Open {0}', target)}
      @click=${() => options.onOpenFile(file.path, file.hunks?.[0]?.oldStart)}
    >
      ${shownPath}
    </button>
    ${words === '' ? nothing : html`<span class="muted">${words}</span>`} ${diffCounts([file])}
    <span class="diff-file-actions">
      ${
        onEdit === undefined || file.isEditable !== true
          ? nothing
          : iconButton('edit', t('Edit {0} before applying', target), () => onEdit(file.path))
      }
      ${iconButton('diff', t('Open the change of {0} in the diff editor', target), () => options.onOpenDiff(file.path))}
    </span>
  </div>`;
}

function hunkBlock(
  file: FileDiff,
  hunk: DiffHunk,
  index: number,
  canPick: boolean,
  { left, onToggle }: ProposalViewOptions,
): TemplateResult {
  const { id } = hunk;
  const isPicked = id === undefined || !left.has(hunkKey(file, id));
  const last = hunk.oldStart + Math.max(0, hunk.lines.filter((line) => !line.startsWith('+')).length - 1);
  const place = last === hunk.oldStart ? t('line {0}', last) : t('lines {0}–{1}', hunk.oldStart, last);
  return html`<div class="hunk ${isPicked ? '' : 'left-out'}">
    ${
      canPick && id !== undefined
        ? html`<div class="hunk-pick">
            ${pickBox(isPicked ? 'all' : 'none', t('Apply hunk {0}, {1}', index + 1, place), () => onToggle([hunkKey(file, id)]), place)}
          </div>`
        : index === 0
          ? nothing
          : html`<div class="diff-line gap"><span class="diff-number">⋯</span></div>`
    }
    ${hunkLines(hunk)}
  </div>`;
}

/** A box that the space bar turns over; `some` is a part. */
function pickBox(
  state: 'all' | 'some' | 'none',
  label: string,
  onToggle: () => void,
  text = '',
): TemplateResult {
  const checked = state === 'all' ? 'true' : state === 'some' ? 'mixed' : 'false';
  const mark = state === 'all' ? icon('check') : state === 'some' ? icon('dash') : nothing;
  return html`<button
    type="button"
    class="pick"
    role="checkbox"
    aria-checked=${checked}
    aria-label=${label}
    title=${label}
    @click=${onToggle}
  >
    <span class="pick-box" aria-hidden="true">${mark}</span
    >${text === '' ? nothing : html`<span class="muted">${text}</span>`}
  </button>`;
}
