// One permission rule: how it is written and what it matches (spec section 3). Two departures, both on purpose: the prefix of an
// MCP rule ends at a delimiter, and `bash` patterns follow design section 5 (`*` is any text inside one simple command, without `*` the
// pattern is exact, `:*` ends at a word, and a rule has to cover every command of the line).
import { ConfigurationError } from '../config/configurationError';
import type { FileChange, ResolvedPath } from '../workspace/workspace';
import { coversLine, touchesLine } from './commands/commandRules';
import type { LineView } from './commands/commandRules';
import { parseWithoutGrammar } from './commands/parseCommandLine';
import { matchesGlob } from './ruleGlob';

/** A parsed rule. */
export interface PermissionRule {
  /** As written. */
  readonly text: string;
  /** Lower case. */
  readonly tool: string;
  /** Absent: all arguments. */
  readonly pattern?: string;
}

/** What a rule is tested against; a `PermissionRequest` is one. */
export interface RuleSubject {
  readonly toolName: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly paths?: readonly ResolvedPath[];
  readonly changes?: readonly FileChange[];
  /** For `bash`: its line, taken apart. Absent: only plain words are understood, the rest counts as not read. */
  readonly commandLine?: LineView;
}

/** Facts about the machine that path patterns depend on. */
export interface RuleContext {
  /** File systems of `darwin` and `win32` fold case; `win32` also writes `\` for `/`. */
  readonly platform: NodeJS.Platform;
  /** What `~` at the start of a path pattern stands for. */
  readonly home: string;
}

/** Parses `tool` or `tool(pattern)`. A `(` without a closing `)` at the end is part of the tool's name. Throws `ConfigurationError`. */
export function parseRule(text: string): PermissionRule {
  const trimmed = text.trim();
  if (trimmed === '') throw new ConfigurationError({ about: 'setup', code: 'empty_rule' });
  const open = trimmed.indexOf('(');
  if (open <= 0 || !trimmed.endsWith(')')) return { text: trimmed, tool: trimmed.toLowerCase() };
  const tool = trimmed.slice(0, open).trim().toLowerCase();
  return { text: trimmed, tool, pattern: trimmed.slice(open + 1, -1) };
}

/** Rules that stand behind each other, as they are offered for a line of several commands. */
export function splitRules(text: string): readonly string[] {
  return text.split(/(?<=\))\s+(?=bash\()/i);
}

/** True when an allow rule covers the call: every path of it, and every command of its line. */
export function allowRuleMatches(rule: PermissionRule, subject: RuleSubject, context: RuleContext): boolean {
  if (!matchesTool(rule.tool, subject.toolName)) return false;
  const paths = allPaths(subject);
  const { pattern } = rule;
  if (pattern === undefined || pattern === '*') return paths.every((path) => path.folder !== undefined);
  if (isCommandTool(subject.toolName)) return coversLine([rule], lineOf(subject));
  if (paths.length > 0 && paths.every((path) => allowsPath(pattern, path, context))) return true;
  if (takesPathArgument(subject.toolName)) {
    // Without a resolved path the written one counts only when it can't lead elsewhere.
    const written = argumentText(subject);
    return paths.length === 0 && !written.split(/[\\/]/).includes('..') && matchesText(pattern, written);
  }
  return paths.every((path) => path.folder !== undefined) && matchesText(pattern, argumentText(subject));
}

/**
 * True when a deny or ask rule touches the call: by any of its paths in any spelling, or by any command of its line. A path rule
 * of one tool that changes files touches the others too, so that what `edit` may not do `patch` may not do either; likewise `read`
 * and the searching tools.
 */
export function strictRuleMatches(rule: PermissionRule, subject: RuleSubject, context: RuleContext): boolean {
  const sameTool = matchesTool(rule.tool, subject.toolName);
  const { pattern } = rule;
  if (pattern === undefined) return sameTool;
  if (sameTool && pattern === '*') return true;
  if (sameTool && isCommandTool(subject.toolName)) {
    return touchesLine(rule, lineOf(subject));
  }
  if (!sameTool && !isSameKind(rule.tool, subject)) return false;
  if (allPaths(subject).some((path) => touchesPath(pattern, path, context))) return true;
  return sameTool && matchesText(pattern, argumentText(subject));
}

/** The text that patterns of this tool are matched against. */
export function argumentText(subject: Pick<RuleSubject, 'toolName' | 'args'>): string {
  const { args } = subject;
  switch (subject.toolName.toLowerCase()) {
    case 'bash':
      return stringOf(args, 'command');
    case 'read':
    case 'write':
    case 'edit':
    case 'delete':
      return stringOf(args, 'file_path');
    case 'glob':
      return stringOf(args, 'pattern');
    case 'grep':
      return `${stringOf(args, 'pattern')} ${stringOf(args, 'path')}`;
    case 'ls':
      return stringOf(args, 'path');
    default:
      return JSON.stringify(args);
  }
}

