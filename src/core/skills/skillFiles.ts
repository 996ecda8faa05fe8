// Skills from folders: `name.md`, and `SKILL.md` with other files beside it in a folder of its own (spec section 6).
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ConfigurationError } from '../config/configurationError';
import { isMissing } from '../workspace/fileSystemError';
import { parseSkill } from './parseSkill';
import type { SkillProblem } from './parseSkill';
import type { Skill, SkillSource } from './skill';

/** A file that is meant as a skill and can't be one. */
export interface BrokenSkill extends SkillProblem {
  /** Absolute path. */
  readonly file: string;
}

export interface LoadedSkills {
  /** By path; of two with one name both are here. */
  readonly skills: readonly Skill[];
  readonly broken: readonly BrokenSkill[];
}

export interface LoadSkillsOptions {
  /** Noted in each skill. Default `code`. */
  readonly source?: SkillSource;
  /** Asked for the content of each file; undefined: the file is left out, such as one that nobody has trusted yet. Default: read it. */
  readonly read?: (file: string) => Promise<string | undefined>;
}

/** Folders below one another that are looked into. */
const MAX_DEPTH = 4;
/** A file beyond this is no skill, in bytes. */
const MAX_FILE_BYTES = 256 * 1024;

/**
 * All skills of a folder. A folder that is not there has none; anything else in its place throws `ConfigurationError`. Links are
 * followed only where they lead to files and folders right below.
 */
export async function loadSkills(folder: string, options: LoadSkillsOptions = {}): Promise<LoadedSkills> {
  try {
    if (!(await stat(folder)).isDirectory()) {
      throw new ConfigurationError(`${folder} is no folder. A folder with skills has to be one.`);
    }
  } catch (error) {
    if (isMissing(error)) return { skills: [], broken: [] };
    throw error;
  }
  const skills: Skill[] = [];
  const broken: BrokenSkill[] = [];
  for (const file of await skillFilesIn(folder, 0)) {
    const loaded = await loadSkillFile(file, options);
    if (loaded === undefined) continue;
    if ('message' in loaded) broken.push(loaded);
    else skills.push(loaded);
  }
  return { skills, broken };
}

/** One file. Undefined where it is no skill or is left out. */
export async function loadSkillFile(
  file: string,
  { source = 'code', read = readText }: LoadSkillsOptions = {},
): Promise<Skill | BrokenSkill | undefined> {
  const text = await read(file);
  if (text === undefined) return undefined;
  if (Buffer.byteLength(text) > MAX_FILE_BYTES) {
    return { file, line: 1, message: `The file is larger than ${MAX_FILE_BYTES / 1024} KiB.` };
  }
  const ownFolder = isSkillFolderFile(file) ? dirname(file) : undefined;
  const stem = basename(ownFolder ?? file).replace(/\.md$/i, '');
  const parsed = await parseSkill(text, stem);
  if (parsed === undefined) {
    const message = 'A SKILL.md begins with a head: "name" and "description" between two lines of ---.';
    return ownFolder === undefined ? undefined : { file, line: 1, message };
  }
  if (!parsed.ok) return { file, ...parsed.problem };
  return { ...parsed.skill, source, file, ...(ownFolder === undefined ? {} : { folder: ownFolder }) };
}

function isSkillFolderFile(file: string): boolean {
  return basename(file).toLowerCase() === 'skill.md';
}

async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8');
}

/** A folder with a `SKILL.md` is one skill: its other files belong to it. */
async function skillFilesIn(folder: string, depth: number): Promise<readonly string[]> {
  const entries = (await readdir(folder, { withFileTypes: true })).sort((left, right) =>
    left.name < right.name ? -1 : 1,
  );
  const own = entries.find(({ name }) => depth > 0 && isSkillFolderFile(name));
  if (own !== undefined) return [join(folder, own.name)];
  const found: string[] = [];
  for (const entry of entries) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    const path = join(folder, entry.name);
    if (entry.isFile() && /\.md$/i.test(entry.name) && depth === 0 && !/^readme\.md$/i.test(entry.name)) {
      found.push(path);
    }
    // A skill folder is often a link to where it is kept; what is linked further down is not followed.
    const isFolder =
      entry.isDirectory() || (depth === 0 && entry.isSymbolicLink() && (await isDirectory(path)));
    if (isFolder && depth < MAX_DEPTH) found.push(...(await skillFilesIn(path, depth + 1)));
  }
  return found;
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false, // a link that leads nowhere
  );
}
