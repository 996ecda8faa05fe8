// The list shows many sessions: it reads the beginning and the end of each file, not the whole.
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { AgentEvent } from '../events/agentEvent';
import { parseEvent, parseHeader } from './sessionLogFormat';
import { firstPromptTitle, givenTitle, hasOpenRun } from './sessionSummary';
import type { SessionHeader } from './sessionStore';

export interface SummaryParts {
  readonly header: SessionHeader;
  readonly title: string;
  /** Milliseconds since the epoch. */
  readonly updatedAt: number;
  readonly bytes: number;
  /** The last run has no end. */
  readonly isOpen: boolean;
}

const CHUNK_BYTES = 32 * 1024;
/** A beginning without a title is read up to here. */
const HEAD_LIMIT_BYTES = 1024 * 1024;
/** An end that says nothing up to here is taken for a run in progress. */
const TAIL_LIMIT_BYTES = 4 * 1024 * 1024;

/** Undefined for a file without a header yet. Throws for a file that is not a session. */
export async function readSummaryParts(path: string): Promise<SummaryParts | undefined> {
  const handle = await open(path, 'r');
  try {
    const { size, mtimeMs } = await handle.stat();
    const head = await readText(handle, 0, Math.min(size, CHUNK_BYTES));
    const headEnd = head.indexOf('\n');
    if (headEnd === -1) return undefined;
    const header = parseHeader(head.slice(0, headEnd));
    const first = await withTitle(parseLines(head), handle, size);
    const last = size <= CHUNK_BYTES ? first : await readTail(handle, size);
    return {
      header,
      title: givenTitle(last) ?? givenTitle(first) ?? firstPromptTitle(first),
      updatedAt: last.at(-1)?.time ?? first.at(-1)?.time ?? Math.round(mtimeMs),
      bytes: size,
      isOpen: hasOpenRun(last) ?? last.some((event) => event.runId !== ''),
    };
  } finally {
    await handle.close();
  }
}

/** A session that begins with a plan has it in one line, which may be longer than what was read. */
async function withTitle(
  head: readonly AgentEvent[],
  handle: FileHandle,
  size: number,
): Promise<readonly AgentEvent[]> {
  if (firstPromptTitle(head) !== '' || size <= CHUNK_BYTES) return head;
  return parseLines(await readText(handle, 0, Math.min(size, HEAD_LIMIT_BYTES)));
}

/** As much of the end as tells whether the last run has one. */
async function readTail(handle: FileHandle, size: number): Promise<readonly AgentEvent[]> {
  for (let length = Math.min(size, CHUNK_BYTES); ; length = Math.min(size, length * 4)) {
    const events = parseLines(await readText(handle, size - length, length));
    if (hasOpenRun(events) !== undefined || length === size || length >= TAIL_LIMIT_BYTES) return events;
  }
}

async function readText(handle: FileHandle, position: number, length: number): Promise<string> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await handle.read(buffer, 0, length, position);
  return buffer.toString('utf8', 0, bytesRead);
}

/** The events among the lines; a part of a line at either end is none. */
function parseLines(text: string): readonly AgentEvent[] {
  return text
    .split('\n')
    .map(parseEvent)
    .filter((event) => event !== undefined);
}
