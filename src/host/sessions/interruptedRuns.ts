// Runs of this workspace that a reload, an update or a crash cut off.
import { l10n, window } from 'vscode';
import type { SessionSummary } from '../../core/session/sessionStore';
import { belongsHere } from './sessionRows';
import type { SessionHub } from './sessionHub';

export interface InterruptedRunsOptions {
  readonly hub: SessionHub;
  readonly roots: () => readonly string[];
  readonly reveal: () => Promise<void>;
  /** The panel shows the session, and offers the same. */
  readonly isOnScreen: (sessionId: string) => boolean;
}

/** How often, and how far apart in milliseconds, it is looked again: the window that was closed gives its sessions up a little later. */
const TRIES = 8;
const TRY_MS = 2_000;

/** Offers to go on with the newest one. Does nothing where there is none, the panel shows it, or another window has it. */
export async function offerInterruptedRun(options: InterruptedRunsOptions): Promise<void> {
  const newest = await findInterrupted(options);
  // Nobody can take a notification back: where the run can be seen, it would still be there when that has gone on.
  if (newest === undefined || options.isOnScreen(newest.sessionId)) return;
  const [goOn, show, discard] = [l10n.t('Continue'), l10n.t('Show'), l10n.t('Discard')];
  const answer = await window.showInformationMessage(
    l10n.t('A run of Planwright was interrupted: {0}', newest.title),
    goOn,
    show,
    discard,
  );
  if (answer === undefined) return;
  const session = await options.hub.resume(newest.sessionId);
  // The panel offers the same; it may have been quicker.
  if (session.activity !== 'interrupted') return;
  if (answer === discard) {
    await session.discardInterrupted();
    return;
  }
  await options.reveal();
  if (answer === goOn) await session.continueInterrupted();
}

async function findInterrupted({ hub, roots }: InterruptedRunsOptions): Promise<SessionSummary | undefined> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const here = (await hub.store.list()).filter((summary) => belongsHere(summary, roots()));
    const found = here.find((summary) => summary.interrupted && !summary.ownedElsewhere);
    if (found !== undefined || !here.some((summary) => summary.ownedElsewhere)) return found;
    await new Promise((resolve) => setTimeout(resolve, TRY_MS));
  }
  return undefined;
}
