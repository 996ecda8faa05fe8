/** `shell` is named as the runner names it. */
export function bashDescription(shell: string): string {
  return (
    `Runs a command line in ${shell} and returns output and exit code. Each call is a new shell in the workspace folder. ` +
    'No terminal: programs must not ask or page. Prefer read, edit, grep and glob for files. ' +
    'For servers and watchers use run_in_background.'
  );
}

export const BASH_OUTPUT_DESCRIPTION =
  'New output of a background command since the last look, and whether it still runs. Without id: lists them.';

export const BASH_END_DESCRIPTION = 'Ends a background command and everything it started.';
