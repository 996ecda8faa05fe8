// Reads contents from git's objects with `git cat-file`. Whatever the repository's configuration says, no other program runs: no hook,
// filter or monitor belongs to this command, replacements are off, and missing objects are not fetched from anywhere.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { devNull } from 'node:os';
import { dirname } from 'node:path';
import type { GitIndex } from './gitIndex';

export interface ReadObjectsOptions {
  readonly gitDir: string;
  readonly ids: readonly string[];
  readonly signal: AbortSignal;
  /** Default `git`, found on the path. */
  readonly git?: string;
}

/** Contents by id, as far as they can be had; never rejects. */
export async function readGitObjects(options: ReadObjectsOptions): Promise<ReadonlyMap<string, Buffer>> {
  const ids = [...new Set(options.ids)];
  if (ids.length === 0) return new Map();
  const output = await runCatFile(options, `${ids.join('\n')}\n`);
  return contentsIn(output);
}

/** Id that git gives to a content. */
export function gitObjectId(content: Uint8Array, algorithm: GitIndex['algorithm']): string {
  return createHash(algorithm).update(`blob ${content.byteLength}\0`).update(content).digest('hex');
}

/**
 * The content that a clean file of this size had on disk: the object itself, or the object with the line endings of Windows where git
 * was told to write those. Undefined when it was neither.
 */
export function contentOnDisk(object: Buffer, size: number): Buffer | undefined {
  if (object.byteLength === size) return object;
  if (object.includes('\r')) return undefined;
  const withReturns = Buffer.from(object.toString('latin1').replaceAll('\n', '\r\n'), 'latin1');
  return withReturns.byteLength === size ? withReturns : undefined;
}

function runCatFile({ gitDir, signal, git = 'git' }: ReadObjectsOptions, input: string): Promise<Buffer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    // Not in a folder of the workspace: Windows looks for programs in the current folder first.
    const child = spawn(git, ['cat-file', '--batch'], {
      cwd: dirname(process.execPath),
      env: scrubbedEnvironment(gitDir),
      stdio: ['pipe', 'pipe', 'ignore'],
      windowsHide: true,
      signal,
    });
    const finish = (): void => resolve(Buffer.concat(chunks));
    // Not there, or ended: what has not come is not known.
    child.on('error', finish);
    child.stdin.on('error', () => undefined);
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('close', finish);
    child.stdin.end(input);
  });
}

/** Nothing of ours but what programs need to start: no `GIT_*` variable, no configuration but the repository's. */
function scrubbedEnvironment(gitDir: string): Record<string, string> {
  const kept = ['PATH', 'Path', 'SYSTEMROOT', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR', 'LD_LIBRARY_PATH'];
  const environment: Record<string, string> = {};
  for (const name of kept) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  return {
    ...environment,
    GIT_DIR: gitDir,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: devNull,
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
    // A partial clone would fetch what is missing, with whatever program its configuration names.
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
  };
}

/** `<id> blob <size>\n<content>\n` again and again, and `<id> missing\n`. */
function contentsIn(output: Buffer): ReadonlyMap<string, Buffer> {
  const contents = new Map<string, Buffer>();
  for (let at = 0; at < output.length;) {
    const end = output.indexOf('\n', at);
    if (end === -1) break;
    const [id = '', kind, size = ''] = output.toString('latin1', at, end).split(' ');
    at = end + 1;
    const bytes = Number(size);
    if (!Number.isInteger(bytes) || kind === 'missing' || kind === undefined || size === '') continue;
    if (kind === 'blob' && at + bytes <= output.length) contents.set(id, output.subarray(at, at + bytes));
    at += bytes + 1;
  }
  return contents;
}
