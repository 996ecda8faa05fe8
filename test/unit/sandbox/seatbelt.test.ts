import { describe, expect, it } from 'vitest';
import { seatbeltArguments, seatbeltProfile } from '../../../src/core/sandbox/seatbelt';
import type { SandboxPlan } from '../../../src/core/sandbox/sandboxPlan';

const plan: SandboxPlan = {
  writable: ['/Users/ada/shop'],
  readOnly: ['/Users/ada/shop/.git/hooks'],
  held: ['/Users/ada/shop/.git'],
  hiddenFolders: ['/Users/ada/.ssh'],
  hiddenFiles: [],
  temporary: ['/private/var/folders/x/own'],
  visible: [],
  network: false,
};

describe('the Seatbelt profile', () => {
  it('opens the workspace and closes the rest; later rules win', () => {
    expect(seatbeltProfile(plan)).toBe(`(version 1)
(allow default)
(deny network*)
(deny file-write*)
(allow file-write* (subpath "/private/var/folders/x/own"))
(allow file-write* (subpath "/Users/ada/shop"))
(allow file-write* (literal "/dev/null"))
(allow file-write* (literal "/dev/zero"))
(allow file-write* (literal "/dev/tty"))
(allow file-write* (literal "/dev/stdout"))
(allow file-write* (literal "/dev/stderr"))
(allow file-write* (literal "/dev/dtracehelper"))
(deny file-write* (subpath "/Users/ada/shop/.git/hooks"))
(deny file-write-unlink (literal "/Users/ada/shop/.git"))
(deny file-write-unlink (literal "/Users/ada/shop"))
(deny file-read* (subpath "/Users/ada/.ssh"))
(deny file-write* (subpath "/Users/ada/.ssh"))
(deny appleevent-send)
(deny mach-lookup (global-name "com.apple.coreservices.launchservicesd"))
(deny mach-lookup (global-name "com.apple.coreservices.appleevents"))
(deny process-exec (literal "/bin/launchctl"))
(deny process-exec (literal "/usr/bin/crontab"))
(deny process-exec (literal "/usr/bin/at"))
(deny process-exec (literal "/usr/bin/osascript"))
(deny process-exec (literal "/usr/bin/open"))
`);
  });

  it('leaves one port of this machine open, and nothing else of the network', () => {
    expect(seatbeltProfile({ ...plan, door: { port: 51234 } })).toContain(
      '(deny network*)\n(allow network-outbound (remote ip "localhost:51234"))\n(deny file-write*)\n',
    );
  });

  it.each([
    ['/w/a b', '"/w/a b"'],
    ['/w/"))(allow file-write*)', '"/w/\\"))(allow file-write*)"'],
    ['/w/back\\slash', '"/w/back\\\\slash"'],
    ['/w/\\"', '"/w/\\\\\\""'],
    ['/w/ünï;#|', '"/w/ünï;#|"'],
  ])('says %s as one string', (path, expected) => {
    expect(seatbeltProfile({ ...plan, writable: [path] })).toContain(
      `(allow file-write* (subpath ${expected}))`,
    );
  });

  it.each(['/w/a\nb', '/w/a\0b', '/w/a\rb'])('refuses a path with a line break or NUL', (path) => {
    expect(() => seatbeltProfile({ ...plan, readOnly: [path] })).toThrow(
      "can't be said in a sandbox profile",
    );
  });

  it('leaves the network where it is allowed', () => {
    expect(seatbeltArguments({ ...plan, network: true })[1]).not.toContain('network');
  });
});
