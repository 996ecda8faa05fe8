// Rules for skills that come from outside (spec section 6). Built-in skills pass unchecked.
import type { Skill } from './skill';

export type SkillFault =
  'invalid_name' | 'reserved_name' | 'content_too_large' | 'dangerous_tools' | 'prompt_injection';

/** Why a skill is not taken. `message` is one sentence for a person. */
export interface SkillRefusal {
  readonly fault: SkillFault;
  readonly message: string;
}

/** Extension point: looks at a skill before it is registered. Undefined: it may come in. */
export interface SkillValidator {
  validate(skill: Skill): SkillRefusal | undefined;
}

export interface SkillValidatorOptions {
  /** Names that no other skill may take. Default those of the built-in skills. */
  readonly reservedNames?: readonly string[];
  /** UTF-8 bytes. Default 10 KiB, as in A3S. */
  readonly maxContentBytes?: number;
}

/** The built-in skills of A3S. */
export const BUILTIN_SKILL_NAMES = [
  'code-search',
  'code-review',
  'explain-code',
  'find-bugs',
  'builtin-tools',
  'delegate-task',
  'find-skills',
] as const;

const MAX_CONTENT_BYTES = 10 * 1024;
const MAX_NAME = 64;
const NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
/** Tools that change something: a skill that lists one without a pattern restricts nothing that matters. */
const DANGEROUS: ReadonlySet<string> = new Set(['bash', 'write', 'edit', 'patch', 'delete', '*']);
const ORDERS = [
  'ignore previous',
  'ignore all previous',
  'ignore above',
  'disregard previous',
  'disregard all previous',
  'forget previous',
  'override system',
  'new system prompt',
  'you are now',
  'act as root',
  'sudo mode',
  '<system>',
  '</system>',
];

/** The checks of A3S, in its order; the first that fails decides. */
export class DefaultSkillValidator implements SkillValidator {
  private readonly reserved: ReadonlySet<string>;
  private readonly maxBytes: number;

  constructor({
    reservedNames = BUILTIN_SKILL_NAMES,
    maxContentBytes = MAX_CONTENT_BYTES,
  }: SkillValidatorOptions = {}) {
    this.reserved = new Set(reservedNames);
    this.maxBytes = maxContentBytes;
  }

  validate({ name, content, allowedTools = [] }: Skill): SkillRefusal | undefined {
    if (name.length > MAX_NAME || !NAME.test(name)) {
      return {
        fault: 'invalid_name',
        message: `"${name}" is no name for a skill: use lower-case letters, digits and single hyphens, at most ${MAX_NAME} characters.`,
      };
    }
    if (this.reserved.has(name)) {
      return {
        fault: 'reserved_name',
        message: `"${name}" is the name of a built-in skill. Choose another one.`,
      };
    }
    const bytes = Buffer.byteLength(content);
    if (bytes > this.maxBytes) {
      return {
        fault: 'content_too_large',
        message: `The skill has ${bytes} bytes; at most ${this.maxBytes} are loaded. Move details to files beside it.`,
      };
    }
    const dangerous = allowedTools.find((rule) => DANGEROUS.has(rule.toLowerCase()));
    if (dangerous !== undefined) {
      return {
        fault: 'dangerous_tools',
        message: `allowed-tools names "${dangerous}" without a pattern. Say which commands or files, such as "bash(git log:*)".`,
      };
    }
    const lower = content.toLowerCase();
    const order = ORDERS.find((words) => lower.includes(words));
    if (order !== undefined) {
      return {
        fault: 'prompt_injection',
        message: `The skill says "${order}", as texts do that try to take over the agent.`,
      };
    }
    return undefined;
  }
}
