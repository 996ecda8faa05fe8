// The bundled worker: the same answers from a thread of its own, and nothing left when it ends.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { openWorkspaceEffects } from '../../../src/core/effects/effectsClient';
import { temporaryFolder } from '../workspace/temporaryFolder';
import { shell } from './effectsHarness';

async function bundledWorker(): Promise<{ readonly file: URL; readonly bytes: number }> {
  const outfile = join(temporaryFolder(), 'effectsWorker.mjs');
  const { metafile } = await build({
    entryPoints: ['src/core/effects/effectsWorker.ts'],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    minify: true,
    metafile: true,
    outfile,
    banner: {
      js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
    },
  });
  const [output] = Object.values(metafile.outputs);
  return { file: pathToFileURL(outfile), bytes: output?.bytes ?? 0 };
}

test('a worker finds what a command changed', async () => {
  const { file, bytes } = await bundledWorker();
  expect(bytes).toBeLessThan(60_000);
  const root = temporaryFolder({ 'a.txt': 'a\n', 'folder/b.txt': 'b\n' });
  const dir = temporaryFolder();
  const effects = openWorkspaceEffects({ blobsDir: join(dir, 'blobs') }, file);
  await effects.begin({ id: 'one', roots: [root] });
  shell(root, 'echo 2 >> a.txt; rm -r folder');
  writeFileSync(join(root, 'saved.txt'), 'typed');
  await effects.note([join(root, 'saved.txt')]);
  const { changes } = await effects.end({ id: 'one', goesOn: false });
  expect(changes).toMatchObject([
    { kind: 'edit', path: join(root, 'a.txt'), before: { size: 2 }, after: { size: 4 } },
    { kind: 'delete', path: join(root, 'folder/b.txt'), before: { size: 2 } },
  ]);
  await effects.dispose();
  expect(readdirSync(join(dir, 'watch'))).toEqual([]);
  await expect(effects.begin({ id: 'two', roots: [root] })).rejects.toThrow('has ended');
});

test('a worker that can not start fails the calls instead of leaving them open', async () => {
  const effects = openWorkspaceEffects(
    { blobsDir: join(temporaryFolder(), 'blobs') },
    pathToFileURL(join(temporaryFolder(), 'missing.mjs')),
  );
  await expect(effects.begin({ id: 'one', roots: [] })).rejects.toThrow();
  await effects.dispose();
});
