// Lines of a session log and back. Only the format; files are `sessionLogWriter.ts` and `fileSessionStore.ts`.
import type { AgentEvent } from '../events/agentEvent';
import type { SessionHeader, StoredSession } from './sessionStore';

/** The whole log; undefined when not even the header was written. Throws for a log of a newer version, or none at all. */
export function parseSessionLog(text: string): StoredSession | undefined {
  const lines = text.split('\n');
  // Behind the last line break stands nothing, or a line that a kill has torn.
  const tail = lines.pop() ?? '';
  const [first, ...rest] = lines;
  if (first === undefined) return undefined;
  const header = parseHeader(first);
  const events: AgentEvent[] = [];
  let damaged = 0;
  for (const line of rest) {
    const event = parseEvent(line);
    if (event !== undefined) events.push(event);
    else if (line !== '') damaged += 1;
  }
  const last = parseEvent(tail);
  if (last !== undefined) events.push(last);
  return { header, events, ...(damaged === 0 ? {} : { damagedLines: damaged }) };
}

/** Throws when the line is not the header of a version that is known here. */
export function parseHeader(line: string): SessionHeader {
  const entries = entriesOf(line);
  const version = entries?.get('version');
  if (entries === undefined || typeof version !== 'number') throw new Error('the file is not a session');
  if (version !== 1) throw new Error(`it was written by a newer version (format ${version})`);
  const [sessionId, createdAt, workspace, forkedFrom] = [
    'sessionId',
    'createdAt',
    'workspace',
    'forkedFrom',
  ].map((name) => entries.get(name));
  if (typeof sessionId !== 'string' || typeof createdAt !== 'number')
    throw new Error('its header is damaged');
  const roots = Array.isArray(workspace)
    ? workspace.filter((root): root is string => typeof root === 'string')
    : [];
  return {
    version: 1,
    sessionId,
    createdAt,
    workspace: roots,
    ...(typeof forkedFrom === 'string' ? { forkedFrom } : {}),
  };
}

/** Undefined for a line that is no event. Types that are not known here are kept: a newer version may have written them. */
export function parseEvent(line: string): AgentEvent | undefined {
  const entries = entriesOf(line);
  if (
    entries === undefined ||
    typeof entries.get('type') !== 'string' ||
    typeof entries.get('seq') !== 'number'
  ) {
    return undefined;
  }
  return Object.fromEntries(entries) as unknown as AgentEvent;
}

function entriesOf(line: string): ReadonlyMap<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null
      ? new Map<string, unknown>(Object.entries(value))
      : undefined;
  } catch {
    // Not JSON: the caller decides what that means.
    return undefined;
  }
}
