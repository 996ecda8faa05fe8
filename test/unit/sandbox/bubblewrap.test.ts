import { describe, expect, it } from 'vitest';
import { bubblewrapArguments } from '../../../src/core/sandbox/bubblewrap';
import type { SandboxPlan } from '../../../src/core/sandbox/sandboxPlan';

const plan: SandboxPlan = {
  writable: ['/home/ada/shop'],
  readOnly: ['/home/ada/shop/.git/hooks', '/home/ada/shop/.git/config', '/home/ada/shop/.vscode'],
  held: ['/home/ada/shop/.git'],
  hiddenFolders: ['/home/ada/.ssh'],
  hiddenFiles: ['/run/docker.sock'],
  temporary: ['/tmp', '/var/tmp'],
  visible: [],
  network: false,
};
const nothing = { writable: [], readOnly: [], held: [], hiddenFolders: [], hiddenFiles: [] };
const options = { cwd: '/home/ada/shop/src', emptyFile: '/tmp/own/empty', isRoot: false };
const mountsOf = (words: readonly string[]) =>
  words
    .join(' ')
    .replace(/^.*--proc \/proc /, '')
    .replace(/ --setenv.*$/, '');

describe('the arguments of bubblewrap', () => {
  it('open the workspace and close the rest', () => {
    expect(bubblewrapArguments(plan, options)).toEqual([
      ...['--new-session', '--die-with-parent', '--unshare-pid', '--unshare-ipc', '--unshare-net'],
      ...['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc'],
      ...['--tmpfs', '/tmp', '--tmpfs', '/var/tmp'],
      ...['--ro-bind', '/tmp/own/empty', '/run/docker.sock'],
      ...['--bind', '/home/ada/shop', '/home/ada/shop'],
      ...['--tmpfs', '/home/ada/.ssh', '--remount-ro', '/home/ada/.ssh'],
      ...['--bind', '/home/ada/shop/.git', '/home/ada/shop/.git'],
      ...['--ro-bind', '/home/ada/shop/.vscode', '/home/ada/shop/.vscode'],
      ...['--ro-bind', '/home/ada/shop/.git/hooks', '/home/ada/shop/.git/hooks'],
      ...['--ro-bind', '/home/ada/shop/.git/config', '/home/ada/shop/.git/config'],
      ...['--setenv', 'TMPDIR', '/tmp', '--setenv', 'TMP', '/tmp', '--setenv', 'TEMP', '/tmp'],
      ...['--chdir', '/home/ada/shop/src', '--'],
    ]);
  });

  it.each<[string, Partial<SandboxPlan>, string]>([
    [
      'the socket of the proxy is there although its folder is private',
      { ...nothing, temporary: ['/tmp', '/tmp/own'], door: { socket: '/tmp/own/net-1' } },
      '--tmpfs /tmp --tmpfs /tmp/own --ro-bind /tmp/own/net-1 /tmp/own/net-1',
    ],
    [
      'a workspace below /tmp is still there',
      { temporary: ['/tmp'], writable: ['/tmp/work'], readOnly: [], held: [] },
      '--tmpfs /tmp --bind /tmp/work /tmp/work --ro-bind /tmp/own/empty /run/docker.sock --tmpfs /home/ada/.ssh --remount-ro /home/ada/.ssh',
    ],
    [
      'a workspace inside another',
      {
        temporary: [],
        writable: ['/a/b/c', '/a'],
        readOnly: [],
        held: [],
        hiddenFolders: [],
        hiddenFiles: [],
      },
      '--bind /a /a --bind /a/b/c /a/b/c',
    ],
    [
      '/tmp itself as the workspace',
      { temporary: ['/tmp'], writable: ['/tmp'], readOnly: [], held: [], hiddenFolders: [], hiddenFiles: [] },
      '--bind /tmp /tmp',
    ],
    [
      'the whole machine as the workspace still has its own temporary folder',
      { temporary: ['/tmp'], writable: ['/'], readOnly: [], held: [], hiddenFolders: [], hiddenFiles: [] },
      '--bind / / --tmpfs /tmp',
    ],
    [
      'an output folder below /tmp can be read',
      {
        temporary: ['/tmp'],
        visible: ['/tmp/out'],
        writable: [],
        readOnly: [],
        held: [],
        hiddenFolders: [],
        hiddenFiles: [],
      },
      '--tmpfs /tmp --ro-bind-try /tmp/out /tmp/out',
    ],
  ])('%s', (_name, changed, expected) => {
    expect(mountsOf(bubblewrapArguments({ ...plan, ...changed }, options))).toBe(expected);
  });

  it('takes paths as they are, each as one word', () => {
    for (const path of ['/w/a b', '/w/--bind', '/w/"q\'', '/w/$(x)', '/w/ü\n']) {
      const words = bubblewrapArguments({ ...plan, writable: [path] }, options);
      const at = words.indexOf(path);
      expect(words.slice(at - 1, at + 2)).toEqual(['--bind', path, path]);
    }
  });

  it('takes from root what would undo it', () => {
    const words = bubblewrapArguments(plan, { ...options, isRoot: true });
    expect(words.join(' ')).toContain('--cap-drop ALL --cap-add CAP_CHOWN');
    expect(words.join(' ')).not.toMatch(/SYS_ADMIN|MKNOD|NET_ADMIN/);
    expect(words.join(' ')).toContain('--ro-bind-try /proc/sys /proc/sys');
  });

  it('leaves the network where it is allowed', () => {
    expect(bubblewrapArguments({ ...plan, network: true }, options)).not.toContain('--unshare-net');
  });
});
