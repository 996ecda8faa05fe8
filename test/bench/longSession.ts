// Stores a session of many runs where the editor looks for sessions, through the core's own log.
import { createEventLog } from '../../src/core/session/eventLog';
import { createFileSessionStore } from '../../src/core/session/fileSessionStore';
import { createRuntime } from '../../src/core/session/runtime';
import { numberEvents, runBodies } from './panelTranscript';

export interface LongSession {
  /** Folder of the stored sessions. */
  readonly folder: string;
  readonly sessionId: string;
  /** Root of the workspace that it belongs to. */
  readonly workspace: string;
  readonly runs: number;
  /** `provider/model` that it was held with, and goes on with. */
  readonly model: string;
}

/** Writes the session and lets go of it. Throws when it can't be stored. */
export async function storeLongSession(session: LongSession): Promise<void> {
  const { folder, sessionId, workspace, runs, model } = session;
  let failure: Error | undefined;
  const log = createEventLog(createFileSessionStore(folder), {
    header: { version: 1, sessionId, createdAt: Date.now(), workspace: [workspace] },
    exists: false,
    runtime: createRuntime(),
    onFailure: (_operation, error) => {
      failure = error;
    },
  });
  const bodies = Array.from({ length: runs }, (_value, index) => runBodies(index, model)).flat();
  // Not all at once: the log keeps only so much in memory.
  const events = numberEvents(sessionId, bodies);
  for (let at = 0; at < events.length; at += 2_000) {
    for (const event of events.slice(at, at + 2_000)) log.append(event);
    await log.flush();
  }
  await log.close();
  if (failure !== undefined) throw failure;
}
