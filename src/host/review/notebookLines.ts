// Where the cells of a notebook stand in its file, line by line, so that hunks of the file can be shown inside the cells. Pure.
import type { ReviewHunk } from '../../core/review/review';
import { lineCountOf } from './hunkWords';

/** Of each cell the line of the file, from 0, on which each line of its source stands. */
export type NotebookLines = readonly (readonly number[])[];

/** A hunk as it lies in the source of one cell. */
export interface CellHunk {
  readonly hunk: ReviewHunk;
  /** Lines of the cell from 0, end excluded; an empty range lies before that line. */
  readonly start: number;
  readonly end: number;
  readonly removed: string;
}

/** Undefined where the file is no notebook that can be read. */
export function notebookLines(json: string): NotebookLines | undefined {
  try {
    return new Reader(json).cells();
  } catch {
    // Being written, or broken: its hunks are shown in the list only.
    return undefined;
  }
}

/** The hunks that touch the source of a cell; what is only in its outputs or metadata is in none. */
export function hunksOfCell(hunks: readonly ReviewHunk[], lines: readonly number[]): readonly CellHunk[] {
  const [first] = lines;
  const last = lines.at(-1);
  if (first === undefined || last === undefined) return [];
  return hunks.flatMap((hunk) => {
    const removed = oldSource(hunk.removed);
    const start = lines.findIndex((line) => line >= hunk.start);
    const end = lines.filter((line) => line < hunk.end).length;
    if (start !== -1 && end > start) return [{ hunk, start, end, removed }];
    const isRemovedInside = hunk.start === hunk.end && hunk.start > first && hunk.start <= last + 1;
    if (!isRemovedInside || removed === '') return [];
    const at = start === -1 ? lines.length : start;
    return [{ hunk, start: at, end: at, removed }];
  });
}

/** The text as it is now: what was there before, with every hunk in its place. */
export function textWith(baseline: string, hunks: readonly ReviewHunk[]): string {
  const lines = baseline.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const parts: string[] = [];
  let [from, shift] = [0, 0];
  for (const { start, end, added, removed } of hunks) {
    const at = start - shift;
    parts.push(...lines.slice(from, at), added);
    from = at + lineCountOf(removed);
    shift += end - start - lineCountOf(removed);
  }
  return [...parts, ...lines.slice(from)].join('');
}

/** The lines of source among lines of the file. */
function oldSource(removed: string): string {
  return removed
    .split('\n')
    .flatMap((line) => {
      const [, string] = /^\s*("(?:[^"\\]|\\.)*"),?\s*$/.exec(line) ?? [];
      return string === undefined ? [] : [`${(JSON.parse(string) as string).replace(/\r?\n$/, '')}\n`];
    })
    .join('');
}

/** Reads JSON only as far as needed to know on which line a string stands. */
class Reader {
  readonly #tokens: IterableIterator<RegExpExecArray>;
  readonly #text: string;
  #token = '';
  #line = 0;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+/g);
    this.#next();
  }

  cells(): NotebookLines {
    const cells: (readonly number[])[] = [];
    this.#object((key) => {
      if (key !== 'cells') return this.#skip();
      this.#array(() => {
        let source: readonly number[] = [];
        this.#object((name) => {
          if (name === 'source') source = this.#source();
          else this.#skip();
        });
        cells.push(source);
      });
    });
    return cells;
  }

  /** A list of lines, or all of them in one string. */
  #source(): readonly number[] {
    const lines: number[] = [];
    const take = (): void => {
      const text = JSON.parse(this.#token) as string;
      const count = Math.max(1, text.split('\n').length - (text.endsWith('\n') ? 1 : 0));
      for (let index = 0; index < count; index += 1) lines.push(this.#line);
      this.#next();
    };
    if (this.#token === '[') this.#array(take);
    else take();
    return lines;
  }

  #object(member: (key: string) => void): void {
    this.#expect('{');
    while (this.#token !== '}') {
      const key = JSON.parse(this.#token) as string;
      this.#next();
      this.#expect(':');
      member(key);
      if (this.#token === ',') this.#next();
    }
    this.#next();
  }

  #array(element: () => void): void {
    this.#expect('[');
    while (this.#token !== ']') {
      element();
      if (this.#token === ',') this.#next();
    }
    this.#next();
  }

  #skip(): void {
    if (this.#token === '{') this.#object(() => this.#skip());
    else if (this.#token === '[') this.#array(() => this.#skip());
    else this.#next();
  }

  #expect(token: string): void {
    if (this.#token !== token) throw new SyntaxError(`${token} is missing on line ${this.#line + 1}`);
    this.#next();
  }

  #next(): void {
    const found = this.#tokens.next();
    if (found.done === true) {
      if (this.#token === '') throw new SyntaxError('The text ends too early.');
      this.#token = '';
      return;
    }
    const { index } = found.value;
    for (; this.#at < index; this.#at += 1) if (this.#text[this.#at] === '\n') this.#line += 1;
    this.#token = found.value[0];
  }
}
