import { l10n, window } from 'vscode';
import type { ByteEditReason } from './workspace/documentEdit';

/** Asks whether an open file may be changed beside the editor's undo. */
export async function confirmByteEdit(display: string, reason: ByteEditReason): Promise<boolean> {
  const words: Readonly<Record<ByteEditReason, string>> = {
    'the file is over 50 MB': l10n.t('the file is over 50 MB'),
    'its line endings are mixed': l10n.t('its line endings are mixed'),
    'the editor cannot open it as text': l10n.t('the editor cannot open it as text'),
    'the editor reads it in another encoding': l10n.t('the editor reads it in another encoding'),
    'its bytes are not valid in its encoding': l10n.t('its bytes are not valid in its encoding'),
    'the editor has not yet noticed a change on disk': l10n.t(
      'the editor has not yet noticed a change on disk',
    ),
    'it is not a text file': l10n.t('it is not a text file'),
    'the new content is given as bytes': l10n.t('the new content is given as bytes'),
  };
  const change = l10n.t('Change It');
  const answer = await window.showWarningMessage(
    l10n.t('Let Planwright change {0} on disk?', display),
    {
      modal: true,
      detail: l10n.t(
        "The file is open, and {0}, so the change can't go through the editor without changing other bytes. Undo in the editor will not take it back.",
        words[reason],
      ),
    },
    change,
  );
  return answer === change;
}
