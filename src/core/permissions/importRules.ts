// Reads the permission lists of Claude Code's `settings.json` as rules of ours. A rule is taken over only where ours allows no more than
// it did, or stops no less; where the two differ it says so. Pure.
import { ruleProblem } from './ruleProblem';
import type { RuleList } from './rules';

/** What is different about a rule that was taken over. */
export type ImportNote =
  /** Ours for reading or writing hold inside of the workspace. */
  | 'inside_workspace'
  /** It was about files of this name in any folder; ours is about the top of the workspace. */
  | 'top_only'
  /** Ours stops more than it did. */
  | 'wider';

/** Why a rule can't be taken over. */
export type ImportRefusal =
  | { readonly code: 'not_a_rule' }
  | { readonly code: 'no_such_tool'; readonly tool: string }
  /** An allow rule with a star that would have to reach over several commands, or over redirects. */
  | { readonly code: 'several_commands' }
  /** A way to write patterns that ours do not have. */
  | { readonly code: 'pattern' }
  /** A setting beside the lists. */
  | { readonly code: 'other_setting' };

export type ImportedRule =
  | {
      readonly list: RuleList;
      /** As it stands in the file. */
      readonly from: string;
      /** At least one. */
      readonly rules: readonly string[];
      readonly notes: readonly ImportNote[];
    }
  | { readonly list?: RuleList; readonly from: string; readonly refused: ImportRefusal };

export interface ImportContext {
  /** Absolute folder, with `/`, that a pattern with one `/` at its start begins at; absent: the root of the workspace. */
  readonly base?: string;
}

/** Undefined for a text that is no such file: no JSON, or without an object `permissions`. */
export function importRules(text: string, context: ImportContext = {}): readonly ImportedRule[] | undefined {
  const permissions = entriesOf(entriesOf(parse(text))?.get('permissions'));
  if (permissions === undefined) return undefined;
  const imported: ImportedRule[] = [];
  for (const [key, value] of permissions) {
    const list = key === 'allow' || key === 'ask' || key === 'deny' ? key : undefined;
    if (list === undefined) imported.push({ from: key, refused: { code: 'other_setting' } });
    else if (!Array.isArray(value)) imported.push({ list, from: key, refused: { code: 'not_a_rule' } });
    else for (const rule of new Set<unknown>(value)) imported.push(importRule(rule, list, context));
  }
  return imported;
}

type Read = { readonly rules: readonly string[]; readonly notes?: readonly ImportNote[] } | ImportRefusal;

function importRule(value: unknown, list: RuleList, context: ImportContext): ImportedRule {
  if (typeof value !== 'string') {
    return { list, from: JSON.stringify(value), refused: { code: 'not_a_rule' } };
  }
  const parts = /^([A-Za-z_][\w-]*|mcp__[\w-]+\*)(?:\(([^]*)\))?$/.exec(value.trim());
  const tool = parts?.[1];
  if (tool === undefined) return { list, from: value, refused: { code: 'not_a_rule' } };
  const pattern = parts?.[2]?.trim();
  const read = readRule(tool, pattern === '' || pattern === '*' ? undefined : pattern, list, context);
  if ('code' in read) return { list, from: value, refused: read };
  // Whatever ours would not take for a rule is none.
  if (read.rules.some((rule) => ruleProblem(rule) !== undefined))
    return { list, from: value, refused: { code: 'pattern' } };
  return { list, from: value, rules: read.rules, notes: read.notes ?? [] };
}

function readRule(tool: string, pattern: string | undefined, list: RuleList, context: ImportContext): Read {
  if (tool === 'Bash') return pattern === undefined ? { rules: ['bash'] } : readCommand(pattern, list);
  if (tool.startsWith('mcp__')) {
    return pattern === undefined ? { rules: [tool.replace(/__\*?$/, '')] } : { code: 'pattern' };
  }
  const names = toolNames(tool, list, pattern !== undefined);
  if (names === undefined) return { code: 'no_such_tool', tool };
  if (pattern === undefined) {
    const isAboutFiles = FILE_TOOLS.has(tool) && list === 'allow';
    return { rules: names, ...(isAboutFiles ? { notes: ['inside_workspace'] } : {}) };
  }
  return FILE_TOOLS.has(tool) ? readPath(names, pattern, list, context) : { code: 'pattern' };
}

const FILE_TOOLS: ReadonlySet<string> = new Set(['Read', 'Edit', 'MultiEdit', 'NotebookEdit', 'Write']);

function toolNames(tool: string, list: RuleList, hasPattern: boolean): readonly string[] | undefined {
  switch (tool) {
    case 'Read':
      return list === 'allow' || hasPattern ? ['read'] : ['read', 'grep', 'glob', 'ls'];
    case 'Edit':
    case 'MultiEdit':
    case 'NotebookEdit':
      // A pattern of a deny or ask rule for `edit` holds for whatever changes files; without one each tool is meant by itself.
      if (list === 'allow') return ['edit', 'write', 'patch'];
      return hasPattern ? ['edit'] : ['edit', 'write', 'patch', 'delete'];
    case 'Write':
      return ['write'];
    case 'Grep':
      return ['grep'];
    case 'Glob':
      return ['glob'];
    case 'LS':
      return ['ls'];
    case 'BashOutput':
      return ['bash_output'];
    case 'KillShell':
    case 'KillBash':
      return ['bash_end'];
    default:
      return undefined;
  }
}

function readCommand(pattern: string, list: RuleList): Read {
  const body = pattern.replace(/:\*$/, '');
  const isOpen = body !== pattern || body.includes('*');
  if (list !== 'allow') {
    // `rm *` stops `rm` as well, so that nothing is let through by the difference.
    return { rules: [`bash(${pattern.replace(/(?<=\S) \*$/, ':*')})`] };
  }
  // What a backslash means there is not told, and ours takes it for an escape.
  if (pattern.includes('\\')) return { code: 'pattern' };
  if (isOpen && /[;&|<>\n`]|\$\(/.test(body)) return { code: 'several_commands' };
  return { rules: [`bash(${pattern})`] };
}

/** Paths are written as in `.gitignore`, but `//x` is absolute, `~/x` at home, and `/x` where the file belongs to. */
function readPath(tools: readonly string[], pattern: string, list: RuleList, { base }: ImportContext): Read {
  if (/^!|[{}\\]/.test(pattern)) return { code: 'pattern' };
  const notes: ImportNote[] = [];
  let path = pattern.replace(/^(?:\.\/)+/, '');
  if (/\[[^\]]*\]/.test(path)) {
    if (list === 'allow') return { code: 'pattern' };
    path = path.replace(/\[[^\]]*\]/g, '?');
    notes.push('wider');
  }
  if (path.startsWith('//')) path = path.slice(1);
  else if (path.startsWith('/')) path = base === undefined ? path.slice(1) : `${base}${path}`;
  else if (!path.startsWith('~/') && !/\/./.test(path) && path !== '**') {
    if (list === 'allow') notes.push('top_only');
    else path = `**/${path}`;
  }
  const patterns = path.endsWith('/') ? [`${path}**`] : [path];
  // A name may be that of a folder; then all in it is meant.
  if (list !== 'allow' && !/\*\*$|\/$/.test(path)) patterns.push(`${path}/**`);
  return { rules: patterns.flatMap((one) => tools.map((tool) => `${tool}(${one})`)), notes };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    // Not JSON: the caller says that the file can't be read.
    return undefined;
  }
}

function entriesOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? new Map(Object.entries(value)) : undefined;
}
