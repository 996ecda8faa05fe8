// Rules remembered by answering "always", in the person's own folder. Only a person's answer adds to them.
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ConfigurationError } from '../../core/config/configurationError';

/** The file: `{ "version": 1, "allow": ["bash(npm test)"] }`. */
interface RuleFile {
  readonly version: 1;
  readonly allow: readonly string[];
}

/** The remembered allow rules; none when there is no file. Throws `ConfigurationError` for a file that is not ours. */
export async function readRememberedRules(file: string): Promise<readonly string[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new ConfigurationError(`${file} could not be read (${(error as NodeJS.ErrnoException).code}).`);
  }
  const parsed = parse(text);
  if (!parsed) {
    throw new ConfigurationError(
      `${file} is damaged: it must hold {"version": 1, "allow": [...]}. Repair or remove it.`,
    );
  }
  return parsed.allow;
}

/** Adds a rule. The file is replaced as a whole and readable by its owner only. */
export async function rememberRule(file: string, rule: string): Promise<void> {
  const allow = await readRememberedRules(file);
  if (allow.includes(rule)) return;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const content: RuleFile = { version: 1, allow: [...allow, rule] };
  const temporary = `${file}.${randomUUID()}`;
  try {
    await writeFile(temporary, `${JSON.stringify(content, undefined, 2)}\n`, { mode: 0o600, flag: 'wx' });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

function parse(text: string): RuleFile | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Not JSON: the caller says that the file is damaged.
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { version, allow } = value as Partial<RuleFile>;
  const isRules = Array.isArray(allow) && allow.every((rule) => typeof rule === 'string');
  return version === 1 && isRules ? { version, allow } : undefined;
}
