export const SKILL_DESCRIPTION =
  'Loads a skill: instructions for a certain kind of work, as listed in the system prompt. Load it before you begin with that work.';
