// Where what an isolated step did does not fit to what is there: by file and place, both versions and what both began with.
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { ConflictView } from '../../src/protocol/planMessages';
import { icon, iconButton } from '../icon';
import { unknownWords } from '../../src/protocol/words/unknownWords';
import { t } from '../l10n';

export interface StepConflictOptions {
  readonly onOpen: (path: string, line?: number) => void;
  readonly onOpenDiff: (path: string) => void;
}

export function stepConflicts(
  conflicts: readonly ConflictView[],
  options: StepConflictOptions,
): TemplateResult | typeof nothing {
  if (conflicts.length === 0) return nothing;
  return html`<h4>
      ${conflicts.length === 1 ? t('Conflict in 1 file') : t('Conflicts in {0} files', conflicts.length)}
    </h4>
    <p class="muted plan-conflict-note">
      ${t('Nothing of this step was written. Retried, it works on the files as they are now.')}
    </p>
    ${conflicts.map((conflict) => fileOf(conflict, options))}`;
}

function fileOf(conflict: ConflictView, options: StepConflictOptions): TemplateResult {
  const { path, there, hunks, hunkCount } = conflict;
  const isThere = there === 'changed' || there === 'appeared';
  return html`<section class="plan-conflict" aria-label=${t('Conflict in {0}', path)}>
    <div class="plan-conflict-file">
      ${icon('warning', 'warning-icon')}
      ${
        isThere
          ? html`<button
              type="button"
              class="link-button code"
              title=${t('Open {0}', path)}
              @click=${() => options.onOpen(path, hunks[0]?.line)}
            >
              ${path}
            </button>`
          : html`<span class="code">${path}</span>`
      }
      ${iconButton('diff', t('Open the conflict of {0} as a diff', path), () => options.onOpenDiff(path), { extraClass: 'plan-conflict-diff' })}
    </div>
    <div class="muted">${thereWords(there)}; ${stepWords(conflict.step)}</div>
    ${hunks.map((hunk) => placeOf(path, hunk, options))}
    ${hunkCount > hunks.length ? html`<div class="muted">${moreWords(hunkCount - hunks.length)}</div>` : nothing}
  </section>`;
}

function placeOf(
  path: string,
  { line, base, mine, theirs }: ConflictView['hunks'][number],
  options: StepConflictOptions,
): TemplateResult {
  const place = t('Line {0}', line);
  return html`<div class="plan-conflict-place" role="group" aria-label=${place}>
    <button
      type="button"
      class="link-button"
      title=${t('Open {0} at line {1}', path, line)}
      @click=${() => options.onOpen(path, line)}
    >
      ${place}
    </button>
    ${version('mine', 'file', t('There now'), mine)}
    ${version('theirs', 'edit', t('This step wrote'), theirs)}
    ${version('base', 'history', t('Before both'), base)}
  </div>`;
}

function version(
  kind: 'mine' | 'theirs' | 'base',
  iconName: string,
  label: string,
  text: string,
): TemplateResult {
  return html`<div class="plan-version ${kind}">
    <div class="plan-version-name">${icon(iconName)} ${label}</div>
    ${
      text === ''
        ? html`<div class="muted plan-version-none">${t('no lines here')}</div>`
        : html`<pre tabindex="0" aria-label=${label}>${text.replace(/\r?\n$/, '')}</pre>`
    }
  </div>`;
}

/** Of places whose texts are too long for the panel. */
function moreWords(count: number): string {
  return count === 1
    ? t('and 1 more place; the diff has it')
    : t('and {0} more places; the diff has them', count);
}

function thereWords(there: ConflictView['there']): string {
  switch (there) {
    case 'changed':
      return t('changed meanwhile');
    case 'deleted':
      return t('deleted meanwhile');
    case 'appeared':
      return t('made by another meanwhile');
    case 'blocked':
      return t('no file any more');
    default:
      return unknownWords(there, t);
  }
}

function stepWords(step: ConflictView['step']): string {
  switch (step) {
    case 'changed':
      return t('this step changed it');
    case 'created':
      return t('this step made it');
    case 'deleted':
      return t('this step deleted it');
    case 'renamed':
      return t('this step renamed it');
    default:
      return unknownWords(step, t);
  }
}
