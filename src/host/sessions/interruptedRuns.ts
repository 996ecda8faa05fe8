// Runs of this workspace that a reload, an update or a crash cut off.
import { window } from 'vscode';
import type { SessionSummary } from '../../core/session/sessionStore';
import { belongsHere } from './sessionRows';
import type { SessionHub } from './sessionHub';

export interface InterruptedRunsOptions {
  readonly hub: SessionHub;
  readonly roots: () => readonly string[];
  readonly reveal: () => Promise<void>;
}

/** Offers to go on with the newest one. Does nothing where there is none, or another window has it. */
export async function offerInterruptedRun(options: InterruptedRunsOptions): Promise<void> {
  const [newest] = await interruptedRuns(options);
  if (newest === undefined) return;
  const answer = await window.showInformationMessage(
    `A run of Planwright was interrupted: ${newest.title}`,
    'Continue',
    'Show',
    'Discard',
  );
  if (answer === undefined) return;
  const session = await options.hub.resume(newest.sessionId);
  if (answer === 'Discard') {
    await session.discardInterrupted();
    return;
  }
  await options.reveal();
  if (answer === 'Continue') await session.continueInterrupted();
}

async function interruptedRuns({ hub, roots }: InterruptedRunsOptions): Promise<readonly SessionSummary[]> {
  const summaries = await hub.store.list();
  return summaries.filter(
    (summary) => summary.interrupted && !summary.ownedElsewhere && belongsHere(summary, roots()),
  );
}
