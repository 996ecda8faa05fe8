// Keeps the output of one command in bounded memory: all of it up to a limit, beyond that its first and its last part.

export interface OutputLimits {
  /** Characters up to which everything is kept. Default 102,400 (100 KiB). */
  readonly whole?: number;
  /** Characters kept from the start once there is more. Default 20,480. */
  readonly head?: number;
  /** Characters kept from the end once there is more. Default 40,960. */
  readonly tail?: number;
}

export const defaultOutputLimits: Required<OutputLimits> = { whole: 102_400, head: 20_480, tail: 40_960 };

export class OutputCapture {
  private readonly limits: Required<OutputLimits>;
  /** Start of the output; all of it while `isCut` is false. */
  private head = '';
  private readonly tail: string[] = [];
  private tailLength = 0;
  private leftOutLength = 0;
  private leftOutLines = 0;
  private cut = false;

  constructor(limits: OutputLimits = {}) {
    this.limits = { ...defaultOutputLimits, ...limits };
  }

  /** True once the middle is no longer held. */
  get isCut(): boolean {
    return this.cut;
  }

  push(text: string): void {
    if (!this.cut && this.head.length + text.length <= this.limits.whole) {
      this.head += text;
      return;
    }
    if (!this.cut) {
      this.cut = true;
      const all = this.head + text;
      const end = lineEndBefore(all, this.limits.head);
      this.head = all.slice(0, end);
      this.keepInTail(all.slice(end));
      return;
    }
    this.keepInTail(text);
  }

  /** What is held, with a line that says what was left out between the two parts. */
  text(): string {
    if (!this.cut) {
      return this.head;
    }
    let tail = this.tail.join('');
    let leftOut = this.leftOutLength;
    let lines = this.leftOutLines;
    if (tail.length > this.limits.tail) {
      const start = lineStartAfter(tail, tail.length - this.limits.tail);
      leftOut += start;
      lines += countLines(tail.slice(0, start));
      tail = tail.slice(start);
    }
    const separator = this.head === '' || this.head.endsWith('\n') ? '' : '\n';
    return `${this.head}${separator}[... ${lines} lines (${leftOut} characters) left out here ...]\n${tail}`;
  }

  private keepInTail(text: string): void {
    this.tail.push(text);
    this.tailLength += text.length;
    for (let first = this.tail[0]; first !== undefined; first = this.tail[0]) {
      if (this.tailLength - first.length < this.limits.tail) {
        break;
      }
      this.tail.shift();
      this.tailLength -= first.length;
      this.leftOutLength += first.length;
      this.leftOutLines += countLines(first);
    }
  }
}

/** End of the last whole line within `limit`; the limit itself when the first line alone is longer. Never splits a character. */
function lineEndBefore(text: string, limit: number): number {
  const newline = text.lastIndexOf('\n', limit - 1);
  return newline >= 0 ? newline + 1 : characterStart(text, limit);
}

/** Start of the first line at or after `from`; `from` itself when the text has no further line. */
function lineStartAfter(text: string, from: number): number {
  const newline = text.indexOf('\n', from);
  return newline >= 0 && newline + 1 < text.length ? newline + 1 : characterStart(text, from);
}

function characterStart(text: string, index: number): number {
  const code = text.charCodeAt(index);
  return code >= 0xdc00 && code <= 0xdfff ? index + 1 : index;
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    lines += 1;
  }
  return lines;
}
