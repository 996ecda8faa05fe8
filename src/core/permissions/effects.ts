// What a call would bring about, as values that can be compared whatever words or tool bring it about: what was refused in one form is
// found again in another. It knows what the tables of commands know, and reads one-liners of interpreters by their words.
import { allParts, isParsed, programOf } from './commands/commandLine';
import type { CommandPart, Word } from './commands/commandLine';
import type { ExaminedLine, Locate } from './commands/examineLine';
import { reachesNetwork } from './commands/networkPrograms';
import { followLine, joinPath } from './commands/reading';
import type { ShellDialect } from './commands/shellGrammar';
import type { Effect, EffectKind } from './effect';
import type { PermissionRequest } from './permission';
import { makeVisible } from '../security/visibleText';

export interface EffectsOptions {
  readonly shell: ShellDialect | 'other';
  readonly locate: Locate;
}

/** Never rejects. Empty for a call of which nothing is known. */
export async function effectsOf(
  request: PermissionRequest,
  line: ExaminedLine | undefined,
  { shell, locate }: EffectsOptions,
): Promise<readonly Effect[]> {
  const effects: Effect[] = [...effectsOfTool(request)];
  if (line === undefined || !isParsed(line.parsed) || shell === 'other') return effects;
  const { parsed } = line;
  effects.push(...line.written.map(({ path, display }) => at('write', path, display)));
  for (const { files } of line.readers)
    for (const { path, display, folder } of files)
      if (folder === undefined) effects.push(at('read_outside', path, display));
  const cwd = request.paths[0]?.path;
  for (const { part, places } of followLine(parsed, shell, cwd)) {
    const root = cwd === undefined ? places : places.map((place) => (place === '' ? cwd : place));
    const found = programOf(part) === 'find' ? findPlaces(part.words.slice(1)) : [];
    for (const inner of allParts({ parts: [part], inBackground: false }))
      for (const raw of effectsOfPart(withFound(inner, found)))
        effects.push(...(await resolved(raw, root, locate)));
  }
  return distinct(effects);
}

/** An effect of a command whose path is still as written. */
interface RawEffect {
  readonly kind: EffectKind;
  readonly path?: string;
  readonly host?: string;
}

function effectsOfTool({
  toolName,
  args,
  readOnly,
  paths,
  changes = [],
}: PermissionRequest): readonly Effect[] {
  const effects: Effect[] = [];
  for (const change of changes) {
    const { path, display } = change.file;
    const isGone = change.kind === 'delete' || change.kind === 'rename';
    effects.push({ ...at(isGone ? 'delete' : 'write', path, display), isProposed: true });
  }
  if (readOnly)
    for (const { path, display, folder } of paths)
      if (folder === undefined) effects.push(at('read_outside', path, display));
  const { url } = args;
  if (typeof url === 'string') effects.push(...hostsIn(url).map((host) => at('network', host, host)));
  else if (/(?:^|_)(?:fetch|web)/.test(toolName)) effects.push({ kind: 'network' });
  return effects;
}

function effectsOfPart(part: CommandPart): readonly RawEffect[] {
  const program = programOf(part)
    ?.toLowerCase()
    .replace(/\.exe$/, '');
  if (program === undefined) return [];
  const words = part.words.slice(1);
  const effects: RawEffect[] = [];
  const isPush = program === 'git' && words.some(({ text }) => text === 'push');
  if (reachesNetwork(part) && !isPush) {
    const hosts = words.flatMap(({ text }) => (text === undefined ? [] : hostsIn(text)));
    effects.push(
      ...(hosts.length === 0 ? [program] : hosts).map((host): RawEffect => ({ kind: 'network', host })),
    );
  }
  if (DELETING.has(program)) {
    const named = operands(words);
    // What it deletes comes by a pipe, or from `xargs`.
    const unknown: RawEffect = { kind: 'delete' };
    return [...effects, ...(named.length === 0 ? [unknown] : paths('delete', named))];
  }
  if (program === 'find') return [...effects, ...findEffects(words)];
  if (program === 'git') return [...effects, ...gitEffects(words)];
  if (MOVING.has(program)) {
    const named = operands(words);
    return [...effects, ...paths('delete', named.slice(0, -1)), ...paths('write', named.slice(-1))];
  }
  if (COPYING.has(program)) {
    const target = paths('write', operands(words).slice(-1));
    const clears = words.some(({ text }) => text?.startsWith('--delete') === true);
    return [...effects, ...target, ...(clears ? paths('delete', operands(words).slice(-1)) : [])];
  }
  if (WRITING.has(program)) return [...effects, ...paths('write', operands(words))];
  if (program === 'sed' && words.some(({ text }) => /^(?:-[a-zA-Z]*i|--in-place)/.test(text ?? '')))
    return [...effects, ...paths('write', operands(words).slice(-1))];
  if (program === 'dd') {
    const out = words.flatMap(({ text }) => /^of=(.+)$/s.exec(text ?? '')?.[1] ?? []);
    return [...effects, ...out.map((path): RawEffect => ({ kind: 'write', path }))];
  }
  if (INTERPRETERS.test(program))
    return [...effects, ...words.flatMap(({ text }) => codeEffects(text ?? ''))];
  if (/^(?:rimraf|del-cli|trash|trash-put|shx|npx|pnpm|yarn|bunx)$/.test(program) && words.some(isDeleter))
    return [
      ...effects,
      ...paths(
        'delete',
        operands(words).filter(({ text }) => !isDeleterName(text)),
      ),
    ];
  if (/^(?:rimraf|del-cli|trash|trash-put)$/.test(program))
    return [...effects, ...paths('delete', operands(words))];
  return effects;
}

