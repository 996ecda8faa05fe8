import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Builds `dist/` as it is published and packs `dist/planwright.vsix`: what is measured is what people get. Throws when either fails. */
export function packageProduct(root: string): void {
  runNode(root, [join(root, 'esbuild.mjs'), '--production']);
  const vsce = join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
  runNode(root, [
    vsce,
    'package',
    '--no-dependencies',
    '--skip-license',
    '--no-rewrite-relative-links',
    '--allow-missing-repository',
    '--out',
    'dist/planwright.vsix',
  ]);
}

function runNode(root: string, args: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
}
