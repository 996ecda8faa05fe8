// Going back to an earlier prompt from the command palette: the prompt is chosen here, the rest in the panel's card.
import { l10n, window } from 'vscode';
import { PersonError } from '../sessions/liveSession';
import type { SessionHub } from '../sessions/sessionHub';

export interface RestoreCommandsOptions {
  readonly hub: SessionHub;
  /** Opens the panel and shows the card for this prompt. */
  readonly showRestore: (sessionId: string, runId: string) => Promise<void>;
}

export async function restoreToPrompt({ hub, showRestore }: RestoreCommandsOptions): Promise<void> {
  const session = await hub.ensureCurrent();
  session.assertIdle();
  const known = new Map((await session.api.checkpoints()).map((checkpoint) => [checkpoint.id, checkpoint]));
  const items = session.view.runs.toReversed().flatMap((run) => {
    const prompt = run.items.find((item) => item.kind === 'prompt' && !item.isSteering);
    if (prompt?.kind !== 'prompt') return [];
    const files = known.get(run.id)?.files ?? [];
    const [first = '', ...rest] = prompt.text.trim().split('\n');
    return [
      {
        label: `$(history) ${first === '' ? l10n.t('Pictures') : first}${rest.length === 0 ? '' : ' …'}`,
        description: new Date(run.startedAt).toLocaleString(),
        detail:
          files.length === 0
            ? l10n.t('No files differ since')
            : l10n.t('Differ since: {0}', files.slice(0, 5).join(', ') + (files.length > 5 ? ' …' : '')),
        runId: run.id,
      },
    ];
  });
  if (items.length === 0) throw new PersonError(l10n.t('There is no prompt to go back to yet.'));
  const chosen = await window.showQuickPick(items, {
    title: l10n.t('Restore to a Prompt'),
    placeHolder: l10n.t('Back to before this prompt: what is taken back, you choose next'),
    matchOnDetail: true,
  });
  if (chosen !== undefined) await showRestore(session.id, chosen.runId);
}

export async function redoRestore(hub: SessionHub): Promise<void> {
  const session = await hub.ensureCurrent();
  if (!session.api.canRedoRestore)
    throw new PersonError(l10n.t('There is no restore to take back since the last prompt.'));
  await session.redoRestore();
}
