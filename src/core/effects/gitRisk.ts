// Whether commands of git that only read would run a program that the repository names: its own configuration can do that (a file
// monitor, filters, diff drivers, textconv), and so can one hook. Files are read, nothing is started. What can't be read counts as a risk.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { parseGitIndex } from './gitIndex';

/** Bytes of one configuration that are looked at. */
const MOST_BYTES = 1024 * 1024;
const MOST_INDEX_BYTES = 256 * 1024 * 1024;
/** Submodules that are looked at; with more, it counts as a risk. */
const MOST_MODULES = 500;
/** Git itself runs through them one inside of the other. */
const MOST_DEPTH = 8;

/**
 * What stands against it, such as `core.fsmonitor`; undefined when nothing does, also where there is no repository.
 *
 * @param folder where git would start; the folders above it are looked through as git does
 */
export function gitRisk(folder: string): string | undefined {
  try {
    return riskFrom(resolve(folder));
  } catch {
    return 'unreadable';
  }
}

function riskFrom(start: string): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return riskOfTree(folder, 0);
    // Git takes the folder itself for a repository, with whatever its files say.
    if (isBare(folder)) return 'bare repository';
    if (dirname(folder) === folder) return undefined;
  }
}

function isBare(folder: string): boolean {
  return (
    existsSync(join(folder, 'HEAD')) &&
    existsSync(join(folder, 'refs')) &&
    (existsSync(join(folder, 'objects')) || existsSync(join(folder, 'commondir')))
  );
}

