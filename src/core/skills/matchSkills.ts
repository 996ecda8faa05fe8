// Which skills fit a query (spec section 6, the matching helper).
import type { Skill } from './skill';

const POINTS = { nameInQuery: 100, tagInQuery: 80, name: 20, tag: 15, description: 8, content: 2 } as const;

/** The best `limit` skills, best first, equal ones by name; none that has nothing to do with the query. Default limit 3. */
export function matchSkills(skills: readonly Skill[], query: string, limit = 3): readonly Skill[] {
  const asked = query.toLowerCase();
  const words = asked.split(/[^\p{L}\p{N}_-]+/u).filter((word) => word.length >= 2);
  return skills
    .map((skill) => ({ skill, score: scoreOf(skill, asked, words) }))
    .filter(({ score }) => score > 0)
    .sort((left, right) => right.score - left.score || (left.skill.name < right.skill.name ? -1 : 1))
    .slice(0, limit)
    .map(({ skill }) => skill);
}

function scoreOf(
  { name, description, content, tags = [] }: Skill,
  asked: string,
  words: readonly string[],
): number {
  const lowerTags = tags.map((tag) => tag.toLowerCase());
  let score = asked.includes(name.toLowerCase()) ? POINTS.nameInQuery : 0;
  if (lowerTags.some((tag) => asked.includes(tag))) score += POINTS.tagInQuery;
  const lowerDescription = description.toLowerCase();
  const lowerContent = content.toLowerCase();
  for (const word of words) {
    if (name.toLowerCase().includes(word)) score += POINTS.name;
    if (lowerTags.some((tag) => tag.includes(word))) score += POINTS.tag;
    if (lowerDescription.includes(word)) score += POINTS.description;
    if (lowerContent.includes(word)) score += POINTS.content;
  }
  return score;
}
