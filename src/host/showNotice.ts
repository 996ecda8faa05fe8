import { l10n, window } from 'vscode';
import type { Notice } from './notifications';

/** Shows a notice with a button; true when the person chose to see the session. */
export async function showNotice({ text, isWarning }: Notice): Promise<boolean> {
  const show = l10n.t('Show');
  const answer = isWarning
    ? await window.showWarningMessage(text, show)
    : await window.showInformationMessage(text, show);
  return answer === show;
}
