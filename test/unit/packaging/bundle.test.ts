// What the bundles may contain: the core without the editor, the bootstrap without anything.
import { build } from 'esbuild';
import type { Metafile } from 'esbuild';
import { expect, it } from 'vitest';

const common = {
  bundle: true,
  write: false,
  metafile: true,
  platform: 'node',
  target: 'node22',
  logLevel: 'silent',
} as const;

it('bundles the core with the editor unresolvable', async () => {
  const { metafile } = await build({
    ...common,
    entryPoints: ['src/core/index.ts'],
    format: 'esm',
    splitting: true,
    outdir: 'unused',
    external: ['@vscode/ripgrep'],
    plugins: [
      {
        name: 'no-editor',
        setup(hooks) {
          hooks.onResolve({ filter: /^vscode$/ }, () => ({
            errors: [{ text: 'The core imports the editor.' }],
          }));
        },
      },
    ],
  });
  expect(foreign(metafile, /^src\/(?!core\/)|^webview\//)).toEqual([]);
});

it('finds an import of the editor, wherever it is', async () => {
  const failed = build({ ...common, entryPoints: ['src/host/cancellation.ts'], format: 'esm' });
  await expect(failed).rejects.toThrow(/vscode/);
});

it('keeps the bootstrap small and free of dependencies', async () => {
  const { metafile, outputFiles } = await build({
    ...common,
    entryPoints: ['src/host/bootstrap.ts'],
    format: 'cjs',
    external: ['vscode'],
    minify: true,
  });
  expect(foreign(metafile, /node_modules|^src\/(?!host\/)/)).toEqual([]);
  expect(outputFiles[0]?.contents.byteLength).toBeLessThan(30_000);
});

function foreign(metafile: Metafile, pattern: RegExp): readonly string[] {
  return Object.keys(metafile.inputs).filter((file) => pattern.test(file));
}
