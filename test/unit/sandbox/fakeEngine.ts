// A program that stands in for `docker`: it writes down its arguments and runs commands on this machine, with the workspace's own folder
// in place of `/workspace`. What it does not do: images, limits and walls.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface FakeEngine {
  readonly program: string;
  /** Arguments of every call so far, in order. */
  calls(): readonly (readonly string[])[];
}

export function createFakeEngine(folder: string, workspace: string, name = 'docker'): FakeEngine {
  mkdirSync(folder, { recursive: true });
  const program = join(folder, name);
  const log = join(folder, 'calls');
  writeFileSync(log, '');
  writeFileSync(
    program,
    `#!/bin/bash
{ printf '%s\\0' "$@"; printf '\\n\\0'; } >> '${log}'
case $1 in
  version) [ -e '${folder}/broken' ] && { echo 'Cannot connect to the daemon' >&2; exit 1; }; echo 1; exit 0 ;;
  run)
    [ -e '${folder}/no-image' ] && { echo 'no such image' >&2; exit 125; }
    echo ready; exec cat > /dev/null ;;
  rm) exit 0 ;;
  exec)
    shift; dir=
    while :; do case $1 in
      --interactive) shift ;;
      --env) export "$2"; shift 2 ;;
      --workdir) dir=$2; shift 2 ;;
      *) break ;;
    esac; done
    shift
    [ -n "$dir" ] && cd "${workspace}\${dir#/workspace}"
    # The command is no child of the client, as it is in a container.
    [ "$1" = sh ] && [ -n "$dir" ] && { setsid -w "$@" & wait $!; exit $?; }
    exec "$@" ;;
esac
`,
    { mode: 0o755 },
  );
  return {
    program,
    calls: () =>
      readFileSync(log, 'utf8')
        .split('\n\0')
        .filter((call) => call !== '')
        .map((call) => call.split('\0').slice(0, -1)),
  };
}
