// What "always" would mean for a command line: one pattern for each of its commands that needs a rule, so that each may come back in
// another line. What can't be said by such patterns is offered as exactly this line.
import { exactCommandPattern } from '../ruleGlob';
import { allParts, isParsed, programOf } from './commandLine';
import type { CommandPart } from './commandLine';
import type { LineView } from './commandRules';
import { isNullDevice } from './reading';

/** More commands than this are one line, not many. */
const MAX_PATTERNS = 4;

/** Patterns of `bash` rules that together allow the line; undefined where it runs what the next time may be something else. */
export function offeredPatterns({ text, parsed, reading }: LineView): readonly string[] | undefined {
  const line = [exactCommandPattern(text)];
  if (!isParsed(parsed)) return line;
  if (allParts(parsed).some(runsUnknown)) return undefined;
  const open = parsed.parts.filter((part) => reading?.has(part) !== true);
  const patterns = new Set<string>();
  for (const part of open) {
    const offered = patternsOf(part);
    if (offered === undefined) return line;
    for (const pattern of offered) patterns.add(pattern);
  }
  return patterns.size === 0 || patterns.size > MAX_PATTERNS ? line : [...patterns];
}

/** A shell without its text, `source`, `xargs`: what runs is not in the line. */
function runsUnknown({ wrapper, words }: CommandPart): boolean {
  return wrapper?.kind === 'opaque' || words.some(({ source, text }) => text === undefined && source === '…');
}

function patternsOf(part: CommandPart): readonly string[] | undefined {
  const { words, assignments, redirects, defines, wrapper } = part;
  const [name] = words;
  if (name?.text === undefined || name.isPattern === true || assignments.length > 0 || defines !== undefined)
    return undefined;
  const writes = redirects.some(
    ({ kind, target }) => kind !== 'duplicate' && (target === undefined || !isNullDevice(target)),
  );
  if (writes) return undefined;
  const isLookedThrough = wrapper?.kind === 'plain' && programOf(part) !== 'find' && !/[\\/]/.test(name.text);
  if (isLookedThrough) {
    const inner = wrapper.inner.map((wrapped) => patternsOf(wrapped.part));
    return inner.some((patterns) => patterns === undefined)
      ? undefined
      : inner.flatMap((patterns) => patterns ?? []);
  }
  const stem = wrapper === undefined ? stemOf(part) : undefined;
  const exact = exactCommandPattern(words.map(({ source }) => source).join(' '));
  return [stem === undefined ? exact : `${stem}:*`];
}

/** The first words that say what such a command is for, where whatever follows does not change it. */
function stemOf({ words }: CommandPart): string | undefined {
  const texts = words.map(({ text, source }) => (text === source ? text : undefined));
  const [program = '', task = '', name = ''] = texts;
  const tasks = TASKS.get(program);
  if (tasks?.has(task) === true) return `${program} ${task}`;
  if (RUNNERS.has(program) && task === 'run' && /^[\w:.-]+$/.test(name) && !name.startsWith('-'))
    return `${program} run ${name}`;
  return undefined;
}

const RUNNERS: ReadonlySet<string> = new Set(['npm', 'pnpm', 'yarn', 'bun']);

const TASKS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ...[...RUNNERS].map((program): [string, ReadonlySet<string>] => [program, new Set(['test'])]),
  ['cargo', new Set(['build', 'test', 'check', 'clippy', 'fmt'])],
  ['git', new Set(['add', 'commit'])],
  ['dotnet', new Set(['build', 'test'])],
]);
