// Protected files and effects as command lines meet them: a line that names one asks in every mode, unless it only reads.
import { crudeSegments, crudeWords } from './commandLine';
import { allParts, isParsed, programOf } from './commands/commandLine';
import type { CommandLine, CommandPart } from './commands/commandLine';
import { readingOf } from './commands/reading';
import type { LineView } from './commands/commandRules';
import type { ProtectedCommand } from './permissionCause';
import type { ProtectedPaths } from './protectedPaths';

/** Why a command line asks in every mode; undefined when it does not. */
export function protectedCommandCause(
  view: LineView,
  protectedPaths: ProtectedPaths,
): ProtectedCommand | undefined {
  if (isParsed(view.parsed)) return causeOfLine(view.parsed, protectedPaths);
  if (crudeSegments(view.text).some((segment) => setsGitConfiguration(segment.split(' '))))
    return { code: 'git_configuration' };
  return causeOfText(view.text, protectedPaths);
}

function causeOfLine(line: CommandLine, protectedPaths: ProtectedPaths): ProtectedCommand | undefined {
  const acting = allParts(line).filter((part) => !isCd(part) && readingOf(part) === undefined);
  if (acting.length === 0) return undefined;
  for (const part of acting) {
    const words = part.words.map(({ text, source }) => text ?? source);
    if (programOf(part) === 'git' && setsGitConfiguration(words)) return { code: 'git_configuration' };
    const name = setVariables(part).find((variable) => STEERING.test(variable));
    if (name !== undefined) return { code: 'sets_variable', name };
  }
  // `cd .git` says where the others act.
  const texts = [...acting, ...line.parts.filter(isCd)].flatMap(actingTexts);
  for (const text of texts) {
    const cause = causeOfText(text, protectedPaths);
    if (cause !== undefined) return cause;
  }
  return undefined;
}

/** Of a reader whose output goes to a file only the file is of interest, not what it reads. */
function actingTexts(part: CommandPart): readonly string[] {
  const targets = part.redirects.flatMap(({ kind, target }) =>
    kind === 'write' && target !== undefined ? [target.text ?? target.source] : [],
  );
  if (readingOf({ ...part, redirects: [] }) !== undefined && part.words.length > 0 && !isCd(part))
    return targets;
  const values = part.assignments.flatMap(({ value }) => (value === undefined ? [] : [value]));
  return [...[...part.words, ...values].map(({ text, source }) => text ?? source), ...targets];
}

function causeOfText(text: string, protectedPaths: ProtectedPaths): ProtectedCommand | undefined {
  // What braces and expansions become is not known: any text may stand there.
  const open = text.replace(/\$?\{[^{}]*\}|\$\([^()]*\)|\$\w+|`[^`]*`/g, '*');
  for (const word of new Set([...crudeWords(text), ...(open === text ? [] : crudeWords(open))])) {
    const what = protectedPaths.kindOfWord(word);
    if (what !== undefined) return { code: 'protected_word', word, what };
  }
  return undefined;
}

function isCd({ words }: CommandPart): boolean {
  return /^(?:cd|pushd|set-location|sl)$/i.test(words[0]?.text ?? '');
}

/** Assigned before a command, exported, or written as words: `env A=1`, `read A`, `printf -v A`, `unset A`. */
function setVariables(part: CommandPart): readonly string[] {
  const named = part.assignments.map(({ name }) => name.replace(/\[.*/s, ''));
  if (!SETTING_PROGRAMS.has(programOf(part) ?? '')) return named;
  return [...named, ...part.words.slice(1).map(({ text, source }) => (text ?? source).replace(/=.*/s, ''))];
}

const SETTING_PROGRAMS: ReadonlySet<string> = new Set(
  'env export declare typeset local readonly unset read mapfile readarray printf getopts sudo set setx'.split(
    ' ',
  ),
);

/** Variables that choose which programs run, from where, with which code loaded, or how text is split into words. */
const STEERING =
  /^(?:PATH|IFS|ENV|CDPATH|SHELLOPTS|BASHOPTS|PROMPT_COMMAND|PS4|GLOBIGNORE|PAGER|MANPAGER|LESSOPEN|LESSCLOSE|EDITOR|VISUAL|BROWSER|SHELL|HOME|BASH_\w+|GIT_\w+|SSH_\w+|LD_\w+|DYLD_\w+|(?:NODE|RUBY|PERL5|JAVA_TOOL|JDK_JAVA|MAVEN|GRADLE|_JAVA)_?(?:OPTIONS|OPT|OPTS)|NODE_PATH|PERL5LIB|PERL5DB|RUBYLIB|PYTHON(?:PATH|HOME|STARTUP|INSPECT|WARNINGS|BREAKPOINT)|GCONV_PATH|(?:npm|NPM)_(?:config|CONFIG)_\w+|RUSTC\w*|CARGO_\w+|MAKEFLAGS|CC|CXX|LESSKEY\w*|TAR_OPTIONS|RIPGREP_CONFIG_PATH|GREP_OPTIONS|KUBECONFIG|DOCKER_HOST|\w+_PROXY|\w+_proxy)$/;

const GIT_OPTIONS_WITH_VALUE: ReadonlySet<string> = new Set([
  '-C',
  '--git-dir',
  '--work-tree',
  '--namespace',
]);

function setsGitConfiguration([program = '', ...words]: readonly string[]): boolean {
  if (!/(?:^|[\\/])git(?:\.exe)?$/i.test(program)) return false;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word === '-c' || word.startsWith('--config-env') || word.startsWith('--exec-path=')) return true;
    if (GIT_OPTIONS_WITH_VALUE.has(word)) index += 1;
    else if (!word.startsWith('-')) return word === 'config';
  }
  return false;
}
