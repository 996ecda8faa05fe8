// Where in a transcript a person reads, from what is in the document.
import type { Place } from '../savedState';
import { rowAt } from './rows';
import type { Row } from './rows';

/** The first row that is seen. What is not loaded is no place to come back to. */
export function placeIn(view: HTMLElement, rows: readonly Row[]): Place | undefined {
  const { top } = view.getBoundingClientRect();
  for (const element of view.querySelectorAll<HTMLElement>('.transcript-row')) {
    const box = element.getBoundingClientRect();
    if (box.bottom <= top) continue;
    const row = rows.find(({ key }) => key === element.dataset['key']);
    if (row !== undefined && row.kind !== 'gap') {
      return { rowKey: row.key, offset: box.top - top, at: row.at };
    }
  }
  return undefined;
}

/** Index of the row of a place, or of the one that stands there now; -1 when it is not loaded, or gone. */
export function rowOfPlace(rows: readonly Row[], place: Place | undefined): number {
  if (place === undefined) return -1;
  const index = rows.findIndex((row) => row.key === place.rowKey);
  return index !== -1 || place.at === undefined ? index : rowAt(rows, place.at);
}

/** The element of a row; undefined when it is not in the document. */
export function rowElement(view: HTMLElement, key: string): HTMLElement | undefined {
  return [...view.querySelectorAll<HTMLElement>('.transcript-row')].find(
    (candidate) => candidate.dataset['key'] === key,
  );
}
