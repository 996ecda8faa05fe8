// How far the rest of a run is trusted. Once a text with orders has come in, what could carry them out asks again, whatever mode and
// rules say; and what carries a secret asks in any case. The gate asks this through one port.
import { isReadOnlyCommand } from '../effects/readOnlyCommand';
import type { PermissionRequest } from '../permissions/permission';
import type { PermissionCause } from '../permissions/permissionCause';

export interface ContentTrust {
  /** A run begins or goes on: what was found in another one does not count here. */
  enter(runId: string): void;
  /** A call has touched these paths: they are what the run works on, unless its trust is lowered. */
  touched(paths: readonly string[]): void;
  /** Orders were found in a text. */
  lower(origin: string): void;
  /** Why the call asks; undefined when nothing speaks against it. */
  caution(request: PermissionRequest): PermissionCause | undefined;
}

/** Tools whose effects stay in the workspace; any other may reach out of it. */
const LOCAL_TOOLS: ReadonlySet<string> = new Set([
  'read',
  'write',
  'edit',
  'patch',
  'delete',
  'grep',
  'glob',
  'ls',
  'diagnostics',
  'skill',
  'bash_output',
  'bash_end',
]);

/** `carriesSecret` says whether a text holds a secret that was seen, plainly or encoded. */
export function createContentTrust(carriesSecret: (text: string) => boolean): ContentTrust {
  let run = '';
  let loweredBy: string | undefined;
  let underWork = new Set<string>();
  return {
    enter(runId) {
      if (runId === run) return;
      run = runId;
      loweredBy = undefined;
      underWork = new Set();
    },
    touched(paths) {
      if (loweredBy === undefined) for (const path of paths) underWork.add(path);
    },
    lower(origin) {
      loweredBy ??= origin;
    },
    caution(request) {
      const command = request.args['command'];
      const { gitRisk } = request.commandLine ?? {};
      const onlyReads = typeof command === 'string' && gitRisk === undefined && isReadOnlyCommand(command);
      const leaves = !LOCAL_TOOLS.has(request.toolName) && !onlyReads;
      if (leaves && stringsOf(request.args).some(carriesSecret)) return { code: 'carries_secret' };
      if (loweredBy === undefined) return undefined;
      const { changes = [], paths } = request;
      const written = changes.flatMap((change) =>
        change.kind === 'rename' ? [change.file, change.to] : [change.file],
      );
      const isOther = (request.readOnly ? [] : [...paths, ...written]).some(
        ({ path }) => !underWork.has(path),
      );
      return leaves || isOther ? { code: 'untrusted_content', origin: loweredBy } : undefined;
    },
  };
}

function stringsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [key, ...stringsOf(item)]);
}
