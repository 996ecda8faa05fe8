// Bundles everything into dist/. Four builds, each with its own rule:
//   bootstrap.cjs     what the editor loads at start: no dependency, a few kB
//   host/extension.js the extension; SDKs are chunks of their own, loaded on need
//   cli.js, core.js   the command line and the library
//   effectsWorker.js  beside both: the thread that follows files, started by the first command that may write
//   grammars/         beside both: the grammars of shells, read for the first command line that needs one
//   webview/          the panel: script, styles, icon font
// Flags: --production (minified, no source maps), --watch.
import { chmod, copyFile, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { context } from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));
const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

/** CommonJS packages inside an ES module still call `require` for Node's own modules. */
const requireBanner =
  "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);";

const common = {
  absWorkingDir: root,
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  sourcesContent: false,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
  define: { 'process.env.NODE_ENV': JSON.stringify(production ? 'production' : 'development') },
};

const node = {
  ...common,
  platform: 'node',
  target: 'node22',
  format: 'esm',
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  banner: { js: requireBanner },
  // A package with a binary per platform: found at run time on the command line, never bundled.
  external: ['vscode', '@vscode/ripgrep'],
};

const builds = [
  {
    name: 'bootstrap',
    options: {
      ...common,
      platform: 'node',
      target: 'node22',
      format: 'cjs',
      entryPoints: { bootstrap: 'src/host/bootstrap.ts' },
      outExtension: { '.js': '.cjs' },
      outdir: 'dist',
      external: ['vscode', './host/extension.js'],
    },
  },
  {
    name: 'host',
    hasGrammars: true,
    options: {
      ...node,
      entryPoints: { extension: 'src/host/extension.ts', effectsWorker: 'src/core/effects/effectsWorker.ts' },
      outdir: 'dist/host',
    },
  },
  {
    name: 'cli and library',
    hasGrammars: true,
    options: {
      ...node,
      entryPoints: {
        cli: 'src/cli/main.ts',
        core: 'src/core/index.ts',
        effectsWorker: 'src/core/effects/effectsWorker.ts',
      },
      outdir: 'dist',
    },
  },
  {
    name: 'panel',
    options: {
      ...common,
      platform: 'browser',
      target: 'es2023',
      format: 'esm',
      tsconfig: 'webview/tsconfig.json',
      entryPoints: [
        { in: 'webview/main.ts', out: 'panel' },
        { in: 'webview/panel.css', out: 'panel' },
      ],
      outdir: 'dist/webview',
      loader: { '.ttf': 'file', '.svg': 'file' },
      assetNames: '[name]',
    },
  },
];

/** Removes chunks that an earlier build left behind; only folders that a build owns alone are looked at. */
async function removeStaleChunks(outdir, outputs) {
  const folder = join(root, outdir, 'chunks');
  if (!existsSync(folder)) return;
  const written = new Set(Object.keys(outputs).map((file) => resolve(root, file)));
  for (const name of await readdir(folder)) {
    const file = join(folder, name);
    if (!written.has(file)) await rm(file, { force: true });
  }
}

/** The command line starts by its own name: shebang and executable bit. */
async function makeExecutable(file) {
  const text = await readFile(file, 'utf8');
  if (!text.startsWith('#!')) await writeFile(file, `#!/usr/bin/env node\n${text}`);
  if (process.platform !== 'win32') await chmod(file, 0o755);
}

const grammars = [
  'web-tree-sitter/web-tree-sitter.wasm',
  'tree-sitter-bash/tree-sitter-bash.wasm',
  'tree-sitter-powershell/tree-sitter-powershell.wasm',
];

/** Beside the bundles that hold the permission rules; `permissions/commands/shellGrammar.ts` finds them there. */
async function copyGrammars(outdir) {
  const folder = join(root, outdir, 'grammars');
  await mkdir(folder, { recursive: true });
  const { resolve: find } = createRequire(import.meta.url);
  for (const file of grammars) await copyFile(find(file), join(folder, basename(file)));
}

async function finish({ name, options, hasGrammars }, result) {
  if (result.errors.length > 0) return;
  if (hasGrammars === true) await copyGrammars(options.outdir);
  const outputs = result.metafile.outputs;
  await removeStaleChunks(options.outdir, outputs);
  const cli = join(root, 'dist/cli.js');
  if (Object.keys(outputs).some((file) => resolve(root, file) === cli)) await makeExecutable(cli);
  await mkdir(join(root, 'dist/meta'), { recursive: true });
  await writeFile(
    join(root, 'dist/meta', `${name.replaceAll(' ', '-')}.json`),
    JSON.stringify(result.metafile),
  );
  report(name, outputs);
}

/** Prints what was written: entries one by one, chunks as a sum. */
function report(name, outputs) {
  const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1)} kB`;
  let chunks = 0;
  let chunkBytes = 0;
  console.log(`${name}:`);
  for (const [file, output] of Object.entries(outputs)) {
    if (file.endsWith('.map')) continue;
    if (file.includes('/chunks/')) {
      chunks += 1;
      chunkBytes += output.bytes;
    } else {
      console.log(`  ${relative('dist', file).padEnd(26)} ${kilobytes(output.bytes).padStart(10)}`);
    }
  }
  if (chunks > 0) console.log(`  ${`${chunks} chunks`.padEnd(26)} ${kilobytes(chunkBytes).padStart(10)}`);
}

const chosen = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const wanted = builds.filter(
  (build) => chosen.length === 0 || chosen.some((word) => build.name.includes(word)),
);
if (production && chosen.length === 0) await rm(join(root, 'dist'), { recursive: true, force: true });

for (const build of wanted) {
  const reporter = {
    name: 'planwright-report',
    setup(hooks) {
      hooks.onEnd((result) => finish(build, result));
    },
  };
  const builder = await context({ ...build.options, plugins: [reporter] });
  if (watch) {
    await builder.watch();
  } else {
    try {
      await builder.rebuild();
    } catch {
      // esbuild has printed the errors; the exit code says the rest.
      process.exitCode = 1;
    } finally {
      await builder.dispose();
    }
  }
}
if (watch) console.log('watching for changes');
