// How the skills are told to the model: a list, and each one when it is loaded.
import type { Skill } from './skill';

/** Characters of the whole list; beyond that, skills are named only. */
const MAX_CHARACTERS = 6_000;
/** Characters of one description. */
const MAX_DESCRIPTION = 300;

/** The section of the system prompt; empty where there is no skill. */
export function skillCatalogue(skills: readonly Skill[]): string {
  if (skills.length === 0) return '';
  const described: string[] = [];
  const named: string[] = [];
  let length = 0;
  for (const { name, description } of skills) {
    const line = `- ${name}: ${shortened(description)}`;
    if (description === '' || length + line.length > MAX_CHARACTERS) named.push(name);
    else {
      described.push(line);
      length += line.length;
    }
  }
  const rest = named.length === 0 ? [] : [`- without a description here: ${named.join(', ')}`];
  return [
    '## Skills',
    'Instructions for certain kinds of work. When one fits the task, load it with the tool `skill` before you begin, then follow it.',
    ...described,
    ...rest,
  ].join('\n');
}

/** What the model reads when a skill is loaded. `args`: what the person or the model gave along; empty for nothing. */
export function skillInstructions(skill: Skill, args: string): string {
  const { name, description, content, folder, allowedTools = [] } = skill;
  const takesArguments = content.includes('$ARGUMENTS');
  // A function, so that `$&` in the arguments stays what it is.
  const body = takesArguments ? content.replaceAll('$ARGUMENTS', () => args) : content;
  return [
    `# Skill: ${name}`,
    ...(description === '' ? [] : [description]),
    ...(folder === undefined
      ? []
      : [`Files that it names are in ${folder}; read them when they are needed.`]),
    ...(allowedTools.length === 0
      ? []
      : [`Until this task is done, only these tools may be used: ${allowedTools.join(', ')}.`]),
    body,
    ...(takesArguments || args === '' ? [] : [`Arguments: ${args}`]),
  ].join('\n\n');
}

function shortened(description: string): string {
  const line = description.replaceAll(/\s+/g, ' ').trim();
  return line.length <= MAX_DESCRIPTION ? line : `${line.slice(0, MAX_DESCRIPTION - 1)}…`;
}
