// What is under review, for cards of tool calls and steps of a plan: each draws itself again only when its own part changes.
import { NO_REVIEW } from '../../src/protocol/reviewList';
import type { CallReview, ReviewList } from '../../src/protocol/reviewList';

export class ReviewSource {
  #list: ReviewList = NO_REVIEW;
  readonly #listeners = new Set<() => void>();

  /** Undefined for a call that changed nothing, or whose counts are not kept any more. */
  ofCall(toolId: string): CallReview | undefined {
    return this.#list.calls[toolId];
  }

  get list(): ReviewList {
    return this.#list;
  }

  set(list: ReviewList): void {
    this.#list = list;
    for (const listener of this.#listeners) listener();
  }

  /** Returns the unsubscribe function. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
