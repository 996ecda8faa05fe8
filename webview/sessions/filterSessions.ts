import type { SessionRow } from '../../src/protocol/messages';

/** The sessions whose title has every word of the query, newest first. */
export function filterSessions(sessions: readonly SessionRow[], query: string): readonly SessionRow[] {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return sessions
    .filter((session) => {
      const title = session.title.toLowerCase();
      return words.every((word) => title.includes(word));
    })
    .toSorted((left, right) => right.updatedAt - left.updatedAt);
}
