// Lines typed in interactive sessions, kept in the person's own folder for the up arrow.
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Lines offered again. */
const LIMIT = 500;

/** Newest first; none when there is no file or it can't be read: history is a comfort, not a need. */
export async function readInputHistory(file: string): Promise<readonly string[]> {
  try {
    const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
    return lines.slice(-LIMIT).reverse();
  } catch {
    // A first start has no file.
    return [];
  }
}

/** Adds a message; one with several lines is left out, since the up arrow brings back single lines. */
export async function addToInputHistory(file: string, text: string): Promise<void> {
  if (text.includes('\n')) return;
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await appendFile(file, `${text}\n`, { mode: 0o600 });
  } catch {
    // A read-only home folder must not stop the session.
  }
}
