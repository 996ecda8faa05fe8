// The skills that a run has loaded, and what they leave it of its tools.
import type { PermissionCause } from '../permissions/permissionCause';
import { coversLine } from '../permissions/commands/commandRules';
import { allowRuleMatches, isCommandTool, parseRule } from '../permissions/rule';
import type { PermissionRule, RuleContext, RuleSubject } from '../permissions/rule';
import type { Skill } from './skill';

export interface ActiveSkills {
  /** A run begins or goes on: what another one loaded does not count here. */
  enter(runId: string): void;
  activate(skill: Skill): void;
  /** Names, in the order in which they were loaded. */
  names(): readonly string[];
  /** Why a call is refused; undefined where the loaded skills have nothing against it. */
  restriction(subject: RuleSubject): PermissionCause | undefined;
}

/** What a skill can't take away: loading another one, and what concerns only the session itself. */
const ALWAYS: ReadonlySet<string> = new Set(['skill', 'bash_output', 'bash_end', 'retrieve_artifact']);

/**
 * A call is refused when no loaded skill allows it; a skill without a list allows everything (spec section 6, with the arguments
 * matched as permission rules). The restriction ends with the run.
 */
export function createActiveSkills(context: RuleContext): ActiveSkills {
  let run = '';
  let active = new Map<string, readonly PermissionRule[]>();
  return {
    enter(runId) {
      if (runId === run) return;
      run = runId;
      active = new Map();
    },
    activate({ name, allowedTools = [] }) {
      active.set(name, allowedTools.map(parseRule));
    },
    names: () => [...active.keys()],
    restriction(subject) {
      if (active.size === 0 || ALWAYS.has(subject.toolName)) return undefined;
      const lists = [...active.values()];
      if (lists.some((rules) => rules.length === 0 || permits(rules, subject, context))) return undefined;
      return { code: 'skill_restricts', skills: [...active.keys()] };
    },
  };
}

function permits(rules: readonly PermissionRule[], subject: RuleSubject, context: RuleContext): boolean {
  const { toolName } = subject;
  const ofTool = rules.filter(
    ({ tool }) => tool === toolName.toLowerCase() || tool === '*' || isServerOf(tool, toolName),
  );
  if (ofTool.some(({ pattern }) => pattern === undefined || pattern === '*')) return true;
  if (isCommandTool(toolName)) {
    return ofTool.length > 0 && subject.commandLine !== undefined && coversLine(ofTool, subject.commandLine);
  }
  return ofTool.some((rule) => allowRuleMatches(rule, subject, context));
}

/** `mcp__github` stands for all tools of that server. */
function isServerOf(rule: string, toolName: string): boolean {
  return rule.startsWith('mcp__') && toolName.toLowerCase().startsWith(`${rule.replace(/__\*?$/, '')}__`);
}
