// The one gate that every tool call passes, whoever makes it. Order: deny rules, then trust and read-only mode, then protected
// files and effects, then allow and ask rules, then the mode. Command lines are decided in `commandGate.ts`. It fails closed: what it
// can't judge asks, and nothing may be remembered.
import { allPaths, argumentText, isAbsolutePattern, isCommandTool, splitRules } from './rule';
import { judgeCommand } from './commandGate';
import type { JudgedCommand } from './commandGate';
import { commandFacts } from './commands/findFacts';
import { offeredPatterns } from './commands/commandOffer';
import type { LineView } from './commands/commandRules';
import { examineLine, locateByText } from './commands/examineLine';
import type { ExamineOptions, Locate } from './commands/examineLine';
import type { LineShell } from './commands/parseCommandLine';
import { exactCommandPattern } from './ruleGlob';
import { makeVisible } from '../security/visibleText';
import type { PermissionCause } from './permissionCause';
import type { DenialMemory } from './denialMemory';
import { effectsOf } from './effects';
import type { Effect } from './effect';
import { createProtectedPaths } from './protectedPaths';
import { PermissionPolicy, answer, livePolicy } from './policy';
import type { ResolvedPath } from '../workspace/workspace';
import type { RememberOffer } from './confirmation';
import type { PermissionChecker, PermissionRequest, PermissionVerdict } from './permission';
import type { PermissionMode } from './permissionMode';
import type { ProtectedPaths } from './protectedPaths';
import type { PermissionRules } from './rules';

export interface PermissionGateOptions {
  /** Asked at each call, so that a change of mode holds at once. */
  readonly mode: () => PermissionMode;
  /** The user's own rules; wrong ones throw `ConfigurationError`. A function is asked at each call, so that changes hold at once. */
  readonly rules?: PermissionRules | (() => PermissionRules);
  /** Rules remembered for this session: `sessionRules.allow(offer.rule)`. */
  readonly sessionRules?: PermissionPolicy;
  /** Rules that every session has. */
  readonly builtInRules?: PermissionPolicy;
  /** False in Restricted Mode: reading only. A function is asked at each call, as trust may be given meanwhile. */
  readonly trusted: boolean | (() => boolean);
  /** Allow everything that no deny rule and no protection stops. Default false. */
  readonly permissive?: boolean;
  /** Decides instead of the mode where no rule matches; its deny counts before everything else. */
  readonly checker?: PermissionChecker;
  /** Default: the built-in list. */
  readonly protectedPaths?: ProtectedPaths;
  /** What runs command lines. Default `bash`. */
  readonly shell?: LineShell;
  /** Resolves the paths of command lines; relative ones are meant from where commands start. Default: by their text alone. */
  readonly locate?: Locate;
  /** Entries of a folder by its real path, to find links that patterns of file names meet. Default: they are not looked for. */
  readonly list?: ExamineOptions['list'];
  /** What in a repository would make git run a program where it only reads: such a line is no reader then. Default: nothing is looked at. */
  readonly gitRisk?: (folder: string) => string | undefined;
  /** For commands that run in the sandbox, and for no other. */
  readonly sandbox?: {
    /** Rules remembered for the session while the command would run there. */
    readonly rules: PermissionPolicy;
    /** They run without a question where no rule asks. */
    readonly allows: boolean;
  };
  /** What the person refused in this session. Default: nothing is remembered. */
  readonly denials?: Pick<DenialMemory, 'isEmpty' | 'judge'>;
  /** What speaks against a call whatever rules and modes say, such as what a run has read before: it asks then. Default nothing. */
  readonly caution?: (request: PermissionRequest) => PermissionCause | undefined;
  /** What the run may not use because of what it has loaded: it is refused. Default nothing. */
  readonly restriction?: (request: PermissionRequest) => PermissionCause | undefined;
}

