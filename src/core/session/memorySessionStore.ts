// Sessions for as long as the process lives: tests, and hosts that keep nothing.
import type { AgentEvent } from '../events/agentEvent';
import type {
  SessionHeader,
  SessionLease,
  SessionStore,
  SessionSummary,
  StoredSession,
} from './sessionStore';
import { firstPromptTitle, givenTitle, hasOpenRun } from './sessionSummary';

export function createMemorySessionStore(): SessionStore {
  const sessions = new Map<string, { readonly header: SessionHeader; readonly events: AgentEvent[] }>();
  const owners = new Map<string, AbortController>();

  const known = (operation: string, sessionId: string) => {
    const session = sessions.get(sessionId);
    if (session === undefined)
      throw new Error(`Session ${sessionId}: ${operation} failed: there is no such session`);
    return session;
  };

  const summaryOf = ({ header, events }: StoredSession): SessionSummary => {
    const isOwned = owners.has(header.sessionId);
    return {
      sessionId: header.sessionId,
      title: givenTitle(events) ?? firstPromptTitle(events),
      createdAt: header.createdAt,
      updatedAt: events.at(-1)?.time ?? header.createdAt,
      workspace: header.workspace,
      bytes: events.reduce((bytes, event) => bytes + JSON.stringify(event).length + 1, 0),
      interrupted: !isOwned && hasOpenRun(events) === true,
      ownedElsewhere: false,
    };
  };

  return {
    location: 'in memory',
    create: async (header) => {
      if (sessions.has(header.sessionId)) {
        throw new Error(`Session ${header.sessionId}: create failed: it exists already`);
      }
      sessions.set(header.sessionId, { header: structuredClone(header), events: [] });
    },
    append: async (sessionId, events) => {
      known('append', sessionId).events.push(...structuredClone(events));
    },
    load: async (sessionId) => structuredClone(sessions.get(sessionId)),
    list: async () =>
      [...sessions.values()].map(summaryOf).sort((left, right) => right.updatedAt - left.updatedAt),
    delete: async (sessionId) => {
      sessions.delete(sessionId);
      owners.delete(sessionId);
    },
    acquire: async (sessionId, options): Promise<SessionLease | undefined> => {
      const current = owners.get(sessionId);
      if (current !== undefined && options?.takeOver !== true) return undefined;
      const owner = new AbortController();
      owners.set(sessionId, owner);
      current?.abort(new Error('Another owner took the session over.'));
      return {
        lost: owner.signal,
        release: async () => {
          if (owners.get(sessionId) === owner) owners.delete(sessionId);
        },
      };
    },
  };
}
