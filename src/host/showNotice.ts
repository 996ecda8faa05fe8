import { l10n, window } from 'vscode';
import type { Notice, NoticeAnswer } from './notifications';

/** Shows a notice with buttons; undefined when the person let it be. */
export async function showNotice({ text, isWarning, question }: Notice): Promise<NoticeAnswer | undefined> {
  const show = l10n.t('Show');
  const answer = l10n.t('Answer…');
  const buttons = question === undefined ? [show] : [answer, show];
  const pressed = isWarning
    ? await window.showWarningMessage(text, ...buttons)
    : await window.showInformationMessage(text, ...buttons);
  if (pressed === show) return 'show';
  return pressed === answer ? 'answer' : undefined;
}
