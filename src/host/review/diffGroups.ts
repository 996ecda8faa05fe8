// Which files a multi-file diff shows at a time: it opens a document for each side, so that not all go into one. Pure.

/** Files of one group: so many are painted within a second. */
export const GROUP_SIZE = 25;

export interface DiffGroup<Item> {
  readonly items: readonly Item[];
  /** Number of the first item from 1, of those that were shown before and those that are to be. */
  readonly first: number;
  readonly total: number;
  /** True when there are others after these. */
  readonly hasNext: boolean;
}

/** The next items that were not shown yet; after the last the first ones again. Undefined when there is nothing to show. */
export function nextGroup<Item extends { readonly path: string }>(
  items: readonly Item[],
  shown: ReadonlySet<string>,
  size = GROUP_SIZE,
): DiffGroup<Item> | undefined {
  const left = items.filter(({ path }) => !shown.has(path));
  const from = left.length === 0 ? items : left;
  const group = from.slice(0, size);
  if (group.length === 0) return undefined;
  return {
    items: group,
    first: items.length - from.length + 1,
    total: items.length,
    hasNext: from.length > group.length,
  };
}
