// The one gate that every tool call passes, whoever makes it. Order: deny rules, then trust and read-only mode, then protected
// files, then allow and ask rules, then the mode. It fails closed: what it can't judge asks, and nothing may be remembered.
import { allPaths, argumentText, isAbsolutePattern } from './rule';
import { exactCommandPattern } from './ruleGlob';
import { makeVisible } from '../security/visibleText';
import { protectedCommandReason } from './protectedCommands';
import { createProtectedPaths } from './protectedPaths';
import { PermissionPolicy } from './policy';
import type { ResolvedPath } from '../workspace/workspace';
import type { RememberOffer } from './confirmation';
import type { PermissionChecker, PermissionRequest, PermissionVerdict } from './permission';
import type { PermissionMode } from './permissionMode';
import type { ProtectedPaths } from './protectedPaths';
import type { PermissionRules } from './rules';

export interface PermissionGateOptions {
  /** Asked at each call, so that a change of mode holds at once. */
  readonly mode: () => PermissionMode;
  /** The user's own rules; wrong ones throw `ConfigurationError`. */
  readonly rules?: PermissionRules;
  /** Rules remembered for this session: `sessionRules.allow(offer.rule)`. */
  readonly sessionRules?: PermissionPolicy;
  /** False in Restricted Mode: reading only. A function is asked at each call, as trust may be given meanwhile. */
  readonly trusted: boolean | (() => boolean);
  /** Allow everything that no deny rule and no protection stops. Default false. */
  readonly permissive?: boolean;
  /** Decides instead of the mode where no rule matches; its deny counts before everything else. */
  readonly checker?: PermissionChecker;
  /** Default: the built-in list. */
  readonly protectedPaths?: ProtectedPaths;
}

export function createPermissionGate(options: PermissionGateOptions): PermissionChecker {
  const protectedPaths = options.protectedPaths ?? createProtectedPaths();
  const policies = [new PermissionPolicy(options.rules), options.sessionRules ?? new PermissionPolicy()];
  const isTrusted = () => (typeof options.trusted === 'boolean' ? options.trusted : options.trusted());

  const decide = async (request: PermissionRequest): Promise<PermissionVerdict> => {
    const ruled = policies.map((policy) => policy.matchingRule(request));
    const checked = await options.checker?.check(request);
    const denied = [...ruled, checked].find((verdict) => verdict?.decision === 'deny');
    if (denied !== undefined) return denied;

    const mode = options.mode();
    if (!request.readOnly && !HARMLESS_TOOLS.has(request.toolName)) {
      if (!isTrusted()) return UNTRUSTED;
      if (mode === 'readonly') return READ_ONLY;
      const protection = protectionOf(request, protectedPaths);
      if (protection !== undefined) return { decision: 'ask', reason: protection, isProtected: true };
      if (request.toolName === OWN_TERMINAL) return ASK_FOR_TERMINAL;
    }
    if (options.permissive === true) return { decision: 'allow', reason: 'The session is permissive.' };

    for (const decision of ['allow', 'ask'] as const) {
      const verdict = ruled.find((candidate) => candidate?.decision === decision);
      if (verdict !== undefined) return verdict;
    }
    return checked ?? defaultOf(mode, request);
  };

  return {
    check: async (request) => {
      try {
        return await decide(request);
      } catch (error) {
        // A guard that fails must not let the call pass, nor be remembered as an answer.
        const cause = error instanceof Error ? error.message : String(error);
        return {
          decision: 'ask',
          reason: `The permission check itself failed (${cause}).`,
          isProtected: true,
        };
      }
    },
  };
}

/**
 * The rule that "this session" or "always" would add, and the same in words: exactly this command, exactly this file, or the
 * folder when a call changes several files. Undefined where no narrow rule can say it. Never offer it for a protected verdict.
 */
export function rememberOffer(request: PermissionRequest): RememberOffer | undefined {
  const { toolName } = request;
  if (toolName.toLowerCase() === 'bash') {
    const command = argumentText(request);
    if (command.trim() === '') return undefined;
    return {
      rule: `bash(${exactCommandPattern(command)})`,
      words: `run exactly \`${makeVisible(command)}\` without asking`,
    };
  }
  const paths = distinct(allPaths(request));
  if (paths.length === 0) {
    if (toolName.includes('(')) return undefined;
    return { rule: toolName, words: `use \`${toolName}\` without asking, whatever its arguments` };
  }
  const [first] = paths;
  if (paths.length === 1 && first !== undefined) {
    if (!canBeExact(first.path)) return undefined;
    return {
      rule: `${toolName}(${first.path})`,
      words: `${verbOf(toolName)} \`${makeVisible(first.display)}\` without asking`,
    };
  }
  const folder = commonFolder(paths);
  if (folder === undefined || !canBeExact(folder.path)) return undefined;
  return {
    rule: `${toolName}(${folder.path}/**)`,
    words: `${verbOf(toolName)} any file in \`${makeVisible(folder.display)}\` without asking`,
  };
}