/** Every path that a call reads or writes, both ends of a rename included. */
export function allPaths(subject: RuleSubject): readonly ResolvedPath[] {
  const changed = (subject.changes ?? []).flatMap((change) =>
    change.kind === 'rename' ? [change.file, change.to] : [change.file],
  );
  return [...(subject.paths ?? []), ...changed];
}

/** True for the pattern of a path that does not depend on a workspace folder. */
export function isAbsolutePattern(pattern: string): boolean {
  return /^(?:\/|~(?:[\\/]|$)|[A-Za-z]:[\\/]|[A-Za-z][A-Za-z0-9+.-]*:\/\/)/.test(pattern);
}

const CHANGING_TOOLS: ReadonlySet<string> = new Set(['write', 'edit', 'patch', 'delete']);
const READING_TOOLS: ReadonlySet<string> = new Set(['read', 'grep', 'glob', 'ls']);
const PATH_ARGUMENT_TOOLS: ReadonlySet<string> = new Set(['read', 'write', 'edit', 'delete', 'ls']);

function matchesTool(ruleTool: string, toolName: string): boolean {
  const called = toolName.toLowerCase();
  if (ruleTool === called) return true;
  if (!ruleTool.startsWith('mcp__') || !called.startsWith('mcp__')) return false;
  return called.startsWith(ruleTool.endsWith('__') ? ruleTool : `${ruleTool}__`);
}

/** True when several allow rules together cover a command line; one alone: any call. */
export function allowRulesMatch(
  rules: readonly PermissionRule[],
  subject: RuleSubject,
  context: RuleContext,
): boolean {
  if (rules.length > 1 && isCommandTool(subject.toolName))
    return rules.every(({ tool }) => isCommandTool(tool)) && coversLine(rules, lineOf(subject));
  return rules.every((rule) => allowRuleMatches(rule, subject, context));
}

/** The command line of a `bash` call. */
export function lineOf(subject: RuleSubject): LineView {
  if (subject.commandLine !== undefined) return subject.commandLine;
  const text = argumentText(subject);
  return { text, parsed: parseWithoutGrammar(text) ?? { unparsable: 'not_understood' } };
}

export function isCommandTool(toolName: string): boolean {
  return toolName.toLowerCase() === 'bash';
}

function takesPathArgument(toolName: string): boolean {
  return PATH_ARGUMENT_TOOLS.has(toolName.toLowerCase());
}

function isSameKind(ruleTool: string, subject: RuleSubject): boolean {
  const called = subject.toolName.toLowerCase();
  if (CHANGING_TOOLS.has(ruleTool)) return CHANGING_TOOLS.has(called) || subject.changes !== undefined;
  return ruleTool === 'read' && READING_TOOLS.has(called);
}

function matchesText(pattern: string, text: string): boolean {
  if (pattern === '*') return true;
  if (pattern.endsWith(':*')) return text.startsWith(pattern.slice(0, -2));
  return matchesGlob(pattern, text);
}

function allowsPath(pattern: string, path: ResolvedPath, context: RuleContext): boolean {
  const wanted = normalise(expandHome(pattern, context), context);
  const absolute = isAbsolutePattern(pattern);
  // A pattern that is relative to the workspace says nothing about a path outside of it.
  if (!absolute && path.folder === undefined) return false;
  const spellings = absolute ? [path.path] : insideSpellings(path);
  return spellings.some((spelling) => matchesText(wanted, normalise(spelling, context)));
}

function touchesPath(pattern: string, path: ResolvedPath, context: RuleContext): boolean {
  const wanted = normalise(expandHome(pattern, context), context);
  return [path.path, ...insideSpellings(path)].some((spelling) => {
    const text = normalise(spelling, context);
    // `secret/**` also touches the folder `secret` itself.
    return matchesText(wanted, text) || matchesText(wanted, `${text}/`);
  });
}

/** How a path may be written relative to the workspace: as displayed, and relative to its own folder. */
function insideSpellings(path: ResolvedPath): readonly string[] {
  const root = path.folder?.root;
  if (root === undefined) return [path.display];
  const prefix = root.endsWith('/') || root.endsWith('\\') ? root : root + (root.includes('\\') ? '\\' : '/');
  return path.path.startsWith(prefix) ? [path.display, path.path.slice(prefix.length)] : [path.display];
}

function expandHome(pattern: string, context: RuleContext): string {
  return /^~(?:[\\/]|$)/.test(pattern) ? context.home + pattern.slice(1) : pattern;
}

function normalise(text: string, context: RuleContext): string {
  const slashes = context.platform === 'win32' ? text.replace(/\\/g, '/') : text;
  const relative = slashes.replace(/^(?:\.\/+)+/, '').normalize('NFC');
  return context.platform === 'win32' || context.platform === 'darwin' ? relative.toLowerCase() : relative;
}

function stringOf(args: Readonly<Record<string, unknown>>, name: string): string {
  const value = Object.hasOwn(args, name) ? args[name] : undefined;
  return typeof value === 'string' ? value : '';
}
