// What shows that a step is done: the check, the command that was run for it, problems that are new, and whether that still holds.
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { errorWords } from '../../src/protocol/words/errorWords';
import { saidWords } from '../../src/protocol/words/unknownWords';
import { icon } from '../icon';
import { t } from '../l10n';
import type { Step } from './planFacts';

export function stepEvidence({ result }: Step): TemplateResult | typeof nothing {
  const { verified, evidence } = result ?? {};
  if (verified === undefined && evidence === undefined) return nothing;
  const { command, problems, stale = [] } = evidence ?? {};
  return html`<h4>${t('Evidence')}</h4>
    ${
      stale.length === 0
        ? nothing
        : line('warning', 'warning-icon', t('Out of date: {0} changed since.', stale.join(', ')))
    }
    ${
      verified === undefined
        ? nothing
        : verified.passed
          ? line('pass', 'plan-done-icon', t('Verified: {0}', verified.reason))
          : line(
              'error',
              'error-icon',
              t('Not verified: {0}', saidWords(verified.cause, verified.reason, errorWords, t)),
            )
    }
    ${
      command === undefined
        ? nothing
        : html`${line(
            command.passed ? 'pass' : 'error',
            command.passed ? 'plan-done-icon' : 'error-icon',
            command.exitCode === undefined
              ? t('{0} did not run', command.command)
              : t('{0} ended with {1}', command.command, command.exitCode),
          )}
          ${command.output.trim() === '' ? nothing : html`<pre class="output" tabindex="0" aria-label=${t('Output')}>${command.output.trim()}</pre>`}`
    }
    ${
      problems === undefined
        ? nothing
        : line(
            'info',
            'info-icon',
            t('Problems: {0} before, {1} after', problems.before.length, problems.after.length),
          )
    }`;
}

function line(iconName: string, iconClass: string, words: string): TemplateResult {
  return html`<div class="plan-evidence">${icon(iconName, iconClass)}<span>${words}</span></div>`;
}
