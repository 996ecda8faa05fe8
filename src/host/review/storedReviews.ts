// Brings back what was under review in this workspace when its window was closed, reloaded or killed.
import type { Disposable, Memento } from 'vscode';
import type { ReviewEngine } from '../../core/review/createReview';
import type { Review } from '../../core/review/review';
import type { SessionStore } from '../../core/session/sessionStore';
import { PENDING_REVIEW_KEY } from '../commandIds';
import { belongsHere } from '../sessions/sessionRows';

export interface StoredReviewsOptions {
  readonly review: Pick<ReviewEngine, 'load'>;
  readonly store: SessionStore;
  readonly roots: () => readonly string[];
  /** Resolves some time later, or rejects when the window closes. */
  readonly pause: (ms: number) => Promise<void>;
}

/** How often, and how far apart in milliseconds, it is looked again: the window that was closed gives its sessions up a little later. */
const TRIES = 8;
const TRY_MS = 2_000;

/** Takes the reviews of all sessions of this workspace that no other window has. */
export async function loadStoredReviews({
  review,
  store,
  roots,
  pause,
}: StoredReviewsOptions): Promise<void> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    if (tries > 0) await pause(TRY_MS);
    const here = (await store.list()).filter((summary) => belongsHere(summary, roots()));
    await review.load(here.filter(({ ownedElsewhere }) => !ownedElsewhere).map(({ sessionId }) => sessionId));
    if (!here.some(({ ownedElsewhere }) => ownedElsewhere)) return;
  }
}

/** Lets the next window know at its start whether there is something to show. */
export function rememberPending(review: Review, workspaceState: Memento): Disposable {
  let isPending = workspaceState.get<boolean>(PENDING_REVIEW_KEY) === true;
  const unsubscribe = review.onDidChange(() => {
    const isNow = review.files().length > 0;
    if (isNow === isPending) return;
    isPending = isNow;
    void workspaceState.update(PENDING_REVIEW_KEY, isNow ? true : undefined);
  });
  return { dispose: unsubscribe };
}
