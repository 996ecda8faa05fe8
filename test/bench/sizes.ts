import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Sizes in kB of what is in `dist`: files at the top, folders as sums, source maps left out. Empty without a build. */
export async function distSizes(dist: string): Promise<Readonly<Record<string, number>>> {
  const entries = await readdir(dist, { withFileTypes: true }).catch(() => []);
  const sizes: Record<string, number> = {};
  for (const entry of entries.sort((a, b) => a.name.localeCompare(b.name))) {
    if (entry.name.endsWith('.map') || entry.name === 'meta') continue;
    const bytes = await size(join(dist, entry.name));
    sizes[entry.isDirectory() ? `${entry.name}/` : entry.name] = Math.round(bytes / 102.4) / 10;
  }
  return sizes;
}

async function size(path: string): Promise<number> {
  const found = await stat(path);
  if (!found.isDirectory()) return path.endsWith('.map') ? 0 : found.size;
  const parts = await Promise.all((await readdir(path)).map((name) => size(join(path, name))));
  return parts.reduce((sum, bytes) => sum + bytes, 0);
}
