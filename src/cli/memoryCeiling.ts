// Keeps the memory of long runs flat. Live data of a run is small (15 MB after 200 turns), but V8 answers the garbage of large
// requests by letting its space for new objects grow to 16 MB three times over. That pays for bursts, such as one long answer, so it
// may grow for some turns; after that it stays as it is, and V8 is told to prefer a small heap to few collections.
import { setFlagsFromString } from 'node:v8';
import type { AgentEvent } from '../core/events/agentEvent';

/** Turns after which a run counts as long. */
const SETTLED_AFTER_TURNS = 8;

/** Returns what to call with every event. Both flags are read at each collection, so they may be set while running. */
export function createMemoryCeiling(
  setFlag: (flag: string) => void = setFlagsFromString,
): (event: AgentEvent) => void {
  let turns = 0;
  return (event) => {
    if (event.type !== 'turn_start') return;
    turns += 1;
    if (turns !== SETTLED_AFTER_TURNS) return;
    setFlag('--semi-space-growth-factor=1');
    setFlag('--optimize-for-size');
  };
}
