// How the command line shows a run: a fold over the events, one implementation per output format.
import type { AgentEvent } from '../../core/events/agentEvent';

export interface Renderer {
  /** Must not throw; writes nothing itself but through its writers. */
  show(event: AgentEvent): void;
}
