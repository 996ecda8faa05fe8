import type { SandboxKind } from '../process/commandRunner';
import { domainOf } from '../sandbox/allowedDomains';
import type { RefusedHost } from '../sandbox/networkHost';

/** `shell` is named as the runner names it. */
export function bashDescription(shell: string, sandbox: SandboxKind = 'none'): string {
  return (
    `Runs a command line in ${shell} and returns output and exit code. Each call is a new shell in the workspace folder. ` +
    'No terminal: programs must not ask or page. Prefer read, edit, grep and glob for files. ' +
    `For servers and watchers use run_in_background.${PLACES[sandbox]}`
  );
}

export const BASH_OUTPUT_DESCRIPTION =
  'New output of a background command since the last look, and whether it still runs. Without id: lists them.';

export const BASH_END_DESCRIPTION = 'Ends a background command and everything it started.';

const SANDBOX_DESCRIPTION =
  ' In a sandbox: writes only in the workspace and $TMPDIR (private to the call), no network but for hosts that the person allowed, nothing is left running.';

const PLACES: Readonly<Record<SandboxKind, string>> = {
  none: '',
  optional: SANDBOX_DESCRIPTION,
  required: SANDBOX_DESCRIPTION,
  container: ' In a container: the workspace is /workspace there, and nothing else of this machine.',
};

export const OUTSIDE_SANDBOX_DESCRIPTION =
  'only where the sandbox stops it: why it has to run without. A person is asked';

/** `what`: what a command in the sandbox probably failed for. */
export function sandboxHint(what: 'network' | 'place' | 'socket' | 'itself', canLeave: boolean): string {
  const wayOut = canLeave
    ? 'call again with outside_sandbox and say why'
    : 'tell the person: it can not be left';
  return `[${HINTS[what]}, ${wayOut}.]`;
}

/** `hosts`: that the sandbox has not let it reach. */
export function refusedHint(hosts: readonly RefusedHost[], canLeave: boolean): string {
  const named = (reason: RefusedHost['reason']): string =>
    hosts
      .filter((refused) => refused.reason === reason)
      .map(domainOf)
      .join(', ');
  const notAllowed = named('not_allowed');
  const notPublic = named('not_public');
  const parts: string[] = [];
  if (notAllowed !== '')
    parts.push(`The sandbox did not let it reach ${notAllowed}. The person was told and may allow it`);
  if (notPublic !== '')
    parts.push(`The sandbox lets nothing reach ${notPublic}: it is not on the public internet`);
  const other = canLeave ? '; or call again with outside_sandbox and say why' : '';
  return `[${parts.join('. ')}${other}.]`;
}

const HINTS = {
  network: 'This ran in a sandbox without network. If that is why it failed',
  place: 'This ran in a sandbox that writes only in the workspace and $TMPDIR. If that is why it failed',
  socket: 'This ran in a sandbox that reaches no other program of the machine. If that is why it failed',
  itself: 'The sandbox itself failed. If it fails again',
} as const;
