// A skill: instructions that are loaded when they are needed (spec section 6). A skill is data: it may narrow what a run can do, it never
// grants anything.

/** `instruction` and `tool` are listed for the model; a `persona` is the role of a session and is never listed. */
export type SkillKind = 'instruction' | 'persona' | 'tool';

/** Where a skill comes from: with the product, by the embedder's code, the user's own folder, or a folder of the workspace. */
export type SkillSource = 'built-in' | 'code' | 'user' | 'workspace';

export interface Skill {
  /** Kebab-case, at most 64 characters. Unique in a registry: the last one registered wins. */
  readonly name: string;
  /** What it is for, in a sentence: all that the model sees before it loads the skill. */
  readonly description: string;
  /** Markdown, trimmed. */
  readonly content: string;
  /** Default `instruction`. */
  readonly kind?: SkillKind;
  /** Tools that a run may still use once it has loaded the skill, as permission rules. Absent or empty: no restriction. */
  readonly allowedTools?: readonly string[];
  /** Only a person may load it, by `/name`. Default false. */
  readonly disableModelInvocation?: boolean;
  readonly tags?: readonly string[];
  readonly version?: string;
  /** Default `code`. */
  readonly source?: SkillSource;
  /** Absolute path of its file; absent where it has none. */
  readonly file?: string;
  /** Absolute path of the folder with its other files; only a `SKILL.md` has one. */
  readonly folder?: string;
}
