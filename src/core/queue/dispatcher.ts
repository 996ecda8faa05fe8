// Every tool call and model call passes this port. The lane queue replaces the inside later, not the callers.
import type { Lane } from '../tools/tool';

/** `generate` is for model calls. */
export type DispatchLane = Lane | 'generate';

export interface Dispatcher {
  /** Runs `work` when its lane has room. Rejects with the signal's reason when cancelled while waiting. */
  dispatch<Result>(
    lane: DispatchLane,
    work: (signal: AbortSignal) => Promise<Result>,
    signal: AbortSignal,
  ): Promise<Result>;
}
