// What permission rules would have decided on calls of the past: one rule by itself, and all of them as they are now.
import { homedir } from 'node:os';
import { isParsed } from './commands/commandLine';
import type { PermissionVerdict } from './permission';
import { allowRuleMatches, isCommandTool, lineOf, strictRuleMatches } from './rule';
import type { PermissionRule, RuleContext, RuleSubject } from './rule';
import type { RuleList } from './rules';

/** A call of the past, and what the gate says to it now. */
export interface JudgedCall {
  readonly toolId: string;
  readonly toolName: string;
  /** One line for people, as it was then. */
  readonly title: string;
  /** What rules are tested against: paths as they lead now, and its command line taken apart. */
  readonly subject: RuleSubject;
  readonly verdict: PermissionVerdict;
}

/** `part`: an allow rule that covers some commands of the line, but not all that need one. */
export type RuleEffect = RuleList | 'part';

/** What a rule by itself says to a call; undefined for nothing. Other rules, protections and the mode may decide otherwise. */
export function effectOfRule(
  rule: PermissionRule,
  list: RuleList,
  subject: RuleSubject,
  context: RuleContext = { platform: process.platform, home: homedir() },
): RuleEffect | undefined {
  if (list !== 'allow') return strictRuleMatches(rule, subject, context) ? list : undefined;
  if (allowRuleMatches(rule, subject, context)) return 'allow';
  return isCommandTool(rule.tool) && isCommandTool(subject.toolName) && coversPart(rule, subject, context)
    ? 'part'
    : undefined;
}

function coversPart(rule: PermissionRule, subject: RuleSubject, context: RuleContext): boolean {
  const line = lineOf(subject);
  const { parsed, reading } = line;
  if (!isParsed(parsed) || parsed.parts.length < 2) return false;
  return parsed.parts.some((part) => {
    if (reading?.has(part) === true) return false;
    const alone = { text: part.source, parsed: { ...parsed, parts: [part] } };
    return allowRuleMatches(rule, { ...subject, commandLine: alone }, context);
  });
}
