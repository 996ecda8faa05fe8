// What decides about the calls of a session: its gate with all rules, and where an answer that holds again goes.
import { gitRisk } from '../effects/gitRisk';
import { shellOf } from '../permissions/commands/parseCommandLine';
import type { DenialMemory } from '../permissions/denialMemory';
import type { RuleScope } from '../permissions/confirmation';
import { createPermissionGate } from '../permissions/gate';
import type { PermissionChecker, PermissionRequest } from '../permissions/permission';
import type { PermissionCause } from '../permissions/permissionCause';
import type { PermissionMode } from '../permissions/permissionMode';
import { PermissionPolicy, livePolicy } from '../permissions/policy';
import { createProtectedPaths } from '../permissions/protectedPaths';
import type { ProtectedPaths } from '../permissions/protectedPaths';
import { causeOf } from '../words/errorCause';
import type { NoticeCause } from '../words/noticeCause';
import type { ResolvedPath } from '../workspace/workspace';
import { commandPaths } from './commandPaths';
import { createContentTrust } from './contentTrust';
import type { ContentTrust } from './contentTrust';
import type { SessionSetup } from './session';

export interface SessionPermissions {
  readonly gate: PermissionChecker;
  readonly protectedPaths: ProtectedPaths;
  readonly trust: ContentTrust;
  /** Without a question, from now on: a folder of the session's own outside of the workspace. */
  readonly mayRead: (folder: string) => void;
  /** A deny rule keeps the content of this file from being read. */
  isReadDenied(file: ResolvedPath): boolean;
  /** Keeps an allow rule. One for the session, of a command in the sandbox, does not hold outside of it. */
  remember(rule: string, scope: RuleScope, sandboxed: boolean): Promise<void>;
}

export interface SessionPermissionsOptions {
  readonly setup: SessionSetup;
  readonly mode: () => PermissionMode;
  /** Folders of the session's own, which are protected. */
  readonly ownFolders: readonly string[];
  /** What runs commands; undefined where nothing does. Asked with each call. */
  readonly shellName: () => string | undefined;
  /** What the person refused in this session. */
  readonly denials: DenialMemory;
  /** What the run may not use because of what it has loaded. */
  readonly restriction: (request: PermissionRequest) => PermissionCause | undefined;
  readonly emitNotice: (level: 'info' | 'warning', cause: NoticeCause) => void;
}

/** Throws `ConfigurationError` for rules that are none. */
export function createSessionPermissions({
  setup,
  mode,
  ownFolders,
  shellName,
  denials,
  restriction,
  emitNotice,
}: SessionPermissionsOptions): SessionPermissions {
  const { workspace, options, security, redactor } = setup;
  const { permissions } = options;
  const sessionRules = options.sessionRules ?? new PermissionPolicy();
  // Long outputs are the session's own: the model is told where they are and may look.
  const builtInRules = new PermissionPolicy();
  const mayRead = (folder: string): void => {
    for (const name of ['read', 'grep', 'glob', 'ls']) builtInRules.allow(`${name}(${folder}/**)`);
  };
  mayRead(setup.outputDir);
  // What a person allowed for the session in the sandbox is not allowed outside of it.
  const sandboxRules = options.sandboxRules ?? new PermissionPolicy();
  const rules = livePolicy(permissions);
  const protectedPaths = createProtectedPaths({ own: ownFolders });
  const trust = createContentTrust(
    (text) => redactor.known(text) !== text || security.carriesTainted?.(text) === true,
  );
  const gate = createPermissionGate({
    mode,
    ...(permissions === undefined ? {} : { rules: permissions }),
    sessionRules,
    builtInRules,
    trusted: () => workspace.isTrusted,
    permissive: options.permissive ?? false,
    protectedPaths,
    get shell() {
      const name = shellName();
      return name === undefined ? 'bash' : shellOf(name);
    },
    locate: commandPaths(workspace),
    list: (folder) => workspace.list(folder),
    sandbox: { rules: sandboxRules, allows: options.allowSandboxed ?? false },
    caution: trust.caution,
    denials,
    ...((workspace.isOnDisk ?? workspace.isLocal) ? { gitRisk } : {}),
    restriction,
    ...(options.permissionChecker === undefined ? {} : { checker: options.permissionChecker }),
  });
  return {
    gate,
    protectedPaths,
    trust,
    mayRead,
    isReadDenied: (file) => rules().isReadDenied(file) || sessionRules.isReadDenied(file),
    async remember(rule, scope, sandboxed) {
      if (scope === 'session') {
        (sandboxed ? sandboxRules : sessionRules).allow(rule);
        return;
      }
      // Rules that are asked for at each call bring it themselves, and end when it is taken out there.
      const isLive = typeof permissions === 'function' && options.onRemember !== undefined;
      if (!isLive) sessionRules.allow(rule);
      try {
        await options.onRemember?.(rule, scope);
      } catch (error) {
        sessionRules.allow(rule);
        emitNotice('warning', { code: 'rule_not_stored', rule, of: causeOf(error) });
      }
    },
  };
}
