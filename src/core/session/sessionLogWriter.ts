// The one writer of a session file: appends in order, repairs a torn end before its first write, and leaves no half line behind
// when a write fails.
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { parseEvent } from './sessionLogFormat';

export interface SessionLogWriter {
  /** Appends whole lines; `sync` also waits for the disk. Rejects when they could not be written; nothing of them is then in the file. */
  write(lines: string, sync: boolean): Promise<void>;
  /** Resolves when nothing is being written. Never rejects. */
  idle(): Promise<void>;
  /** Waits for writes and closes the file; a later write opens it again. Never rejects. */
  close(): Promise<void>;
}

/**
 * The file must exist by the first write.
 *
 * @param mayWrite asked in order, right before each write; its rejection is that of the write.
 */
export function createSessionLogWriter(path: string, mayWrite: () => Promise<void>): SessionLogWriter {
  let queue: Promise<void> = Promise.resolve();
  let file: { readonly handle: FileHandle; size: number } | undefined;

  const append = async (lines: string, sync: boolean): Promise<void> => {
    await mayWrite();
    file ??= await openRepaired(path);
    const { handle, size } = file;
    const bytes = Buffer.from(lines);
    try {
      await handle.appendFile(bytes);
      if (sync) await handle.datasync();
      file.size = size + bytes.length;
    } catch (error) {
      file = undefined;
      // What was written of it goes again; where even that fails, the next open repairs the end.
      await handle.truncate(size).catch(() => undefined);
      await handle.close().catch(() => undefined);
      throw error;
    }
  };

  const inOrder = (action: () => Promise<void>): Promise<void> => {
    const done = queue.then(action);
    queue = done.catch(() => undefined); // the caller of that write has the error
    return done;
  };

  return {
    write: (lines, sync) => inOrder(() => append(lines, sync)),
    idle: () => queue,
    close: () =>
      inOrder(async () => {
        const open = file;
        file = undefined;
        await open?.handle.close();
      }).catch(() => undefined), // nothing is lost by a file that does not close
  };
}

async function openRepaired(path: string): Promise<{ readonly handle: FileHandle; size: number }> {
  const handle = await open(path, constants.O_RDWR | constants.O_APPEND);
  try {
    const { size } = await handle.stat();
    const { end, tail } = await lastLineBreak(handle, size);
    if (end === size) return { handle, size };
    if (parseEvent(tail) !== undefined) {
      // Whole but for its line break.
      await handle.appendFile('\n');
      return { handle, size: size + 1 };
    }
    await handle.truncate(end);
    return { handle, size: end };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Where the last whole line ends, and what stands behind it. */
async function lastLineBreak(
  handle: FileHandle,
  size: number,
): Promise<{ readonly end: number; readonly tail: string }> {
  for (let length = Math.min(size, 64 * 1024); ; length = Math.min(size, length * 4)) {
    const buffer = Buffer.alloc(length);
    const { bytesRead } = await handle.read(buffer, 0, length, size - length);
    const read = buffer.subarray(0, bytesRead);
    const index = read.lastIndexOf(0x0a);
    if (index !== -1)
      return { end: size - length + index + 1, tail: read.subarray(index + 1).toString('utf8') };
    if (length === size) return { end: 0, tail: '' };
  }
}
