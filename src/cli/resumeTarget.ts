import { ConfigurationError } from '../core/config/configurationError';
import type { SessionStore, SessionSummary } from '../core/session/sessionStore';

/** The session that `--resume` means: a whole id, the unique beginning of one, or `last`. Throws `ConfigurationError`. */
export async function findResumeTarget(
  store: SessionStore,
  wanted: string,
  folder: string,
): Promise<SessionSummary> {
  return pickSession(await store.list(), wanted, folder);
}

/** `last` is the newest of this folder, else the newest of all. `sessions` come newest first. */
export function pickSession(
  sessions: readonly SessionSummary[],
  wanted: string,
  folder: string,
): SessionSummary {
  if (wanted === 'last') {
    const last = sessions.find((session) => session.workspace.includes(folder)) ?? sessions[0];
    if (!last) throw new ConfigurationError('There is no session to go on with yet.');
    return last;
  }
  const exact = sessions.find((session) => session.sessionId === wanted);
  if (exact) return exact;
  const matching = sessions.filter((session) => session.sessionId.startsWith(wanted));
  const [only] = matching;
  if (only && matching.length === 1) return only;
  throw new ConfigurationError(
    matching.length === 0
      ? `Session not found: ${wanted}. "planwright sessions" lists them.`
      : `${matching.length} sessions begin with ${wanted}. Give more of the id.`,
  );
}
