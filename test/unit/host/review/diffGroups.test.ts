import { expect, it } from 'vitest';
import { GROUP_SIZE, nextGroup } from '../../../../src/host/review/diffGroups';

const items = (count: number): readonly { readonly path: string }[] =>
  Array.from({ length: count }, (_item, at) => ({ path: String(at) }));
const paths = (group: ReturnType<typeof nextGroup>): string =>
  (group?.items ?? []).map(({ path }) => path).join();

it('goes through all files, a group at a time, and begins again', () => {
  expect(GROUP_SIZE).toBeLessThanOrEqual(50);
  const shown = new Set<string>();
  const seen: unknown[] = [];
  for (let round = 0; round < 4; round += 1) {
    const group = nextGroup(items(120), shown, 50);
    seen.push([group?.first, group?.items.length, group?.total, group?.hasNext]);
    if (group?.hasNext === false) shown.clear();
    else for (const { path } of group?.items ?? []) shown.add(path);
  }
  expect(seen).toEqual([
    [1, 50, 120, true],
    [51, 50, 120, true],
    [101, 20, 120, false],
    [1, 50, 120, true],
  ]);
});

it('leaves out what was decided meanwhile and shows what was not seen', () => {
  const left = items(6).filter(({ path }) => path !== '0' && path !== '3');
  expect(paths(nextGroup(left, new Set(['0', '1', '2']), 2))).toBe('4,5');
  expect(paths(nextGroup(left, new Set(['1', '2', '4', '5']), 2))).toBe('1,2');
  expect(nextGroup([], new Set())).toBeUndefined();
});