const names = (list: string): ReadonlySet<string> => new Set(list.split(' '));

const DELETING = names('rm rmdir unlink shred srm remove-item ri del erase rd');
const MOVING = names('mv move-item mi move rename-item rni ren');
const COPYING = names('cp ln install rsync copy-item cpi copy');
const WRITING = names(
  'touch tee truncate set-content sc new-item ni out-file clear-content clc add-content ac',
);
const INTERPRETERS =
  /^(?:node|nodejs|deno|bun|tsx|python[\d.]*|py|perl|ruby|php|lua|awk|gawk|mawk|pwsh|powershell|cmd|bash|sh|dash|zsh|ksh|fish|eval)$/;

function isDeleter({ text }: Word): boolean {
  return isDeleterName(text);
}

function isDeleterName(text: string | undefined): boolean {
  return /^(?:rimraf|del-cli|trash|trash-cli|rm)$/.test(text ?? '');
}

function findEffects(words: readonly Word[]): readonly RawEffect[] {
  if (!words.some(({ text }) => text === '-delete')) return [];
  return paths('delete', findPlaces(words));
}

/** Where it looks. */
function findPlaces(words: readonly Word[]): readonly Word[] {
  const start = words.findIndex(({ source }) => /^[-(!]/.test(source));
  const places = start < 0 ? words : words.slice(0, start);
  return places.length === 0 ? [{ source: '.', text: '.' }] : places;
}

/** What `find` puts in lies at the places where it looks. */
function withFound(part: CommandPart, places: readonly Word[]): CommandPart {
  const words = part.words.flatMap((word) => (word.isFound === true ? places : [word]));
  return { ...part, words };
}

function gitEffects(words: readonly Word[]): readonly RawEffect[] {
  const at = words.findIndex(({ source }, index) => {
    const before = words[index - 1]?.text;
    return !source.startsWith('-') && before !== '-C' && before !== '-c';
  });
  const rest = words.slice(at + 1);
  const named = operands(rest);
  switch (words[at]?.text) {
    case 'clean':
      return named.length === 0 ? [{ kind: 'delete', path: '.' }] : paths('delete', named);
    case 'rm':
      return paths('delete', named);
    case 'mv':
      return paths('delete', named.slice(0, -1));
    case 'push':
      return [{ kind: 'git_push' }];
    case 'commit':
    case 'merge':
    case 'rebase':
    case 'cherry-pick':
    case 'revert':
    case 'am':
    case 'pull':
    case 'commit-tree':
    case 'update-ref':
    case 'filter-branch':
      return [{ kind: 'git_commit' }];
    case 'reset':
    case 'restore':
    case 'checkout':
    case 'switch':
      return [{ kind: 'git_discard' }];
    case 'stash':
      return /^(?:list|show)$/.test(rest[0]?.text ?? '') ? [] : [{ kind: 'git_discard' }];
    default:
      return [];
  }
}

/** Of text that an interpreter runs: what its verbs say, done to what its quoted words name. */
function codeEffects(text: string): readonly RawEffect[] {
  const hosts = hostsIn(text).map((host): RawEffect => ({ kind: 'network', host }));
  const kind = DELETES_IN_CODE.test(text) ? 'delete' : WRITES_IN_CODE.test(text) ? 'write' : undefined;
  if (kind === undefined) return hosts;
  const quoted = [...text.matchAll(/(["'`])((?:(?!\1)[^\\\n]){1,400})\1/g)].map(
    ([, , inside]) => inside ?? '',
  );
  // What is a name of a module or an option can't be told from a path; comparing one too many does no harm.
  const named = quoted.filter((word) => !MODULES.test(word));
  const bare = named.length > 0 ? [] : bareWords(text);
  const found = [...named, ...bare].map((path): RawEffect => ({ kind, path }));
  const unknown: RawEffect = { kind };
  return [...hosts, ...(found.length === 0 ? [unknown] : found)];
}

const DELETES_IN_CODE =
  /\b(?:rm|rmSync|rmdir|rmdirSync|unlink|unlinkSync|unlink_to_trash|rmtree|rm_rf?|rm_r|removeSync|emptyDir|emptyDirSync|remove_dir_all|removedirs|remove_tree|rimraf|Remove-Item|RemoveAll|Delete|erase|del)\b|\bos\.remove\b|\.remove\(|\.delete\(/;
const WRITES_IN_CODE =
  /\b(?:writeFile|writeFileSync|appendFile|appendFileSync|write_text|write_bytes|truncate|truncateSync|createWriteStream|copyFileSync|renameSync|Set-Content|Out-File|file_put_contents)\b|\bopen\([^)]*,\s*["'][wa]/;
const MODULES =
  /^(?:(?:node:)?(?:fs|path|os|child_process|fs\/promises)|shutil|pathlib|utf-?8|w|a|wb|ab|r|rb)$/;

/** Words of a command inside of a text, such as those of `pwsh -c "Remove-Item -Recurse build"`. */
function bareWords(text: string): readonly string[] {
  const [, after = ''] =
    /\b(?:rm|rmdir|unlink|rimraf|Remove-Item|del|erase|Set-Content|Out-File)\s+([^;|&]*)/i.exec(text) ?? [];
  return after.split(/\s+/).filter((word) => /^[\w./\\~][^"'`()]*$/.test(word) && !/^\$/.test(word));
}

function hostsIn(text: string): readonly string[] {
  return [
    ...text.matchAll(/\b(?:https?|wss?|ftp|ssh|git):\/\/(?:[^\s/@"'`]*@)?([\w.-]+|\[[\da-fA-F:]+\])/g),
  ].map(([, host = '']) => host.toLowerCase());
}

function operands(words: readonly Word[]): readonly Word[] {
  return words.filter(({ source }) => !source.startsWith('-'));
}

function paths(kind: EffectKind, words: readonly Word[]): readonly RawEffect[] {
  return words.map((word): RawEffect => {
    if (word.text === undefined || word.isHome === true) return { kind };
    if (word.isPattern !== true) return { kind, path: word.text };
    // What stands before the first wildcard holds all that it may match.
    const fixed = word.text.slice(0, word.text.search(/[*?[]/));
    return { kind, path: fixed.slice(0, fixed.lastIndexOf('/') + 1) || '.' };
  });
}

async function resolved(
  { kind, path, host }: RawEffect,
  places: readonly string[],
  locate: Locate,
): Promise<readonly Effect[]> {
  if (host !== undefined) return [at(kind, host, host)];
  if (path === undefined) return [{ kind }];
  return Promise.all(
    places.map(async (place): Promise<Effect> => {
      const written = joinPath(place, path);
      try {
        const file = await locate(written);
        const isWide = file.folder !== undefined && file.folder.root === file.path;
        return { ...at(kind, file.path, file.display), ...(isWide ? { isWide: true } : {}) };
      } catch {
        return at(kind, written, written); // compared as it is written
      }
    }),
  );
}

function at(kind: EffectKind, target: string, shown: string): Effect {
  return {
    kind,
    target: target.replace(/(?<=.)[\\/]+$/, ''),
    shown: makeVisible(shown === '' ? '.' : shown),
  };
}

function distinct(effects: readonly Effect[]): readonly Effect[] {
  return [...new Map(effects.map((effect) => [JSON.stringify(effect), effect])).values()];
}