export function createPermissionGate(options: PermissionGateOptions): PermissionChecker {
  const protectedPaths = options.protectedPaths ?? createProtectedPaths();
  const ownPolicy = livePolicy(options.rules);
  const sessionPolicy = options.sessionRules ?? new PermissionPolicy();
  const isTrusted = () => (typeof options.trusted === 'boolean' ? options.trusted : options.trusted());

  const sandboxOf = ({ sandboxed }: PermissionRequest) => (sandboxed === true ? options.sandbox : undefined);
  const policiesFor = (request: PermissionRequest): readonly PermissionPolicy[] => {
    const sandbox = sandboxOf(request);
    const { builtInRules } = options;
    return [ownPolicy(), sessionPolicy, builtInRules, sandbox?.rules].filter((rules) => rules !== undefined);
  };

  const judge = async (request: PermissionRequest): Promise<JudgedCommand | undefined> => {
    const isContainer = request.toolName === CONTAINER_TOOL;
    if (!isContainer && !isCommandTool(request.toolName)) return undefined;
    const { shell = 'bash', locate = locateByText, list, gitRisk } = options;
    const judging = {
      shell,
      locate,
      list,
      policies: policiesFor(request),
      protectedPaths,
      ...(gitRisk === undefined ? {} : { gitRisk }),
    };
    if (!isContainer) return judgeCommand(request, judging);
    return limitsOf(await judgeCommand({ ...request, toolName: 'bash' }, judging));
  };

  const decide = async (
    request: PermissionRequest,
    judged: JudgedCommand | undefined,
  ): Promise<PermissionVerdict> => {
    const byName =
      judged === undefined || request.toolName === CONTAINER_TOOL
        ? policiesFor(request).map((policy) => policy.matchingRule(request))
        : [];
    const ruled = [...byName, judged?.ruled];
    const checked = await options.checker?.check(request);
    const denied = [...ruled, checked].find((verdict) => verdict?.decision === 'deny');
    if (denied !== undefined) return denied;
    const restricted = options.restriction?.(
      judged === undefined ? request : { ...request, commandLine: judged.line },
    );
    if (restricted !== undefined) return answer('deny', restricted);

    const mode = options.mode();
    if (!request.readOnly && !HARMLESS_TOOLS.has(request.toolName)) {
      if (!isTrusted()) return UNTRUSTED;
      if (mode === 'readonly') return READ_ONLY;
      const protection = protectionOf(request, protectedPaths) ?? judged?.protection;
      if (protection !== undefined) return { ...answer('ask', protection), isProtected: true };
      if (request.toolName === OWN_TERMINAL) return ASK_FOR_TERMINAL;
    }
    const caution = options.caution?.(
      judged === undefined ? request : { ...request, commandLine: judged.line },
    );
    if (caution !== undefined) return { ...answer('ask', caution), isProtected: true };
    if (judged?.unparsable !== undefined) return judged.unparsable;
    if (options.permissive === true) return answer('allow', { code: 'permissive' });

    for (const decision of ['allow', 'ask'] as const) {
      const verdict = ruled.find((candidate) => candidate?.decision === decision);
      if (verdict !== undefined) return verdict;
    }
    if (checked !== undefined) return checked;
    const isInside = allPaths(request).every((path) => path.folder !== undefined);
    if (sandboxOf(request)?.allows === true && isInside && judged?.outside === undefined)
      return answer('allow', { code: 'sandboxed' });
    const verdict = judged?.byItself ?? defaultOf(mode, request, judged);
    const risk = judged?.line.gitRisk;
    return risk === undefined || verdict.decision !== 'ask'
      ? verdict
      : answer('ask', { code: 'git_runs_program', setting: risk });
  };

  const effects = async (
    request: PermissionRequest,
    judged: JudgedCommand | undefined,
  ): Promise<readonly Effect[]> => {
    const { shell = 'bash', locate = locateByText } = options;
    const { command } = request.args;
    // Also of a line that rules do not look at.
    const line =
      judged?.line ??
      (typeof command === 'string' ? await examineLine(command, { shell, locate }) : undefined);
    return effectsOf(request, line, { shell, locate });
  };

  /** The same effect that was refused asks again, or is refused. */
  const remembering = async (
    verdict: PermissionVerdict,
    request: PermissionRequest,
    judged: JudgedCommand | undefined,
  ): Promise<PermissionVerdict> => {
    const { denials } = options;
    if (denials === undefined || verdict.decision === 'deny') return verdict;
    if (denials.isEmpty && verdict.decision === 'allow') return verdict;
    const found = await effects(request, judged);
    const refused = denials.judge(found);
    if (refused === undefined) return verdict.decision === 'ask' ? { ...verdict, effects: found } : verdict;
    const { decision, cause } = refused;
    return {
      ...answer(decision, cause),
      ...(decision === 'ask' ? { isProtected: true, effects: found } : {}),
    };
  };

  return {
    check: async (request) => {
      try {
        const judged = await judge(request);
        const verdict = await remembering(await decide(request, judged), request, judged);
        if (judged === undefined) return verdict;
        const facts = verdict.decision === 'ask' ? { facts: commandFacts(judged.line) } : {};
        return { ...verdict, commandLine: judged.line, ...facts };
      } catch (error) {
        // A guard that fails must not let the call pass, nor be remembered as an answer.
        const message = error instanceof Error ? error.message : String(error);
        return { ...answer('ask', { code: 'check_failed', message }), isProtected: true };
      }
    },
  };
}

/**
 * The rule that "this session" or "always" would add, and the same in words: what the commands of a line are for, else exactly this
 * line; exactly this file, or the folder when a call changes several files. Undefined where no narrow rule can say it. Never offer it
 * for a protected verdict.
 */
