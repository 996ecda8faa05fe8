// The skills that come with the product: the folder `skills/` beside the bundles, or of the sources.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ConfigurationError } from '../config/configurationError';
import { BUILTIN_SKILL_NAMES } from './skillValidator';
import type { Skill } from './skill';
import { loadSkillFile } from './skillFiles';

/**
 * The seven built-in skills. `folder`: where they are kept; default the folder `skills` beside this code or above it. Rejects with
 * `ConfigurationError` where one is missing or broken: the installation is damaged.
 */
export async function builtinSkills(folder = ownSkillFolder()): Promise<readonly Skill[]> {
  return Promise.all(
    BUILTIN_SKILL_NAMES.map(async (name) => {
      const file = join(folder, name, 'SKILL.md');
      const loaded = await loadSkillFile(file, { source: 'built-in' });
      if (loaded === undefined || 'message' in loaded) {
        throw new ConfigurationError(`The built-in skill ${file} is damaged. Install Planwright again.`);
      }
      return loaded;
    }),
  );
}

function ownSkillFolder(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const skills = join(folder, 'skills');
    if (existsSync(join(skills, BUILTIN_SKILL_NAMES[0], 'SKILL.md'))) return skills;
    if (dirname(folder) === folder) {
      throw new ConfigurationError(
        'The folder with the built-in skills is missing. Install Planwright again.',
      );
    }
  }
}
