// Reads a skill file. The format is that of Claude Code: unknown keys are ignored, so that a skill written for it works unchanged.
import { ConfigurationError } from '../config/configurationError';
import { parseAllowedTools } from './allowedTools';
import { FrontmatterError, parseFrontmatter } from './frontmatter';
import type { Skill, SkillKind } from './skill';

/** What is wrong with a skill file. */
export interface SkillProblem {
  readonly message: string;
  /** 1-based. */
  readonly line: number;
}

export type ParsedSkill =
  { readonly ok: true; readonly skill: Skill } | { readonly ok: false; readonly problem: SkillProblem };

const KINDS: ReadonlySet<string> = new Set<SkillKind>(['instruction', 'persona', 'tool']);

/**
 * @param fallbackName the name where the file gives none: the stem of the file, or the folder of a `SKILL.md`.
 * Undefined for a text without a head, which is an ordinary Markdown file.
 */
export async function parseSkill(text: string, fallbackName: string): Promise<ParsedSkill | undefined> {
  const lineOf = (key: string): number => {
    const index = text.split(/\r\n|\r|\n/).findIndex((line) => line.startsWith(`${key}:`));
    return index === -1 ? 1 : index + 1;
  };
  const wrong = (key: string, message: string): ParsedSkill => ({
    ok: false,
    problem: { message, line: lineOf(key) },
  });
  try {
    const headed = await parseFrontmatter(text);
    if (headed === undefined) return undefined;
    const { head, body } = headed;
    const name = textOf(head['name']);
    const description = textOf(head['description']);
    const kind = textOf(head['kind']) ?? 'instruction';
    if (!isText(head['name'])) return wrong('name', '"name" has to be a text.');
    if (!isText(head['description'])) return wrong('description', '"description" has to be a text.');
    if (!KINDS.has(kind)) {
      return wrong('kind', `"${kind}" is no kind of skill. Kinds: ${[...KINDS].join(', ')}.`);
    }
    const tools = textOrList(head['allowed-tools']);
    if (tools === undefined)
      return wrong('allowed-tools', '"allowed-tools" has to be a text or a list of texts.');
    const tags = textOrList(head['tags']);
    if (tags === undefined) return wrong('tags', '"tags" has to be a text or a list of texts.');
    const hidden = head['disable-model-invocation'] ?? false;
    if (typeof hidden !== 'boolean') {
      return wrong('disable-model-invocation', '"disable-model-invocation" is either true or false.');
    }
    let allowedTools: readonly string[];
    try {
      allowedTools = parseAllowedTools(tools);
    } catch (error) {
      if (error instanceof ConfigurationError) return wrong('allowed-tools', error.message);
      throw error;
    }
    const version = versionOf(head['version']);
    return {
      ok: true,
      skill: {
        name: name === undefined || name === '' ? fallbackName : name,
        description: description ?? '',
        content: body,
        kind: kind as SkillKind, // one of `KINDS`
        ...(allowedTools.length === 0 ? {} : { allowedTools }),
        ...(hidden ? { disableModelInvocation: true } : {}),
        ...(tags.length === 0 ? {} : { tags: typeof tags === 'string' ? splitTags(tags) : tags }),
        ...(version === undefined ? {} : { version }),
      },
    };
  } catch (error) {
    if (error instanceof FrontmatterError) {
      return { ok: false, problem: { message: error.message, line: error.line } };
    }
    throw error;
  }
}

/** A number or a word that YAML reads as more than text was meant as text. */
function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : undefined;
}

function isText(value: unknown): boolean {
  return value === undefined || value === null || typeof value === 'string' || typeof value === 'number';
}

function textOrList(value: unknown): string | readonly string[] | undefined {
  if (value === undefined || value === null) return [];
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return undefined;
  const items: readonly unknown[] = value;
  return items.every((item): item is string => typeof item === 'string') ? items : undefined;
}

function splitTags(line: string): readonly string[] {
  return line
    .split(/[,\s]+/)
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
}

function versionOf(value: unknown): string | undefined {
  return typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : undefined;
}
