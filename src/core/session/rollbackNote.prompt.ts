import type { PlanTrail } from './planTrail';

/** Names listed at most; the rest is counted. */
const NAMES = 40;

/** What the model is told before its next turn about plan steps that a person took back; empty when there is nothing. */
export function rollbackNote(untold: PlanTrail['untold']): string {
  return untold.map(noteOf).join('\n');
}

function noteOf({ steps, restored, kept }: PlanTrail['untold'][number]): string {
  const titles = steps.map(({ title }) => `“${title}”`);
  const commands = steps.filter(({ hasCommands }) => hasCommands).map(({ title }) => `“${title}”`);
  const left =
    kept.length === 0 ? '' : ` Left as they are now, because they were changed since: ${names(kept)}.`;
  const ran =
    commands.length === 0
      ? ''
      : ` Commands ran in ${names(commands)}: what they did beside these files may still be there.`;
  return (
    `The person took steps of the plan back: ${names(titles)}. What they changed is gone from ${names(restored)}.${left}${ran} ` +
    'Read these files before you rely on them, and do not make those changes again unless you are asked to.'
  );
}

function names(all: readonly string[]): string {
  const shown = all.slice(0, NAMES).join(', ');
  return all.length > NAMES ? `${shown} and ${all.length - NAMES} more` : shown;
}
