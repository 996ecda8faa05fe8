import { readdir, readFile } from 'node:fs/promises';

/** Ids of the extension hosts whose environment holds the mark, so that they are those of one test. Linux only: others have no `/proc`. */
export async function extensionHosts(mark: string): Promise<readonly number[]> {
  const found: number[] = [];
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const [command, environment] = await Promise.all(
      ['cmdline', 'environ'].map((name) => readFile(`/proc/${entry}/${name}`, 'utf8').catch(() => '')),
    );
    if (command?.includes('--type=extensionHost') && environment?.includes(mark)) found.push(Number(entry));
  }
  return found;
}
