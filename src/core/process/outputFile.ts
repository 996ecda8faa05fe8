// The whole output of a command on disk, once it is too long to be held in memory. Readable by its owner only.
import type { WriteStream } from 'node:fs';
import { createWriteStream, mkdirSync } from 'node:fs';
import { finished } from 'node:stream/promises';
import { join } from 'node:path';

/** Bytes after which nothing more is written: a command that never stops talking must not fill the disk. */
const maxFileBytes = 64 * 1024 * 1024;

export class OutputFile {
  readonly path: string;
  private readonly stream: WriteStream;
  private written = 0;
  private failure: Error | undefined;

  /** Throws what the file system says when the folder can't be made. */
  constructor(folder: string, name: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.path = join(folder, `${name.replace(/[^A-Za-z0-9._-]/g, '_').slice(0, 100)}.log`);
    this.stream = createWriteStream(this.path, { mode: 0o600 });
    this.stream.on('error', (error) => (this.failure = error));
  }

  /** False when the disk is slower than the output: wait for `drained` before more is written. */
  write(text: string): boolean {
    if (this.failure !== undefined || this.written >= maxFileBytes) {
      return true;
    }
    this.written += Buffer.byteLength(text);
    const note = this.written >= maxFileBytes ? '\n[output file is full: nothing more is written]\n' : '';
    return this.stream.write(text + note);
  }

  /** Calls once when more can be written, also when writing has failed and nothing more will be. */
  onceDrained(listener: () => void): void {
    const onReady = () => {
      this.stream.off('drain', onReady).off('close', onReady);
      listener();
    };
    this.stream.on('drain', onReady).on('close', onReady);
  }

  /** Resolves with the error when the file is not whole. */
  async end(): Promise<Error | undefined> {
    this.stream.end();
    try {
      await finished(this.stream);
    } catch (error) {
      return error as Error;
    }
    return this.failure;
  }
}
