// What is said after a decision. Pure.
import type { ReviewOutcome } from '../../core/review/review';
import { refusalWords } from '../../protocol/words/refusalWords';
import { t } from '../l10n';

export type Decision = 'keep' | 'undo';

/** Such as `Kept 3 changes.`; empty when nothing was decided. */
export function decidedWords(decision: Decision, { decided }: ReviewOutcome): string {
  if (decided === 0) return '';
  if (decision === 'keep') return decided === 1 ? t('Kept 1 change.') : t('Kept {0} changes.', decided);
  return decided === 1 ? t('Undid 1 change.') : t('Undid {0} changes.', decided);
}

/** Reasons named in one message. */
const NAMED = 3;

/** One message for all that could not be decided; empty when there is nothing. */
export function refusedWords({ refused }: ReviewOutcome): string {
  const reasons = [...new Set(refused.map(({ display, reason }) => reasonWords(display, reason)))];
  const shown = reasons.slice(0, NAMED).join(' ');
  const more = reasons.length - NAMED;
  return more > 0 ? `${shown} ${t('And {0} more.', more)}` : shown;
}

/** One of them, with its file. */
export function reasonWords(display: string, reason: string): string {
  const words = refusalWords(reason, t);
  return words.includes(display) || display === '' ? words : `${display}: ${words}`;
}
