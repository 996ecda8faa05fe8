import { createHash } from 'node:crypto';
import { join } from 'node:path';

/**
 * File name of a session. Ids that are safe names keep them; any other (separators, `..`, names that Windows reserves, very long ones)
 * is cleaned and gets a hash, so that no two ids share a file.
 */
export function sessionFileName(sessionId: string): string {
  const isSafe = /^[a-z0-9][a-z0-9_-]{0,99}$/.test(sessionId) && !RESERVED.test(sessionId);
  if (isSafe) return `${sessionId}.jsonl`;
  const cleaned = sessionId.replace(/[^A-Za-z0-9_-]+/g, '_').slice(0, 60);
  const hash = createHash('sha256').update(sessionId).digest('hex').slice(0, 12);
  return `_${cleaned}-${hash}.jsonl`;
}

/** Journal of what a session changed, in a folder beside the stored sessions. */
export function changesPath(sessionsFolder: string, sessionId: string): string {
  return join(sessionsFolder, 'changes', sessionFileName(sessionId));
}

/** What a person has not decided about yet of it. */
export function reviewPath(sessionsFolder: string, sessionId: string): string {
  return changesPath(sessionsFolder, sessionId).replace(/\.jsonl$/, '.review.json');
}

const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)$/;
