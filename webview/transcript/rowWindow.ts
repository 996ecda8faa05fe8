/** Rows added at a time. */
export const WINDOW_STEP = 40;
/** Most rows that are in the document at once. */
export const WINDOW_LIMIT = 160;
/** Rows at the end while it is followed. */
export const END_ROWS = 80;

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

  /** Fits the window to a changed number of rows; new rows at the end join a window that was there and has room. */
  clamp(count: number): void {
    if (this.start >= count) {
      this.showEnd(count);
      return;
    }
    this.end = Math.min(count, Math.max(this.end, this.start + END_ROWS));
  }
}
