/**
 * The card that a key goes to from one; undefined where the key means something else, or there is none. In a graph, up and down stay in
 * the wave and left and right change it; in a list, up and down go through all.
 */
export function nextCard(
  waves: readonly (readonly { readonly id: string }[])[],
  from: string,
  key: string,
  isGraph: boolean,
): string | undefined {
  const all = waves.flat();
  if (key === 'Home') return other(all.at(0)?.id, from);
  if (key === 'End') return other(all.at(-1)?.id, from);
  if (key !== 'ArrowUp' && key !== 'ArrowDown' && key !== 'ArrowLeft' && key !== 'ArrowRight')
    return undefined;
  const by = key === 'ArrowUp' || key === 'ArrowLeft' ? -1 : 1;
  const isSideways = key === 'ArrowLeft' || key === 'ArrowRight';
  if (!isGraph) return isSideways ? undefined : all[all.findIndex(({ id }) => id === from) + by]?.id;
  const column = waves.findIndex((wave) => wave.some(({ id }) => id === from));
  const row = waves[column]?.findIndex(({ id }) => id === from) ?? 0;
  if (!isSideways) return waves[column]?.[row + by]?.id;
  const wave = waves[column + by];
  return (wave?.[row] ?? wave?.at(-1))?.id;
}

function other(id: string | undefined, from: string): string | undefined {
  return id === from ? undefined : id;
}
