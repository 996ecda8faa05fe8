// Messages that a person sends while a run is on: some go in before the next turn, some wait for the end of the run.

export type SteeringTime = 'next_turn' | 'after_run';

export interface QueuedMessage {
  readonly id: string;
  readonly text: string;
  readonly when: SteeringTime;
}

/** What a session had queued when another one took its place. */
export interface QueueHandover {
  /** Oldest first. */
  readonly messages: readonly QueuedMessage[];
  /** The first of them would have been sent by now. */
  readonly isDue: boolean;
}

export interface SteeringQueue {
  add(message: QueuedMessage): void;
  /** False when it is no longer queued. */
  remove(id: string): boolean;
  /** Takes every message of this time, oldest first. */
  take(when: SteeringTime): readonly QueuedMessage[];
  /** Takes the oldest message of any time. */
  takeFirst(): QueuedMessage | undefined;
  /** Takes every message, oldest first. */
  takeAll(): readonly QueuedMessage[];
  readonly size: number;
}

export function createSteeringQueue(): SteeringQueue {
  let queue: readonly QueuedMessage[] = [];
  return {
    add(message) {
      queue = [...queue, message];
    },
    remove(id) {
      const kept = queue.filter((message) => message.id !== id);
      const removed = kept.length < queue.length;
      queue = kept;
      return removed;
    },
    take(when) {
      const taken = queue.filter((message) => message.when === when);
      queue = queue.filter((message) => message.when !== when);
      return taken;
    },
    takeFirst() {
      const [first, ...rest] = queue;
      queue = rest;
      return first;
    },
    takeAll() {
      const taken = queue;
      queue = [];
      return taken;
    },
    get size() {
      return queue.length;
    },
  };
}
