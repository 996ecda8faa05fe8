/** Rows added at a time. */
export const WINDOW_STEP = 40;
/** Most rows that are in the document at once. */
export const WINDOW_LIMIT = 160;
/** Rows at the end while it is followed. */
export const END_ROWS = 80;

/** Anything that stays the same row while its key does. */
export interface Keyed {
  readonly key: string;
}

/** How many rows came at the end; rows that were loaded in the middle are none. Below zero where rows went. */
export function addedAtEnd(before: readonly Keyed[], after: readonly Keyed[]): number {
  for (let gone = 0; gone < before.length; gone++) {
    const key = before[before.length - 1 - gone]?.key;
    const at = after.findLastIndex((row) => row.key === key);
    if (at !== -1) return after.length - 1 - at - gone;
  }
  return after.length - before.length;
}

/** Which part of the rows is in the document: `start` inclusive, `end` exclusive. */
export class RowWindow {
  start = 0;
  end = 0;

  /** The last rows, as while the end is followed. */
  showEnd(count: number): void {
    this.end = count;
    this.start = Math.max(0, count - END_ROWS);
  }

  /** Makes the window hold this row. */
  show(index: number, count: number): void {
    if (index >= this.start && index < this.end) return;
    this.start = Math.max(0, index - WINDOW_STEP);
    this.end = Math.min(count, this.start + END_ROWS);
  }

  /** Adds rows before; drops rows at the far end over the limit. False when there are none. */
  showEarlier(): boolean {
    if (this.start === 0) return false;
    this.start = Math.max(0, this.start - WINDOW_STEP);
    this.end = Math.min(this.end, this.start + WINDOW_LIMIT);
    return true;
  }

  /** Adds rows after; drops rows at the far start over the limit. False when there are none. */
  showLater(count: number): boolean {
    if (this.end >= count) return false;
    this.end = Math.min(count, this.end + WINDOW_STEP);
    this.start = Math.max(this.start, this.end - WINDOW_LIMIT);
    return true;
  }

  /** Holds the same rows when others came or went around or among them. False when none of them is left. */
  follow(before: readonly Keyed[], after: readonly Keyed[]): boolean {
    const places = new Map(after.map((row, index) => [row.key, index]));
    const placeOf = (index: number): number | undefined => places.get(before[index]?.key ?? '');
    let first = this.start;
    while (first < this.end && placeOf(first) === undefined) first += 1;
    let last = this.end - 1;
    while (last > first && placeOf(last) === undefined) last -= 1;
    const [newFirst, newLast] = [placeOf(first), placeOf(last)];
    if (newFirst === undefined || newLast === undefined) return false;
    this.start = Math.max(0, newFirst - (first - this.start));
    this.end = Math.min(after.length, newLast + 1 + (this.end - 1 - last));
    return true;
  }

  /** True when it holds more rows than it may. */
  get isTooLong(): boolean {
    return this.end - this.start > WINDOW_LIMIT;
  }

  /** Drops rows that are far from this one, over the limit. */
  trim(index: number): void {
    if (!this.isTooLong) return;
    this.start = Math.max(this.start, Math.min(index - WINDOW_LIMIT / 2, this.end - WINDOW_LIMIT));
    this.end = Math.min(this.end, this.start + WINDOW_LIMIT);
  }

  /** Fits the window to a changed number of rows; new rows at the end join a window that was there and has room. */
  clamp(count: number): void {
    if (this.start >= count) {
      this.showEnd(count);
      return;
    }
    this.end = Math.min(count, Math.max(this.end, this.start + END_ROWS));
  }
}
