// What the exit code of the command line means; scripts rely on it.
import type { StopReason } from '../core/events/agentEvent';

export const EXIT_DONE = 0;
/** The run failed, was refused by the model or ended at a limit. */
export const EXIT_FAILED = 1;
/** Wrong arguments or configuration; nothing was sent to a model. */
export const EXIT_USAGE = 2;
/** Cancelled by a signal, by Ctrl-C, or because the reader of the output went away. */
export const EXIT_CANCELLED = 130;

/** The exit code for a run that ended with an `end` event. */
export function exitCodeOf(stopReason: StopReason): number {
  if (stopReason === 'end') return EXIT_DONE;
  return stopReason === 'cancelled' ? EXIT_CANCELLED : EXIT_FAILED;
}
