// The grammars of shells: WebAssembly, loaded on the first line that needs one and kept for the life of the process, as the runtime
// itself is one per process.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire as requireFrom } from 'node:module';
import { fileURLToPath } from 'node:url';
import type * as TreeSitter from 'web-tree-sitter';
import { Unparsable } from './commandLine';
import { copyTree } from './syntaxTree';
import type { SyntaxNode } from './syntaxTree';

export type ShellDialect = 'bash' | 'powershell';

/** Parses to a tree without errors. Throws `Unparsable` for everything else. */
export interface ShellGrammar {
  parse(text: string): SyntaxNode;
}

/** The parser is asked to go on this often; it reports about every hundred steps. */
export const MAX_PARSE_ROUNDS = 3_000;

const FILES: Readonly<Record<ShellDialect | 'runtime', readonly [packageName: string, file: string]>> = {
  runtime: ['web-tree-sitter', 'web-tree-sitter.wasm'],
  bash: ['tree-sitter-bash', 'tree-sitter-bash.wasm'],
  powershell: ['tree-sitter-powershell', 'tree-sitter-powershell.wasm'],
};

const loaded = new Map<ShellDialect, Promise<ShellGrammar>>();
let runtime: Promise<typeof TreeSitter> | undefined;

/** Rejects where its files can't be read; the next call tries again. */
export function loadShellGrammar(dialect: ShellDialect): Promise<ShellGrammar> {
  const known = loaded.get(dialect);
  if (known !== undefined) return known;
  const loading = load(dialect);
  loaded.set(dialect, loading);
  loading.catch(() => loaded.delete(dialect));
  return loading;
}

async function load(dialect: ShellDialect): Promise<ShellGrammar> {
  runtime ??= startRuntime();
  runtime.catch(() => (runtime = undefined));
  const [{ Parser, Language }, grammar] = await Promise.all([runtime, readWasm(dialect)]);
  const parser = new Parser();
  parser.setLanguage(await Language.load(grammar));
  return { parse: (text) => parseWithin(parser, text) };
}

async function startRuntime(): Promise<typeof TreeSitter> {
  const [module, wasmBinary] = await Promise.all([import('web-tree-sitter'), readWasm('runtime')]);
  await module.Parser.init({ wasmBinary });
  return module;
}

function parseWithin(parser: TreeSitter.Parser, text: string): SyntaxNode {
  let rounds = 0;
  const progressCallback = (): boolean => {
    rounds += 1;
    return rounds > MAX_PARSE_ROUNDS;
  };
  const tree = parser.parse(text, null, { progressCallback });
  if (tree === null) {
    parser.reset();
    throw new Unparsable('too_long');
  }
  try {
    return copyTree(tree);
  } finally {
    tree.delete();
  }
}

/** Beside the bundle, one folder above its chunks, or in the packages where the sources run. */
async function readWasm(name: ShellDialect | 'runtime'): Promise<Uint8Array> {
  const [packageName, file] = FILES[name];
  const here = import.meta.url;
  const bundled = [`./grammars/${file}`, `../grammars/${file}`].map((path) =>
    fileURLToPath(new URL(path, here)),
  );
  const path = bundled.find((candidate) => existsSync(candidate));
  return readFile(path ?? requireFrom(here).resolve(`${packageName}/${file}`));
}
