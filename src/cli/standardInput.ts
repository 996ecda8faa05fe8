import { fstatSync } from 'node:fs';
import type { Readable } from 'node:stream';

/** True when text may be waiting: a pipe, a socket or a file, but neither a terminal nor `/dev/null`. */
export function isPiped(fileDescriptor: number): boolean {
  try {
    const stat = fstatSync(fileDescriptor);
    return stat.isFIFO() || stat.isFile() || stat.isSocket();
  } catch {
    // A closed standard input has nothing to say.
    return false;
  }
}

/** Everything up to its end, as UTF-8. `onWaiting` is called when nothing has come for a second, so that nobody wonders. */
export async function readAll(input: Readable, onWaiting: () => void): Promise<string> {
  const timer = setTimeout(onWaiting, 1000);
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of input) {
      clearTimeout(timer);
      chunks.push(Buffer.from(chunk as Uint8Array));
    }
  } finally {
    clearTimeout(timer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Prompt and piped text together; the piped text alone when there is no prompt. */
export function combinePrompt(prompt: string, piped: string): string {
  const text = piped.trim();
  if (text === '') return prompt;
  return prompt === '' ? text : `${prompt}\n\n${text}`;
}
