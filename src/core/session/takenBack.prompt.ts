// What the planner is told when it plans anew about what a person took back: the states and reports of steps do not show it. Prose only.
import type { StepsTakenBack } from '../plan/planEvent';
import type { RestoreTrail } from './restoreTrail';

/** What a person took back that no message of the conversation tells yet, in the order in which it happened within each. */
export interface TakenBack {
  /** Roll-backs of plan steps. */
  readonly rollbacks: readonly StepsTakenBack[];
  /** Files and conversation that were taken back to a checkpoint, and forward again. */
  readonly restores: RestoreTrail['untold'];
}

/** Names listed at most; the rest is counted. */
const NAMES = 40;

/** Empty when there is nothing to tell. */
export function takenBackSection({ rollbacks, restores }: TakenBack): string {
  const facts = [...rollbacks.map(rollbackFact), ...restores.map(restoreFact)];
  if (facts.length === 0) return '';
  return (
    `Since these steps ran, the person changed what they had left:\n${facts.map((fact) => `- ${fact}`).join('\n')}\n` +
    'Plan from the files as they are now, whatever the results above say; look at them where you can. What was taken back is not wanted as ' +
    'it was: plan it again only where the goal still needs it, and say in the description what has to be different.'
  );
}

function rollbackFact({ steps, restored, kept }: StepsTakenBack): string {
  const commands = steps.filter(({ hasCommands }) => hasCommands).map(({ title }) => `“${title}”`);
  return [
    `Steps were taken back: ${names(steps.map(({ title }) => `“${title}”`))}. What they changed is gone from ${names(restored)}.`,
    kept.length === 0 ? '' : `Left as they are, because they were changed since: ${names(kept)}.`,
    commands.length === 0
      ? ''
      : `What commands of ${names(commands)} did beside these files may still be there.`,
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

function restoreFact(event: RestoreTrail['untold'][number]): string {
  if (event.type === 'history_cut')
    return `The conversation was taken back and the files were left: ${names(event.filesLeft ?? [])}.`;
  const kept = event.kept.length === 0 ? '' : ` Left as the person has them: ${names(event.kept)}.`;
  return event.isRedo === true
    ? `Changes that had been taken back were brought back: ${names(event.restored)}.${kept}`
    : `Files were taken back to how they were before an earlier prompt: ${names(event.restored)}.${kept}`;
}

function names(all: readonly string[]): string {
  const shown = all.slice(0, NAMES).join(', ');
  return all.length > NAMES ? `${shown} and ${all.length - NAMES} more` : shown;
}
