// How the patterns of `bash` rules meet a line: an allow rule has to cover every part of it, a deny or ask rule touches any. Over the
// parts of a line the strictest answer wins.
import { crudeSegments } from '../commandLine';
import type { PermissionRule } from '../rule';
import { isOpenCommandPattern, matchesCommandPattern } from '../ruleGlob';
import { actsUnnamed } from './actingOptions';
import { allParts, isParsed, programOf } from './commandLine';
import type { CommandPart, ParsedLine } from './commandLine';
import { codeTexts, runsText } from './hiddenCode';
import { isNullDevice } from './reading';

/** A command line at the gate. */
export interface LineView {
  readonly text: string;
  readonly parsed: ParsedLine;
  /** Parts that need no rule, as they only read inside the workspace. */
  readonly reading?: ReadonlySet<CommandPart>;
  /** What in the repository would make git run a program, where the line only asks it to read. */
  readonly gitRisk?: string;
}

/** Rules about commands. */
export interface CommandRules {
  readonly deny: readonly PermissionRule[];
  readonly allow: readonly PermissionRule[];
  readonly ask: readonly PermissionRule[];
}

/** `rule`: the one that decided; absent where all of the line only reads. */
export interface LineDecision {
  readonly decision: 'allow' | 'ask' | 'deny';
  readonly rule?: PermissionRule;
  /** True where the rule names exactly this line. */
  readonly isExact?: boolean;
}

/** Undefined where rules say nothing about a part of the line. The order for each part: deny, allow, ask; a rule for all commands last. */
export function decideLine(view: LineView, rules: CommandRules): LineDecision | undefined {
  const denied = rules.deny.find((rule) => touchesLine(rule, view));
  if (denied !== undefined) return { decision: 'deny', rule: denied };
  const exact = rules.allow.find((rule) => isExactLine(rule, view));
  if (exact !== undefined) return { decision: 'allow', rule: exact, isExact: true };
  const { parsed } = view;
  if (!isParsed(parsed)) return decideUnparsed(view, rules);
  let allowed: LineDecision = { decision: 'allow' };
  let isOpen = false;
  for (const part of parsed.parts) {
    const decided = decidePart(part, view, rules);
    if (decided?.decision === 'ask') return decided;
    if (decided === undefined) isOpen = true;
    else if (allowed.rule === undefined) allowed = decided;
  }
  // A pattern may also be about several commands at once, such as `curl * | sh`.
  const asked = rules.ask.find(
    (rule) =>
      !isForAll(rule) && spansLine(rule, view) && !parsed.parts.some((part) => touchesPart(rule, part)),
  );
  if (asked !== undefined) return { decision: 'ask', rule: asked };
  return isOpen ? undefined : allowed;
}

function decidePart(part: CommandPart, view: LineView, rules: CommandRules): LineDecision | undefined {
  const narrow = rules.allow.filter((rule) => !isForAll(rule));
  const covering = coveringRule(part, narrow, view);
  if (covering !== undefined) return { decision: 'allow', rule: covering };
  const asking = rules.ask.find((rule) => !isForAll(rule) && touchesPart(rule, part));
  if (asking !== undefined) return { decision: 'ask', rule: asking };
  const all = rules.allow.find(isForAll);
  if (all !== undefined) return { decision: 'allow', rule: all };
  const askingAll = rules.ask.find(isForAll);
  if (askingAll !== undefined) return { decision: 'ask', rule: askingAll };
  return view.reading?.has(part) === true ? { decision: 'allow' } : undefined;
}

/** What can't be read is matched crudely, which is enough to make an answer stricter. */
function decideUnparsed(view: LineView, { allow, ask }: CommandRules): LineDecision | undefined {
  const asked = ask.find((rule) => !isForAll(rule) && touchesLine(rule, view));
  if (asked !== undefined) return { decision: 'ask', rule: asked };
  const all = allow.find(isForAll);
  if (all !== undefined) return { decision: 'allow', rule: all };
  const asksAll = ask.find(isForAll);
  return asksAll === undefined ? undefined : { decision: 'ask', rule: asksAll };
}

/** True for a rule without a pattern, or with a star alone: it covers whatever no narrower rule asks about. */
export function isForAll({ pattern }: PermissionRule): boolean {
  return pattern === undefined || pattern === '*';
}

