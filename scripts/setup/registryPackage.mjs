import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { npmClient } from './npmClient.mjs';
import { capture } from './runCommand.mjs';

/**
 * Downloads one pinned package and unpacks it into `target`, without running anything of it. `target` appears
 * at once and complete, or not at all; the caller holds the set-up lock. Throws when the registry does not have it or its content is another.
 * @param {import('./pins.mjs').Pin} pin
 * @param {string} target A folder that does not exist yet.
 */
export async function fetchPackage(pin, target) {
  await mkdir(path.dirname(target), { recursive: true });
  await removeLeftovers(target);
  const work = await mkdtemp(`${target}.part-`);
  try {
    const npm = npmClient();
    const printed = await capture(
      npm.command,
      [
        ...npm.args,
        'pack',
        `${pin.name}@${pin.version}`,
        '--json',
        '--loglevel=error',
        '--pack-destination',
        work,
      ],
      { cwd: work },
    );
    const archive = path.join(work, archiveName(printed, pin));
    checkIntegrity(pin, await readFile(archive));
    const unpacked = path.join(work, 'unpacked');
    await mkdir(unpacked);
    await capture('tar', ['-xzf', archive, '-C', unpacked, '--strip-components=1']);
    await rename(unpacked, target);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * Removes what earlier set-ups of the same target left behind when they were cut off.
 * @param {string} target
 */
export async function removeLeftovers(target) {
  const folder = path.dirname(target);
  for (const name of await readdir(folder)) {
    if (!name.startsWith(`${path.basename(target)}.part-`)) continue;
    await rm(path.join(folder, name), { recursive: true, force: true });
  }
}

/**
 * Throws when the content is not the one that was pinned.
 * @param {import('./pins.mjs').Pin} pin
 * @param {Buffer} content
 */
export function checkIntegrity(pin, content) {
  const found = `sha512-${createHash('sha512').update(content).digest('base64')}`;
  if (found !== pin.integrity) {
    throw new Error(`${pin.name}@${pin.version} from the registry is not what was pinned (${found}).`);
  }
}

/**
 * The file that `npm pack --json` wrote; newer npm versions print an object by name in place of an array.
 * @param {string} printed
 * @param {import('./pins.mjs').Pin} pin
 * @returns {string}
 */
export function archiveName(printed, pin) {
  const parsed = JSON.parse(printed.slice(printed.search(/^[[{]/m)));
  const entry = Array.isArray(parsed) ? parsed[0] : (parsed[pin.name] ?? Object.values(parsed)[0]);
  return entry?.filename ?? `${pin.name}-${pin.version}.tgz`;
}
