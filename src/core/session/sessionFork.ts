import type { AgentEvent } from '../events/agentEvent';
import type { Workspace } from '../workspace/workspace';
import type { Runtime } from './sessionOptions';
import type { SessionStore } from './sessionStore';

/**
 * Copies the events of a session into a new one and returns its id.
 *
 * @param beforeSeq the copy ends before this event; default all. A run that is cut by it counts as discarded.
 */
export async function forkEvents(
  store: SessionStore,
  runtime: Runtime,
  sessionId: string,
  workspace: Workspace,
  events: readonly AgentEvent[],
  beforeSeq = Number.POSITIVE_INFINITY,
): Promise<string> {
  const forkId = runtime.newId();
  await store.create({
    version: 1,
    sessionId: forkId,
    createdAt: runtime.now(),
    workspace: workspace.folders.map((folder) => folder.root),
    forkedFrom: sessionId,
  });
  const copied = events
    .filter((event) => event.seq < beforeSeq && event.type !== 'run_interrupted')
    .map((event) => ({ ...event, sessionId: forkId }));
  const last = copied.at(-1);
  if (last !== undefined && last.runId !== '' && last.type !== 'end' && last.type !== 'error') {
    copied.push({
      type: 'run_discarded',
      sessionId: forkId,
      runId: '',
      seq: last.seq + 1,
      time: runtime.now(),
    });
  }
  if (copied.length > 0) await store.append(forkId, copied);
  return forkId;
}