/** True when these allow rules together cover the line; parts that only read need none. */
export function coversLine(rules: readonly PermissionRule[], view: LineView): boolean {
  if (rules.some((rule) => isForAll(rule) || isExactLine(rule, view))) return true;
  const { parsed } = view;
  if (!isParsed(parsed)) return false;
  const uncovered = parsed.parts.filter((part) => view.reading?.has(part) !== true);
  const parts = uncovered.length === 0 ? parsed.parts : uncovered;
  return parts.every((part) => coveringRule(part, rules, view) !== undefined);
}

/** True when a deny or ask rule meets any command of the line, or the line as a whole. */
export function touchesLine(rule: PermissionRule, view: LineView): boolean {
  if (isForAll(rule) || spansLine(rule, view)) return true;
  const { parsed } = view;
  if (isParsed(parsed)) {
    return parsed.parts.some((part) => touchesPart(rule, part, runsText(parsed)));
  }
  return crudeSegments(view.text).some((segment) => matches(rule, segment));
}

function isExactLine(rule: PermissionRule, { text }: LineView): boolean {
  return isExact(rule) && matches(rule, text);
}

function spansLine(rule: PermissionRule, { text }: LineView): boolean {
  return matches(rule, text) || matches(rule, text.trim().replace(/\s+/g, ' '));
}

/** The rule that covers the part, with what it wraps; undefined where none does. */
function coveringRule(
  part: CommandPart,
  rules: readonly PermissionRule[],
  view: LineView,
): PermissionRule | undefined {
  const exact = rules.find(
    (rule) => isExact(rule) && ownTexts(part, true).some((text) => matches(rule, text)),
  );
  if (exact !== undefined) return exact;
  const { wrapper } = part;
  const own = rules.find((rule) => !isExact(rule) && coversOwnWords(rule, part));
  if (wrapper === undefined) return own;
  if (wrapper.kind === 'opaque') return undefined;
  // Programs that only run another one need no rule of their own.
  const isTransparent = wrapper.kind === 'plain' && isPlainProgram(part) && programOf(part) !== 'find';
  if (own === undefined && !(isTransparent && hasOnlyWords(part)) && view.reading?.has(part) !== true)
    return undefined;
  let first: PermissionRule | undefined = own;
  for (const { part: inner, at } of wrapper.inner) {
    if (own !== undefined && at !== undefined && fixedWords(own) > at) continue;
    const covering = coveringRule(inner, rules, view);
    if (covering === undefined) return undefined;
    first ??= covering;
  }
  return first;
}

/** An open pattern covers plain words only: no assignment, no file that is written or read by a redirect. */
function coversOwnWords(rule: PermissionRule, part: CommandPart): boolean {
  return (
    isPlainProgram(part, true) &&
    hasOnlyWords(part) &&
    !actsUnnamed(part, rule.pattern ?? '') &&
    ownTexts(part).some((text) => matches(rule, text))
  );
}

function hasOnlyWords({ assignments, redirects, defines }: CommandPart): boolean {
  return (
    assignments.length === 0 &&
    defines === undefined &&
    redirects.every(
      ({ kind, target }) =>
        kind === 'duplicate' || (kind === 'write' && target !== undefined && isNullDevice(target)),
    )
  );
}

/** True where it is known which program runs; `mayBePath`: also one that is named by its path. */
function isPlainProgram({ words }: CommandPart, mayBePath = false): boolean {
  const [name] = words;
  if (name?.text === undefined || name.isPattern === true || name.isHome === true) return false;
  return mayBePath || !/[\\/]/.test(name.text);
}

