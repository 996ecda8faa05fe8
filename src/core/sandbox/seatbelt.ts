// The profile of macOS's Seatbelt for one command, and its arguments. Pure.
import type { SandboxPlan } from './sandboxPlan';

/** Everything before the command. */
export function seatbeltArguments(plan: SandboxPlan): readonly string[] {
  return ['-p', seatbeltProfile(plan)];
}

/** Later rules win. They hold for paths, also for ones that do not exist yet. */
export function seatbeltProfile(plan: SandboxPlan): string {
  const rules = [
    '(version 1)',
    '(allow default)',
    ...(plan.network ? [] : ['(deny network*)', ...doorRules(plan)]),
    '(deny file-write*)',
    ...allowWrites([...plan.temporary, ...plan.writable]),
    ...devices.map((device) => `(allow file-write* (literal ${quoted(device)}))`),
    ...plan.readOnly.map((path) => `(deny file-write* (subpath ${quoted(path)}))`),
    // Taking a folder away or putting another in its place.
    ...[...plan.held, ...plan.writable].map((path) => `(deny file-write-unlink (literal ${quoted(path)}))`),
    ...[...plan.hiddenFolders, ...plan.hiddenFiles].flatMap((path) => [
      `(deny file-read* (subpath ${quoted(path)}))`,
      `(deny file-write* (subpath ${quoted(path)}))`,
    ]),
    // Ways to have a program started by somebody outside of the sandbox.
    '(deny appleevent-send)',
    ...starters.map((name) => `(deny mach-lookup (global-name ${quoted(name)}))`),
    ...['/bin/launchctl', '/usr/bin/crontab', '/usr/bin/at', '/usr/bin/osascript', '/usr/bin/open'].map(
      (path) => `(deny process-exec (literal ${quoted(path)}))`,
    ),
  ];
  return `${rules.join('\n')}\n`;
}

const devices = ['/dev/null', '/dev/zero', '/dev/tty', '/dev/stdout', '/dev/stderr', '/dev/dtracehelper'];

const starters = ['com.apple.coreservices.launchservicesd', 'com.apple.coreservices.appleevents'];

function doorRules({ door }: SandboxPlan): readonly string[] {
  if (door === undefined || !('port' in door)) return [];
  return [`(allow network-outbound (remote ip ${quoted(`localhost:${door.port}`)}))`];
}

function allowWrites(paths: readonly string[]): readonly string[] {
  return paths.map((path) => `(allow file-write* (subpath ${quoted(path)}))`);
}

/**
 * A string of the profile language. Only the quote and the backslash mean something in it.
 * Throws for a line break or NUL, which nobody has in a folder's name but by malice.
 */
function quoted(path: string): string {
  if (/[\0\n\r]/.test(path)) {
    throw new Error(`The path ${JSON.stringify(path)} can't be said in a sandbox profile.`);
  }
  return `"${path.replaceAll(/["\\]/g, '\\$&')}"`;
}