export function rememberOffer(request: PermissionRequest): RememberOffer | undefined {
  const { toolName } = request;
  if (toolName.toLowerCase() === 'bash') {
    const command = argumentText(request);
    if (command.trim() === '') return undefined;
    return commandOffer(command, request.commandLine ?? { text: command, parsed: { unparsable: 'syntax' } });
  }
  const paths = distinct(allPaths(request));
  if (paths.length === 0) {
    if (toolName.includes('(')) return undefined;
    const words = `use \`${toolName}\` without asking, whatever its arguments`;
    return { rule: toolName, words, subject: { kind: 'tool', toolName } };
  }
  const [first] = paths;
  if (paths.length === 1 && first !== undefined) {
    if (!canBeExact(first.path)) return undefined;
    return {
      rule: `${toolName}(${first.path})`,
      words: `${verbOf(toolName)} \`${makeVisible(first.display)}\` without asking`,
      subject: { kind: 'file', toolName, path: makeVisible(first.display) },
    };
  }
  const folder = commonFolder(paths);
  if (folder === undefined || !canBeExact(folder.path)) return undefined;
  return {
    rule: `${toolName}(${folder.path}/**)`,
    words: `${verbOf(toolName)} any file in \`${makeVisible(folder.display)}\` without asking`,
    subject: { kind: 'folder', toolName, path: makeVisible(folder.display) },
  };
}

/** Several rules stand behind each other, with a space between them (`splitRules`). */
function commandOffer(command: string, line: LineView): RememberOffer | undefined {
  const patterns = offeredPatterns(line);
  if (patterns === undefined) return undefined;
  const rule = patterns.map((pattern) => `bash(${pattern})`).join(' ');
  // A command that would be read as several rules.
  if (splitRules(rule).length !== patterns.length) return undefined;
  if (patterns.length === 1 && patterns[0] === exactCommandPattern(command)) {
    const shown = makeVisible(command);
    return {
      rule,
      words: `run exactly \`${shown}\` without asking`,
      subject: { kind: 'command', command: shown },
    };
  }
  return { rule, words: `allow \`${rule}\` without asking`, subject: { kind: 'rule', rule } };
}

// They only end or read what this session started itself.
const HARMLESS_TOOLS: ReadonlySet<string> = new Set(['bash_output', 'bash_end']);

/** Its argument is a command line as that of `bash`. */
const CONTAINER_TOOL = 'sandbox';

/** The tool of the host that runs a command in the person's own shell, with their profile and aliases: what is checked is not what runs. */
const OWN_TERMINAL = 'terminal';
const ASK_FOR_TERMINAL: PermissionVerdict = {
  ...answer('ask', { code: 'own_terminal' }),
  isProtected: true,
};

const UNTRUSTED = answer('deny', { code: 'untrusted' });
const READ_ONLY = answer('deny', { code: 'mode_readonly' });

/** What may not run on this machine may not run on its files in a container either; what may is not allowed there by that. */
function limitsOf({ line, ruled, protection, unparsable }: JudgedCommand): JudgedCommand {
  return {
    line,
    ...(ruled === undefined || ruled.decision === 'allow' ? {} : { ruled }),
    ...(protection === undefined ? {} : { protection }),
    ...(unparsable === undefined ? {} : { unparsable }),
  };
}

function protectionOf(
  request: PermissionRequest,
  protectedPaths: ProtectedPaths,
): PermissionCause | undefined {
  for (const file of allPaths(request)) {
    const what = protectedPaths.kindOf(file);
    if (what !== undefined) return { code: 'protected_file', path: file.display, what };
  }
  return undefined;
}

function defaultOf(
  mode: PermissionMode,
  request: PermissionRequest,
  judged?: JudgedCommand,
): PermissionVerdict {
  if (judged?.outside !== undefined) return judged.outside;
  const outside = allPaths(request).find((path) => path.folder === undefined);
  const { toolName } = request;
  if (request.readOnly) {
    if (outside !== undefined) return answer('ask', { code: 'outside_read', path: outside.display });
    return answer('allow', { code: 'inside_read' });
  }
  if (HARMLESS_TOOLS.has(toolName)) return answer('allow', { code: 'own_command' });
  if (outside !== undefined) return answer('ask', { code: 'outside_write', path: outside.display });
  if (request.changes !== undefined) {
    const decision = mode === 'ask' ? 'ask' : 'allow';
    return answer(decision, { code: 'writing', decision, mode });
  }
  const decision = mode === 'auto' ? 'allow' : 'ask';
  const isUse = decision === 'ask' && toolName.toLowerCase() !== 'bash';
  return answer(decision, isUse ? { code: 'using', toolName, mode } : { code: 'running', decision, mode });
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
