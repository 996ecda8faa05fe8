import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const waitMilliseconds = 500;
/** A lock folder whose owner never got as far as writing its process id is taken over after this time. */
const abandonedMilliseconds = 10_000;

/**
 * Runs `work` while no other process does set-up under the same folder. A lock whose owner died is taken over.
 * @template T
 * @param {string} folder
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withSetupLock(folder, work) {
  await mkdir(folder, { recursive: true });
  const lock = path.join(folder, 'setup.lock');
  let told = false;
  while (!(await tryLock(lock))) {
    const owner = await lockOwner(lock);
    if (owner === 'gone') {
      await rm(lock, { recursive: true, force: true });
      continue;
    }
    if (!told) console.log(`Waiting for another set-up (process ${owner}) to finish ...`);
    told = true;
    await sleep(waitMilliseconds);
  }
  const release = () => rm(lock, { recursive: true, force: true });
  try {
    return await work();
  } finally {
    await release();
  }
}

/** @param {string} lock */
async function tryLock(lock) {
  try {
    await mkdir(lock);
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
  await writeFile(path.join(lock, 'pid'), String(process.pid));
  return true;
}

/**
 * @param {string} lock
 * @returns {Promise<number | 'gone' | 'unknown'>}
 */
async function lockOwner(lock) {
  try {
    const pid = Number(await readFile(path.join(lock, 'pid'), 'utf8'));
    if (pid > 0) return isRunning(pid) ? pid : 'gone';
    const { mtimeMs } = await stat(lock);
    return Date.now() - mtimeMs > abandonedMilliseconds ? 'gone' : 'unknown';
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    // Either the owner has just finished, or it has not written its id yet; only age tells the second case.
    const age = await stat(lock).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => Infinity,
    );
    return age > abandonedMilliseconds ? 'gone' : 'unknown';
  }
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
