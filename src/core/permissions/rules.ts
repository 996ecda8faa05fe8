/** Rules as written, such as `bash(npm test)`, `edit(src/**)`, `mcp__github`. Syntax and order: spec section 3. */
export interface PermissionRules {
  readonly allow?: readonly string[];
  readonly ask?: readonly string[];
  readonly deny?: readonly string[];
}

export type RuleList = keyof PermissionRules;

/** In the order in which they count. */
export const RULE_LISTS: readonly RuleList[] = ['deny', 'allow', 'ask'];