/** Of a work tree and its submodules. */
function riskOfTree(root: string, depth: number): string | undefined {
  if (depth > MOST_DEPTH) return 'submodules';
  const gitDir = gitDirOf(root);
  if (gitDir === undefined) return undefined;
  const common = commonDirOf(gitDir);
  const risk = riskOfConfiguration(root, gitDir, common, depth > 0);
  if (risk !== undefined) return risk;
  const modules = gitlinksOf(gitDir, common);
  if (modules === undefined) return 'index';
  if (modules.length > MOST_MODULES) return 'submodules';
  for (const name of modules) {
    const module = join(root, name);
    const found = existsSync(join(module, '.git')) ? riskOfTree(module, depth + 1) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `.git`, or what the file of that name points to; undefined where git would not find one either. */
function gitDirOf(root: string): string | undefined {
  const place = join(root, '.git');
  if (statSync(place).isDirectory()) return place;
  const named = /^gitdir: (.+)$/m.exec(readSmall(place))?.[1]?.trim();
  return named === undefined ? undefined : resolve(root, named);
}

function commonDirOf(gitDir: string): string {
  const file = join(gitDir, 'commondir');
  return existsSync(file) ? resolve(gitDir, readSmall(file).trim()) : gitDir;
}

function riskOfConfiguration(
  root: string,
  gitDir: string,
  common: string,
  isModule: boolean,
): string | undefined {
  const files = [join(common, 'config'), join(gitDir, 'config.worktree')].filter((file) => existsSync(file));
  const entries = files.flatMap((file) => parseConfiguration(readSmall(file)));
  const mayFetch = entries.some(
    ({ key, value }) => /^(?:remote\..*\.promisor|extensions\.partialclone)$/s.test(key) && value !== 'false',
  );
  for (const { key, value } of entries) {
    if (isHarmless(key, value)) continue;
    if (RUNS.test(key) || (mayFetch && RUNS_ON_FETCH.test(key))) return key;
    if (mayFetch && /^(?:remote\..*\.url|url\..*)$/s.test(key) && /^ext::|^-/.test(value)) return key;
    // A work tree elsewhere would be read instead of this one. That of a submodule is always written.
    if (key === 'core.worktree' && !isModule) return key;
  }
  const named = entries.findLast(({ key }) => key === 'core.hookspath')?.value;
  const hooks = named === undefined ? join(common, 'hooks') : placeOf(named, root);
  // The one that runs whenever git writes down what it saw.
  return ['post-index-change', 'post-index-change.exe'].some((hook) => existsSync(join(hooks, hook)))
    ? 'post-index-change'
    : undefined;
}

function placeOf(path: string, root: string): string {
  if (path.startsWith('~/')) return join(homedir(), path.slice(2));
  return isAbsolute(path) ? path : join(root, path);
}

/** Keys whose value is a program, or leads to one. */
const RUNS =
  /^(?:include\.path|includeif\..*\.path|core\.(?:fsmonitor|pager|alternaterefscommand)|diff\.external|diff\..*\.(?:command|textconv)|filter\..*\.(?:clean|smudge|process)|gpg\.(?:.*\.)?program)$/s;

/** The same, when an object is missing and git fetches it. */
const RUNS_ON_FETCH =
  /^(?:core\.(?:sshcommand|gitproxy|askpass)|ssh\.variant|credential\.(?:.*\.)?helper|remote\..*\.(?:uploadpack|vcs|proxy)|protocol\..*allow)$/s;

/** What everybody has: git's own monitor, and Git LFS as it sets itself up. */
function isHarmless(key: string, value: string): boolean {
  if (key === 'core.fsmonitor') return /^(?:true|false|yes|no|on|off|1|0|)$/i.test(value);
  return (
    /^filter\.lfs\./.test(key) &&
    /^git-lfs (?:clean -- %f|smudge (?:--skip )?-- %f|filter-process(?: --skip)?)$/.test(value)
  );
}

interface Entry {
  /** Section and name in lower case, what stands between them as written. */
  readonly key: string;
  readonly value: string;
}

/** Throws for what it does not understand. */
function parseConfiguration(text: string): readonly Entry[] {
  const entries: Entry[] = [];
  let section = '';
  // A line goes on behind a backslash at its end.
  for (const written of text.replaceAll('\r\n', '\n').replace(/\\\n/g, '').split('\n')) {
    let line = written.trim().replace(/^\ufeff/, '');
    const header = /^\[\s*([\w.-]+)(?:\s+"((?:[^"\\]|\\.)*)")?\s*\]/.exec(line);
    if (header !== null) {
      const [whole, name = '', inside] = header;
      section = name.toLowerCase() + (inside === undefined ? '' : `.${inside.replace(/\\(.)/g, '$1')}`);
      line = line.slice(whole.length).trim();
    }
    if (line === '' || /^[#;]/.test(line)) continue;
    const entry = /^([A-Za-z][\w-]*)\s*(?:=\s*(.*))?$/s.exec(line);
    if (entry === null || section === '') throw new SyntaxError(`not understood: ${line}`);
    const [, name = '', value] = entry;
    entries.push({
      key: `${section}.${name.toLowerCase()}`,
      value: value === undefined ? 'true' : valueOf(value),
    });
  }
  return entries;
}

/** Without quotes and what is behind a comment sign outside of them. */
function valueOf(written: string): string {
  let value = '';
  let isQuoted = false;
  for (let index = 0; index < written.length; index += 1) {
    const character = written[index] ?? '';
    if (character === '\\') {
      index += 1;
      value += written[index] ?? '';
    } else if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && /[#;]/.test(character)) break;
    else value += character;
  }
  return value.trim();
}

/** Paths of submodules in the index; undefined for an index that can't be read. */
function gitlinksOf(gitDir: string, common: string): readonly string[] | undefined {
  const file = join(gitDir, 'index');
  if (!existsSync(file)) return [];
  if (statSync(file).size > MOST_INDEX_BYTES) return undefined;
  const configuration = join(common, 'config');
  const hasLongIds = existsSync(configuration) && /objectformat\s*=\s*sha256/i.test(readSmall(configuration));
  return parseGitIndex(readFileSync(file), { algorithm: hasLongIds ? 'sha256' : 'sha1', modified: 0 })
    ?.gitlinks;
}

function readSmall(file: string): string {
  if (statSync(file).size > MOST_BYTES) throw new RangeError(`${file} is too large`);
  return readFileSync(file, 'utf8');
}
