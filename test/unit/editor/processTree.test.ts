import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
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

  await endProcessTree(parent.pid!);

  await parentEnded;
  await expect.poll(() => isRunning(grandchild)).toBe(false);
});

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
