/** Rules as written, such as `bash(npm test)`, `edit(src/**)`, `mcp__github`. Syntax and order: spec section 3. */
export interface PermissionRules {
  readonly allow?: readonly string[];
  readonly ask?: readonly string[];
  readonly deny?: readonly string[];
}
