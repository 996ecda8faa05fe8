// Options by which a program that is known to look for something runs another one, writes or deletes. Who allows `rg *` does not think of
// `rg --pre`: an open rule covers such an option only where it names one itself.
import { programOf } from './commandLine';
import type { CommandPart } from './commandLine';
import { GIT_HARMLESS_OPTIONS, GIT_REFUSES, READING_GIT } from './readingPrograms';

const ACTING: ReadonlyMap<string, RegExp> = new Map([
  ['rg', /^--(?:pre(?:=|$)|hostname-bin)/],
  ['find', /^-(?:delete|fprint0?|fprintf|fls)$/],
  ['sort', /^(?:-[a-zA-Z]*o|--o|--c)/],
  ['tree', /^(?:-[a-zA-Z]*o|--output)/],
  ['tar', /^(?:-[a-zA-Z]*[IF]|--(?:to-c|checkpoint-a|use-c|info-s|new-v|rmt-c|rsh-c))/],
  ['man', /^(?:-[PH]|--(?:pager|html))/],
]);

/** True where the part has such an option and the pattern of an open rule does not. */
export function actsUnnamed(part: CommandPart, pattern: string): boolean {
  const option = actingOption(part);
  if (option === undefined) return false;
  const isActing = (word: string | undefined): boolean => word !== undefined && option.test(word);
  return part.words.slice(1).some(({ text }) => isActing(text)) && !pattern.split(/\s+|:\*/).some(isActing);
}

function actingOption(part: CommandPart): RegExp | undefined {
  const program = programOf(part) ?? '';
  if (program !== 'git') return ACTING.get(program);
  const subcommand = part.words.slice(1).find(({ text }) => !GIT_HARMLESS_OPTIONS.test(text ?? ''));
  const { refuses } = READING_GIT.get(subcommand?.text ?? '') ?? {};
  return refuses === GIT_REFUSES ? GIT_REFUSES : undefined;
}
