// Rules remembered by answers of a person, in their own folder: for every folder they work in, or for one. Only an answer adds to them;
// no file of a workspace is read.
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ConfigurationError } from '../../core/config/configurationError';
import type { SessionOptions } from '../../core/session/sessionOptions';

/** The file: `{ "version": 1, "allow": ["bash(npm test)"], "workspaces": { "/home/me/shop": { "allow": ["bash(make)"] } } }`. */
interface RuleFile {
  readonly version: 1;
  readonly allow: readonly string[];
  /** By the real path of the folder. */
  readonly workspaces: ReadonlyMap<string, readonly string[]>;
}

/** The options with what is remembered for the folder; answers are kept from then on. Throws `ConfigurationError` as reading does. */
export async function withRememberedRules(
  options: SessionOptions,
  file: string,
  folder: string,
): Promise<SessionOptions> {
  const remembered = await readRememberedRules(file, folder);
  const rules = typeof options.permissions === 'function' ? options.permissions() : options.permissions;
  return {
    ...options,
    permissions: { ...rules, allow: [...(rules?.allow ?? []), ...remembered] },
    onRemember: (rule, scope) => rememberRule(file, rule, scope === 'workspace' ? folder : undefined),
  };
}

/**
 * The remembered allow rules: those for every folder, and those for `folder` where one is given. None when there is no file. Throws
 * `ConfigurationError` for a file that is not ours.
 */
export async function readRememberedRules(file: string, folder?: string): Promise<readonly string[]> {
  const { allow, workspaces } = await readRuleFile(file);
  const own = folder === undefined ? undefined : workspaces.get(await realFolder(folder));
  return own === undefined ? allow : [...allow, ...own];
}

/**
 * Adds a rule for every folder, or only for `folder`. The file is replaced as a whole and readable by its owner only. Throws
 * `ConfigurationError` for a file that is not ours, and leaves it as it is.
 */
export async function rememberRule(file: string, rule: string, folder?: string): Promise<void> {
  const { allow, workspaces } = await readRuleFile(file);
  const key = folder === undefined ? undefined : await realFolder(folder);
  const known = key === undefined ? allow : (workspaces.get(key) ?? []);
  if (known.includes(rule)) return;
  const rules = [...known, rule];
  await writeRuleFile(
    file,
    key === undefined
      ? { version: 1, allow: rules, workspaces }
      : { version: 1, allow, workspaces: new Map([...workspaces, [key, rules]]) },
  );
}

async function writeRuleFile(file: string, { version, allow, workspaces }: RuleFile): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const folders = Object.fromEntries([...workspaces].map(([folder, rules]) => [folder, { allow: rules }]));
  const content = { version, allow, ...(workspaces.size === 0 ? {} : { workspaces: folders }) };
  const temporary = `${file}.${randomUUID()}`;
  try {
    await writeFile(temporary, `${JSON.stringify(content, undefined, 2)}\n`, { mode: 0o600, flag: 'wx' });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function readRuleFile(file: string): Promise<RuleFile> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      return { version: 1, allow: [], workspaces: new Map() };
    throw new ConfigurationError(`${file} could not be read (${(error as NodeJS.ErrnoException).code}).`);
  }
  const parsed = parse(text);
  if (!parsed) {
    throw new ConfigurationError(
      `${file} is damaged: it must hold {"version": 1, "allow": [...]}, and may hold "workspaces". Repair or remove it.`,
    );
  }
  return parsed;
}

function parse(text: string): RuleFile | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Not JSON: the caller says that the file is damaged.
    return undefined;
  }
  const file = entriesOf(value);
  const allow = rulesOf(file?.get('allow'));
  if (file?.get('version') !== 1 || allow === undefined) return undefined;
  const workspaces = new Map<string, readonly string[]>();
  for (const [folder, own] of entriesOf(file.get('workspaces') ?? {}) ?? [['', undefined]]) {
    const rules = rulesOf(entriesOf(own)?.get('allow'));
    if (rules === undefined) return undefined;
    workspaces.set(folder, rules);
  }
  return { version: 1, allow, workspaces };
}

function entriesOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? new Map(Object.entries(value)) : undefined;
}

function rulesOf(value: unknown): readonly string[] | undefined {
  const isRules = Array.isArray(value) && value.every((rule) => typeof rule === 'string');
  return isRules ? value : undefined;
}

/** A folder that is reached in two ways is one workspace. */
async function realFolder(folder: string): Promise<string> {
  return realpath(folder).catch(() => resolve(folder));
}
