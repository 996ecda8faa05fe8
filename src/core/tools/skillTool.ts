import * as z from 'zod/mini';
import { skillInstructions } from '../skills/skillCatalogue.prompt';
import type { Skill } from '../skills/skill';
import { SKILL_DESCRIPTION } from './skillTool.prompt';
import type { ActionTool } from './tool';

const schema = z.object({
  name: z.string().check(z.describe('as listed')),
  arguments: z.optional(
    z.string().check(z.describe('what the skill is to work on, where it takes something')),
  ),
});

export type SkillInput = z.infer<typeof schema>;

export interface SkillToolPort {
  /** Skills that a model may load. */
  discoverable(): Promise<readonly Skill[]>;
  /** The skill was loaded: from now on it counts for the run. */
  onLoad(skill: Skill): void;
}

/** `skill`: the body of a skill on demand. */
export function createSkillTool({ discoverable, onLoad }: SkillToolPort): ActionTool<SkillInput> {
  return {
    name: 'skill',
    description: SKILL_DESCRIPTION,
    lane: 'query',
    schema,
    title: ({ name }) => name,
    async execute({ name, arguments: args = '' }) {
      const skills = await discoverable();
      const skill = skills.find((candidate) => candidate.name === name.trim().replace(/^\//, ''));
      if (skill === undefined) {
        const names = skills.map((candidate) => candidate.name).join(', ');
        return {
          content: `There is no skill "${name}". Skills: ${names === '' ? 'none' : names}.`,
          isError: true,
        };
      }
      onLoad(skill);
      return { content: skillInstructions(skill, args.trim()) };
    },
  };
}
