import { installWithApt, onPath } from './systemPackage.mjs';

const advice =
  'bubblewrap was not found, and the tests of the sandbox run it: install it (on Debian: apt-get install bubblewrap).';

/**
 * Makes sure that the sandbox of Linux is there; other systems bring their own. Throws one line that says what to do otherwise.
 * @returns {Promise<void>}
 */
export async function ensureBubblewrap() {
  if (process.platform !== 'linux' || onPath('bwrap')) return;
  await installWithApt({
    title: 'bubblewrap',
    packages: ['bubblewrap'],
    find: () => Promise.resolve(onPath('bwrap')),
    advice,
  });
}
