// Rules in three lists, decided in the order of spec section 3: deny, allow, ask, then the default. Each command of a line is decided by
// itself, and the strictest answer holds (`commands/commandRules.ts`).
import { causeText } from './permissionCause';
import type { PermissionCause } from './permissionCause';
import { homedir } from 'node:os';
import { ConfigurationError } from '../config/configurationError';
import type { ResolvedPath } from '../workspace/workspace';
import type {
  PermissionChecker,
  PermissionDecision,
  PermissionRequest,
  PermissionVerdict,
} from './permission';
import { decideLine } from './commands/commandRules';
import type { CommandRules } from './commands/commandRules';
import { allowRuleMatches, isCommandTool, lineOf, parseRule, strictRuleMatches } from './rule';
import type { PermissionRule, RuleContext, RuleSubject } from './rule';
import type { PermissionRules, RuleList } from './rules';

export interface PermissionPolicyOptions extends PermissionRules {
  /** Where no rule matches. Default `ask`. */
  readonly defaultDecision?: PermissionDecision;
  /** Default true; false allows everything. */
  readonly enabled?: boolean;
  /** Default: this machine. */
  readonly context?: RuleContext;
}

/** Rules that match one call, for showing. */
export interface MatchingRules {
  readonly deny: readonly string[];
  readonly allow: readonly string[];
  readonly ask: readonly string[];
}

export class PermissionPolicy implements PermissionChecker {
  enabled: boolean;
  defaultDecision: PermissionDecision;
  private readonly context: RuleContext;
  private readonly denyRules: PermissionRule[] = [];
  private readonly allowRules: PermissionRule[] = [];
  private readonly askRules: PermissionRule[] = [];

  /** Throws `ConfigurationError` for a rule that is not one. */
  constructor(options: PermissionPolicyOptions = {}) {
    this.enabled = options.enabled ?? true;
    this.defaultDecision = options.defaultDecision ?? 'ask';
    this.context = options.context ?? { platform: process.platform, home: homedir() };
    for (const rule of options.deny ?? []) this.deny(rule);
    for (const rule of options.allow ?? []) this.allow(rule);
    for (const rule of options.ask ?? []) this.ask(rule);
  }

  /** Allows whatever no rule denies or asks about. */
  static permissive(): PermissionPolicy {
    return new PermissionPolicy({ defaultDecision: 'allow' });
  }

  /** Asks about whatever no rule decides. */
  static strict(): PermissionPolicy {
    return new PermissionPolicy({ defaultDecision: 'ask' });
  }

