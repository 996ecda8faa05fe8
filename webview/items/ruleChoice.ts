// The form of a question behind "Always…": where the answer holds again, and the rule that says what it covers.
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { RuleScope } from '../../src/protocol/coreTypes';
import { inlineCode } from '../inlineCode';
import { t } from '../l10n';
import { button } from '../toolkit/button';
import { textField } from '../toolkit/textField';

export interface RuleChoiceOptions {
  /** Unique in the panel. */
  readonly id: string;
  /** What was offered, as a rule and in words. */
  readonly offered: string;
  readonly words: string;
  /** As the person changed it. */
  readonly rule: string | undefined;
  readonly scope: RuleScope;
  readonly disabled: boolean;
  readonly onRule: (rule: string) => void;
  readonly onScope: (scope: RuleScope) => void;
  readonly onAllow: () => void;
  readonly onBack: () => void;
}

export function ruleChoice(options: RuleChoiceOptions): TemplateResult {
  const { id, offered, rule, scope } = options;
  const isChanged = rule !== undefined && rule.trim() !== offered;
  const label = scope === 'session' ? t('Allow this session') : t('Always allow');
  return html`<div class="question-rule">
    <div>
      ${inlineCode(coveredWords(scope, isChanged ? t('whatever this rule covers, without asking') : options.words))}
    </div>
    ${textField({
      label: t('Rule'),
      placeholder: offered,
      value: rule ?? offered,
      extraClass: 'question-rule-text',
      onInput: options.onRule,
      onKeyDown: (event) => {
        if (event.key !== 'Enter' || event.isComposing) return;
        event.preventDefault();
        event.stopPropagation();
        options.onAllow();
      },
    })}
    <div class="muted">
      ${inlineCode(t('It may be wider, with `*` for any text, as long as it covers this call.'))}
    </div>
    <div class="question-scopes" role="radiogroup" aria-label=${t('Where it holds')}>
      ${SCOPES.map(
        (value) =>
          html`<label
            ><input
              type="radio"
              name="${id}-scope"
              .checked=${value === scope}
              ?disabled=${options.disabled}
              @change=${() => options.onScope(value)}
            />${scopeName(value)}</label
          >`,
      )}
    </div>
    <div class="muted">${keptWhere(scope)}</div>
    <div class="question-buttons">
      ${button({
        label,
        title: t('{0} (Enter)', label),
        isPrimary: true,
        disabled: options.disabled,
        onClick: options.onAllow,
      })}
      ${button({ label: t('Back'), title: t('Back (Escape)'), onClick: options.onBack })}
    </div>
  </div>`;
}

const SCOPES: readonly RuleScope[] = ['session', 'workspace', 'user'];

function scopeName(scope: RuleScope): string {
  switch (scope) {
    case 'session':
      return t('This session');
    case 'workspace':
      return t('This workspace');
    case 'user':
      return t('Every workspace');
  }
}

function coveredWords(scope: RuleScope, what: string): string {
  switch (scope) {
    case 'session':
      return t('Until the session ends: {0}.', what);
    case 'workspace':
      return t('From now on, in this workspace: {0}.', what);
    case 'user':
      return t('From now on, in every workspace: {0}.', what);
  }
}

function keptWhere(scope: RuleScope): string {
  switch (scope) {
    case 'session':
      return t('It is not stored.');
    case 'workspace':
      return t(
        "Stored by your editor for this workspace, not in the workspace's files: those can't allow anything.",
      );
    case 'user':
      return t('Stored in your own settings.');
  }
}