/** The part as written and, where nothing is lost by it, without quotes. `isWhole`: with assignments and redirects. */
function ownTexts(part: CommandPart, isWhole = false): readonly string[] {
  const written = part.words.map(({ source }) => source).join(' ');
  const texts = isWhole ? [part.source] : [written];
  if (hasOnlyWords(part)) texts.push(written);
  const values = part.words.map(({ text }) => text ?? ' ');
  if (hasOnlyWords(part) && values.every((value) => /^[^\s"'\\$`]+$/.test(value)))
    texts.push(values.join(' '));
  return texts;
}

/** How many whole words at its start an open pattern fixes. */
function fixedWords({ pattern = '' }: PermissionRule): number {
  const isPrefix = pattern.endsWith(':*');
  const head = isPrefix ? pattern.slice(0, -2) : pattern.slice(0, pattern.search(/(?<!\\)\*/));
  const words = head.split(' ');
  return isPrefix ? words.length : words.length - 1;
}

/** True when a deny or ask rule meets the part or what it wraps, whatever path, quotes or options are in the way. */
function touchesPart(rule: PermissionRule, part: CommandPart, mayRun = false): boolean {
  return allParts({ parts: [part], inBackground: false }).some((inner) =>
    strictTexts(inner, mayRun).some((text) => matches(rule, text)),
  );
}

/** `mayRun`: any text in the part may be run. */
function strictTexts(part: CommandPart, mayRun: boolean): readonly string[] {
  const { words, wrapper, redirects } = part;
  const texts = new Set([part.source, words.map(({ source }) => source).join(' ')]);
  const values = words.map(({ text, source }) => text ?? source);
  texts.add(values.join(' '));
  const program = programOf(part);
  if (program !== undefined) {
    const bare = program.replace(/\.exe$/i, '');
    for (const name of [bare, bare.toLowerCase()]) texts.add([name, ...values.slice(1)].join(' '));
    if (bare === 'git') texts.add(['git', ...withoutGitOptions(values.slice(1))].join(' '));
    for (const name of namesOf(bare)) texts.add([name, ...values.slice(1)].join(' '));
    for (const text of afterRunner(bare, values)) texts.add(text);
    for (const text of codeTexts(part)) texts.add(text);
  }
  if (wrapper !== undefined || mayRun) {
    // Whatever stands behind a wrapper may be what it runs, also in a way that is not understood.
    for (let at = 1; at < Math.min(values.length, MAX_TAILS); at += 1) texts.add(values.slice(at).join(' '));
  }
  if (mayRun) {
    const inputs = redirects.flatMap(({ kind, target }) =>
      kind === 'text' ? [target?.text ?? target?.source ?? ''] : [],
    );
    for (const value of [...values, ...inputs]) for (const text of crudeSegments(value)) texts.add(text);
  }
  return [...texts];
}

const MAX_TAILS = 64;

/** Other names of PowerShell's cmdlet for deleting. */
function namesOf(program: string): readonly string[] {
  if (program === 'rm') return ['Remove-Item'];
  return /^(?:remove-item|ri|del|erase|rd)$/i.test(program) ? ['Remove-Item', 'rm'] : [];
}

/** What containers, package runners and git may run: everything behind the word that says so. */
function afterRunner(program: string, values: readonly string[]): readonly string[] {
  const word = RUNNERS.get(program);
  const start = word === undefined ? -1 : values.findIndex((value, at) => at > 0 && word.test(value));
  if (start < 0) return [];
  const tails: string[] = [];
  for (let at = start; at < Math.min(values.length, start + MAX_TAILS); at += 1)
    tails.push(values.slice(at).join(' '));
  // One word may be a whole line, such as behind `git submodule foreach`.
  for (const value of values.slice(start)) if (/\s/.test(value)) tails.push(...crudeSegments(value));
  return tails;
}

const RUNNERS: ReadonlyMap<string, RegExp> = new Map([
  ...['docker', 'podman', 'nerdctl', 'docker-compose', 'kubectl', 'oc', 'poetry', 'uv', 'conda', 'mise'].map(
    (program): [string, RegExp] => [program, /^(?:exec|run|--)$/],
  ),
  ...['npm', 'pnpm', 'yarn', 'bundle'].map((program): [string, RegExp] => [program, /^(?:exec|dlx|x|--)$/]),
  ...['npx', 'bunx', 'pnpx', 'uvx'].map((program): [string, RegExp] => [program, /^/]),
  ['git', /^(?:run|foreach|-x|--exec|--(?:tree|index|env|msg|commit|parent|tag-name)-filter)$/],
]);

/** What stands before the subcommand changes where and how it runs, not what it is. */
function withoutGitOptions(words: readonly string[]): readonly string[] {
  let at = 0;
  while (words[at]?.startsWith('-') === true) {
    at += /^(?:-[cC]|--(?:git-dir|work-tree|namespace|config-env|exec-path))$/.test(words[at] ?? '') ? 2 : 1;
  }
  return words.slice(at);
}

function isExact({ pattern = '' }: PermissionRule): boolean {
  return !pattern.endsWith(':*') && !isOpenCommandPattern(pattern);
}

/** `x:*` is a prefix that ends at the end of a word. */
function matches({ pattern = '' }: PermissionRule, text: string): boolean {
  if (!pattern.endsWith(':*')) return matchesCommandPattern(pattern, text);
  const prefix = pattern.slice(0, -2);
  return text === prefix || text.startsWith(prefix.endsWith(' ') ? prefix : `${prefix} `);
}
