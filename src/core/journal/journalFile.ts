// One JSON Lines file, only ever appended to, each line by one write. No wait for the disk: a kill loses nothing of what was written,
// only a power failure may. A torn last line is closed before the next append, and left out by the reader.
import { closeSync, fstatSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isMissing } from '../workspace/fileSystemError';
import { parseJournalLine } from './journalLine';
import type { JournalLine } from './journalLine';

const NEWLINE = 10;

export interface JournalFile {
  /** Throws what the disk says. */
  append(line: JournalLine): void;
  close(): void;
}

/** @param header first line of a file that is new */
export function openJournalFile(path: string, header: () => JournalLine): JournalFile {
  let descriptor: number | undefined;

  function open(): number {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const file = openSync(path, 'a+', 0o600);
    const { size } = fstatSync(file);
    if (size === 0) write(file, `${JSON.stringify(header())}\n`);
    else if (lastByte(file, size) !== NEWLINE) write(file, '\n');
    return file;
  }

  return {
    append(line) {
      descriptor ??= open();
      write(descriptor, `${JSON.stringify(line)}\n`);
    },
    close() {
      if (descriptor !== undefined) closeSync(descriptor);
      descriptor = undefined;
    },
  };
}

/** The lines that can be read; none without a file. */
export async function readJournalFile(
  path: string,
): Promise<{ readonly lines: readonly JournalLine[]; readonly damaged: number }> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return { lines: [], damaged: 0 };
    throw error;
  }
  const written = text.split('\n').filter((line) => line !== '');
  const lines = written.map(parseJournalLine).filter((line) => line !== undefined);
  return { lines, damaged: written.length - lines.length };
}

function write(file: number, text: string): void {
  const bytes = Buffer.from(text, 'utf8');
  const written = writeSync(file, bytes);
  if (written < bytes.length) throw new Error('the disk is full');
}

function lastByte(file: number, size: number): number | undefined {
  const buffer = Buffer.alloc(1);
  readSync(file, buffer, 0, 1, size - 1);
  return buffer[0];
}
