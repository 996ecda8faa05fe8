import { copyFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';

/** Puts the grammars of shells beside a bundle that a test made, where the product has them. */
export function copyGrammars(bundleDir: string): void {
  const folder = join(bundleDir, 'grammars');
  mkdirSync(folder, { recursive: true });
  for (const file of ['web-tree-sitter/web-tree-sitter.wasm', 'tree-sitter-bash/tree-sitter-bash.wasm'])
    copyFileSync(createRequire(import.meta.url).resolve(file), join(folder, basename(file)));
}