  /**
   * Reads what `toJSON` wrote, or a hand-written object of that shape. Throws `ConfigurationError` that names the wrong key.
   */
  static fromJson(value: unknown, context?: RuleContext): PermissionPolicy {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new ConfigurationError({ about: 'setup', code: 'permissions' });
    }
    const entries = new Map<string, unknown>(Object.entries(value));
    const defaultDecision = entries.get('defaultDecision') ?? 'ask';
    if (defaultDecision !== 'allow' && defaultDecision !== 'ask' && defaultDecision !== 'deny') {
      throw new ConfigurationError({ about: 'setup', code: 'permissions_default' });
    }
    const enabled = entries.get('enabled') ?? true;
    if (typeof enabled !== 'boolean')
      throw new ConfigurationError({ about: 'setup', code: 'permissions_enabled' });
    return new PermissionPolicy({
      allow: ruleList(entries, 'allow'),
      ask: ruleList(entries, 'ask'),
      deny: ruleList(entries, 'deny'),
      defaultDecision,
      enabled,
      ...(context === undefined ? {} : { context }),
    });
  }

  allow(rule: string): this {
    return this.add(this.allowRules, rule);
  }

  deny(rule: string): this {
    return this.add(this.denyRules, rule);
  }

  ask(rule: string): this {
    return this.add(this.askRules, rule);
  }

  /** Takes a rule back; one that is not there is no error. */
  remove(list: RuleList, text: string): this {
    const rules = { allow: this.allowRules, ask: this.askRules, deny: this.denyRules }[list];
    const at = rules.findIndex((rule) => rule.text === text.trim());
    if (at >= 0) rules.splice(at, 1);
    return this;
  }

  /** The rules as text. */
  get rules(): Required<PermissionRules> {
    const texts = (list: readonly PermissionRule[]) => list.map((rule) => rule.text);
    return { allow: texts(this.allowRules), ask: texts(this.askRules), deny: texts(this.denyRules) };
  }

  /** The rules about `bash`, to be decided together with those of other policies. */
  get commandRules(): CommandRules {
    const about = (list: readonly PermissionRule[]) => list.filter(({ tool }) => isCommandTool(tool));
    return { deny: about(this.denyRules), allow: about(this.allowRules), ask: about(this.askRules) };
  }

  /** True where a rule for reading denies or asks about some paths only: what is read then has to be known. */
  get hasReadLimits(): boolean {
    const limits = [...this.denyRules, ...this.askRules];
    return limits.some(({ tool, pattern }) => READING_TOOLS.has(tool) && pattern !== '*');
  }

  check(request: PermissionRequest): PermissionVerdict {
    if (!this.enabled) return answer('allow', { code: 'policy_off' });
    const matched = this.matchingRule(request);
    if (matched !== undefined) return matched;
    const decision = this.defaultDecision;
    return answer(decision, { code: 'no_rule', decision });
  }

  /** The verdict of the first rule that matches, in the order deny, allow, ask; undefined when none does. */
  matchingRule(subject: RuleSubject): PermissionVerdict | undefined {
    if (isCommandTool(subject.toolName)) {
      const decided = decideLine(lineOf(subject), this.commandRules);
      return decided?.rule === undefined ? undefined : verdict(decided.decision, decided.rule);
    }
    const denied = this.denyRules.find((rule) => strictRuleMatches(rule, subject, this.context));
    if (denied !== undefined) return verdict('deny', denied);
    const allowed = this.allowRules.find((rule) => allowRuleMatches(rule, subject, this.context));
    if (allowed !== undefined) return verdict('allow', allowed);
    const asked = this.askRules.find((rule) => strictRuleMatches(rule, subject, this.context));
    return asked === undefined ? undefined : verdict('ask', asked);
  }

  isAllowed(request: PermissionRequest): boolean {
    return this.check(request).decision === 'allow';
  }

  isDenied(request: PermissionRequest): boolean {
    return this.check(request).decision === 'deny';
  }

  requiresConfirmation(request: PermissionRequest): boolean {
    return this.check(request).decision === 'ask';
  }

  /** True when a deny rule keeps the content of this file from being read; for searches that meet many files. */
  isReadDenied(file: ResolvedPath): boolean {
    if (!this.enabled) return false;
    const subject: RuleSubject = { toolName: 'read', args: { file_path: file.display }, paths: [file] };
    return this.denyRules.some((rule) => strictRuleMatches(rule, subject, this.context));
  }

  getMatchingRules(subject: RuleSubject): MatchingRules {
    const matching = (list: readonly PermissionRule[], matches: typeof allowRuleMatches) =>
      list.filter((rule) => matches(rule, subject, this.context)).map((rule) => rule.text);
    return {
      deny: matching(this.denyRules, strictRuleMatches),
      allow: matching(this.allowRules, allowRuleMatches),
      ask: matching(this.askRules, strictRuleMatches),
    };
  }

  /** What `fromJson` reads. */
  toJSON(): Required<PermissionRules> & {
    readonly defaultDecision: PermissionDecision;
    readonly enabled: boolean;
  } {
    return { ...this.rules, defaultDecision: this.defaultDecision, enabled: this.enabled };
  }

  private add(list: PermissionRule[], text: string): this {
    const rule = parseRule(text);
    if (!list.some((known) => known.text === rule.text)) list.push(rule);
    return this;
  }
}

const READING_TOOLS: ReadonlySet<string> = new Set(['read', 'grep', 'glob', 'ls']);

/**
 * The policy of rules that may change: a function is asked at each call, and gives the same object while they are the same. Throws
 * `ConfigurationError` for wrong ones, at the start for those of then.
 */
export function livePolicy(
  rules: PermissionRules | (() => PermissionRules) | undefined,
): () => PermissionPolicy {
  const ask = typeof rules === 'function' ? rules : () => rules;
  let of = ask();
  let policy = new PermissionPolicy(of);
  return () => {
    const now = ask();
    if (now !== of) {
      policy = new PermissionPolicy(now);
      of = now;
    }
    return policy;
  };
}

/** The answer of a rule. */
export function verdict(decision: PermissionDecision, rule: PermissionRule): PermissionVerdict {
  return { ...answer(decision, { code: 'rule', decision, rule: rule.text }), rule: rule.text };
}

/** An answer with its cause, in words too. */
export function answer(decision: PermissionDecision, cause: PermissionCause): PermissionVerdict {
  return { decision, reason: causeText(cause), cause };
}

function ruleList(entries: ReadonlyMap<string, unknown>, key: string): readonly string[] {
  const value = entries.get(key) ?? [];
  if (!Array.isArray(value)) throw new ConfigurationError({ about: 'setup', code: 'rule_list', list: key });
  return value.map((rule: unknown) => {
    if (typeof rule !== 'string')
      throw new ConfigurationError({ about: 'setup', code: 'rule_entry', list: key });
    return rule;
  });
}
