// Everything that happens to the output of one command: decoded across chunk borders, kept in bounded memory, written to a file
// once it is long, and passed on to those who watch.
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { OutputLimits } from './outputCapture';
import { defaultOutputLimits, OutputCapture } from './outputCapture';
import { OutputFile } from './outputFile';

export interface CommandOutputOptions {
  /** Folder of the output file. */
  readonly folder: string;
  /** Name of the output file, without its extension. */
  readonly name: string;
  readonly limits?: OutputLimits;
  readonly onText: (text: string) => void;
}

export class CommandOutput {
  private readonly capture: OutputCapture;
  private readonly whole: number;
  private unread: OutputCapture;
  private file: OutputFile | undefined;
  private fileProblem: Error | undefined;
  private isClosed = false;
  private lastTextAt = 0;

  constructor(private readonly options: CommandOutputOptions) {
    this.capture = new OutputCapture(options.limits);
    this.unread = new OutputCapture(options.limits);
    this.whole = options.limits?.whole ?? defaultOutputLimits.whole;
  }

  /** Reads a stream of the process. A character that is split between two chunks is put together again. */
  read(stream: Readable): void {
    const decoder = new StringDecoder('utf8');
    stream.on('data', (chunk: Buffer) => this.push(decoder.write(chunk), stream));
    stream.on('end', () => this.push(decoder.end(), stream));
    // The reading end fails when the process is torn down; its exit tells all there is to tell.
    stream.on('error', () => undefined);
  }

  get text(): string {
    return this.capture.text();
  }

  get isCut(): boolean {
    return this.capture.isCut;
  }

  /** Path of the file with the whole output, when there is one and it could be written. */
  get filePath(): string | undefined {
    return this.fileProblem === undefined ? this.file?.path : undefined;
  }

  /** Milliseconds of `performance.now()` at which the last text came. */
  get lastActivity(): number {
    return this.lastTextAt;
  }

  /** Output since the last call. */
  takeUnread(): string {
    const text = this.unread.text();
    this.unread = new OutputCapture(this.options.limits);
    return text;
  }

  /** Nothing that comes later is taken in. Resolves when the file is written. */
  async close(): Promise<void> {
    this.isClosed = true;
    if (this.file !== undefined) {
      this.fileProblem ??= await this.file.end();
    }
  }

  private push(text: string, source: Readable): void {
    if (this.isClosed || text === '') {
      return;
    }
    this.lastTextAt = performance.now();
    const length = this.capture.isCut ? 0 : this.capture.text().length;
    if (this.file === undefined && this.fileProblem === undefined && length + text.length > this.whole) {
      this.startFile();
    }
    if (this.file !== undefined && !this.file.write(text)) {
      source.pause();
      this.file.onceDrained(() => source.resume());
    }
    this.capture.push(text);
    this.unread.push(text);
    this.options.onText(text);
  }

  private startFile(): void {
    try {
      this.file = new OutputFile(this.options.folder, this.options.name);
      this.file.write(this.capture.text());
    } catch (error) {
      // Without the file the first and the last part are still there; the result then names no file.
      this.fileProblem = error as Error;
    }
  }
}