// They only end or read what this session started itself.
const HARMLESS_TOOLS: ReadonlySet<string> = new Set(['bash_output', 'bash_end']);

/** The tool of the host that runs a command in the person's own shell, with their profile and aliases: what is checked is not what runs. */
const OWN_TERMINAL = 'terminal';
const ASK_FOR_TERMINAL: PermissionVerdict = {
  decision: 'ask',
  reason: 'A command in your own shell, with your profile and aliases, always asks.',
  isProtected: true,
};

const UNTRUSTED: PermissionVerdict = {
  decision: 'deny',
  reason:
    'This workspace is not trusted (Restricted Mode): the agent may only read. The person can trust it in the editor.',
};

const READ_ONLY: PermissionVerdict = {
  decision: 'deny',
  reason: 'The permission mode is `readonly`: nothing is written or run. Say what you would change instead.',
};

function protectionOf(request: PermissionRequest, protectedPaths: ProtectedPaths): string | undefined {
  for (const file of allPaths(request)) {
    const reason = protectedPaths.reasonFor(file);
    if (reason !== undefined) return `\`${file.display}\` is protected and always asks: ${reason}.`;
  }
  if (request.toolName.toLowerCase() !== 'bash') return undefined;
  const reason = protectedCommandReason(argumentText(request), protectedPaths);
  return reason === undefined ? undefined : `This command always asks: ${reason}.`;
}

function defaultOf(mode: PermissionMode, request: PermissionRequest): PermissionVerdict {
  const outside = allPaths(request).find((path) => path.folder === undefined);
  if (request.readOnly) {
    if (outside !== undefined) return ask(`\`${outside.display}\` is outside the workspace.`);
    return allow('Reading inside the workspace is allowed.');
  }
  if (HARMLESS_TOOLS.has(request.toolName)) return allow('It only concerns commands of this session.');
  if (outside !== undefined)
    return ask(`It would change \`${outside.display}\`, which is outside the workspace.`);
  if (request.changes !== undefined) {
    if (mode === 'ask') return ask('Changing files asks in the mode `ask`.');
    return allow(`Changing files inside the workspace is allowed in the mode \`${mode}\`.`);
  }
  if (mode === 'auto') return allow('Running is allowed in the mode `auto`.');
  const what =
    request.toolName.toLowerCase() === 'bash' ? 'Running commands' : `Using \`${request.toolName}\``;
  return ask(`${what} asks in the mode \`${mode}\`.`);
}

function allow(reason: string): PermissionVerdict {
  return { decision: 'allow', reason };
}

function ask(reason: string): PermissionVerdict {
  return { decision: 'ask', reason };
}

function verbOf(toolName: string): string {
  switch (toolName) {
    case 'read':
      return 'read';
    case 'ls':
      return 'list';
    case 'grep':
    case 'glob':
      return 'search in';
    case 'delete':
      return 'delete';
    default:
      return `change (by \`${toolName}\`)`;
  }
}

/** A path rule has no way to write a literal `*` or `?`, and is only exact when absolute. */
function canBeExact(path: string): boolean {
  return !/[*?]/.test(path) && isAbsolutePattern(path);
}

function distinct(paths: readonly ResolvedPath[]): readonly ResolvedPath[] {
  return [...new Map(paths.map((path) => [path.path, path])).values()];
}

/** The deepest folder below a workspace root that holds all of the paths; undefined when that is a root itself, or none. */
function commonFolder(
  paths: readonly ResolvedPath[],
): { readonly path: string; readonly display: string } | undefined {
  const [first] = paths;
  if (first?.folder === undefined) return undefined;
  const { root } = first.folder;
  if (paths.some((path) => path.folder?.root !== root)) return undefined;
  const parents = paths.map((path) => path.display.split('/').slice(0, -1));
  const shared: string[] = [];
  for (const [index, name] of (parents[0] ?? []).entries()) {
    if (!parents.every((parent) => parent[index] === name)) break;
    shared.push(name);
  }
  const display = shared.join('/');
  const depth = first.display.split('/').length - shared.length;
  const path = first.path.split(/[\\/]/).slice(0, -depth).join('/');
  return display === '' || path.length <= root.length ? undefined : { path, display };
}
