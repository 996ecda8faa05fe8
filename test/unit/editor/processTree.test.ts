import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { build } from 'esbuild';
import { endProcessTree } from '../../editor/processTree';

/** Starts a child of its own that ignores SIGTERM and leads its own group, as a terminal's shell does. */
const parentScript = `
  const { spawn } = require('node:child_process');
  const stubborn = "process.on('SIGTERM', () => {}); console.log(process.pid); setInterval(() => {}, 1000);";
  spawn(process.execPath, ['-e', stubborn], { detached: true, stdio: ['ignore', 'inherit', 'ignore'] });
  setInterval(() => {}, 1000);
`;

test.skipIf(process.platform === 'win32')('ends what a process started in other groups too', async () => {
  const parent = spawn(process.execPath, ['-e', parentScript], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = (await once(parent.stdout!, 'data')) as [Buffer];
  const grandchild = Number(line.toString());
  expect(process.kill(grandchild, 0)).toBe(true);
  const parentEnded = once(parent, 'exit');

  await endProcessTree(parent.pid!, 300);

  await parentEnded;
  await expect.poll(() => isRunning(grandchild)).toBe(false);
});

test.skipIf(process.platform === 'win32')('a guarded group ends when its launcher is killed', async () => {
  const launcher = spawn(process.execPath, ['--input-type=module', '-e', await launcherScript()], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = (await once(launcher.stdout, 'data')) as [Buffer];
  const guarded = Number(line.toString());
  expect(isRunning(guarded)).toBe(true);

  launcher.kill('SIGKILL');

  await expect.poll(() => isRunning(guarded), { timeout: 10_000 }).toBe(false);
});

/** A process that starts a guarded group, tells its leader's id, and waits. */
async function launcherScript(): Promise<string> {
  const contents = `
    import { spawn } from 'node:child_process';
    import { guardProcessGroup } from './processTree';
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' });
    guardProcessGroup(child.pid);
    console.log(child.pid);
    setInterval(() => {}, 1000);`;
  const resolveDir = fileURLToPath(new URL('../../editor', import.meta.url));
  const { outputFiles } = await build({
    stdin: { contents, resolveDir, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
  });
  return outputFiles[0]!.text;
}

/** A killed orphan stays a zombie until somebody reaps it; where nobody does, it counts as ended too. */
function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
  } catch {
    return false; // ESRCH: gone.
  }
  return !isZombie(processId);
}

function isZombie(processId: number): boolean {
  try {
    return / Z /.test(readFileSync(`/proc/${processId}/stat`, 'utf8'));
  } catch {
    return false; // No /proc on this system.
  }
}
