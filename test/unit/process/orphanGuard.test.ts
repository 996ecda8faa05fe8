import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isRunning, until } from './processes';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'guard-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Starts a host process with a long command in the background, and gives the ids of both. */
async function startHost(): Promise<{ readonly host: ReturnType<typeof spawn>; readonly command: number }> {
  const runner = join(import.meta.dirname, '../../../src/core/process/localCommandRunner.ts');
  const entry = `
    import { createLocalCommandRunner } from ${JSON.stringify(runner)};
    const runner = createLocalCommandRunner({ outputDir: ${JSON.stringify(folder)}, backgroundGraceMs: 1200 });
    const outcome = await runner.run({
      callId: 'c', command: 'echo $$; exec sleep 300', cwd: ${JSON.stringify(folder)}, timeoutMs: 1000, background: true,
      signal: new AbortController().signal, onOutput: () => undefined,
    });
    process.stdout.write(outcome.output);
    process.on('message', () => process.exit(0));`;
  const outfile = join(folder, 'host.mjs');
  await build({
    stdin: { contents: entry, resolveDir: folder, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
    logLevel: 'error',
  });
  const host = spawn(process.execPath, [outfile], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  let output = '';
  host.stdout?.on('data', (chunk) => (output += String(chunk)));
  await until('the command runs', () => /^\d+\n/.test(output));
  return { host, command: Number(output) };
}

it('ends commands when the host is killed', async () => {
  const { host, command } = await startHost();
  expect(isRunning(command)).toBe(true);
  host.kill('SIGKILL');
  await until('the command has ended', () => !isRunning(command));
});

it('ends commands when the host exits', async () => {
  const { host, command } = await startHost();
  host.send('exit');
  await until('the command has ended', () => !isRunning(command));
});
