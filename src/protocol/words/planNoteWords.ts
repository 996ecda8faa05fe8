// What happened to the plan as a whole, in the language of whoever calls.
import type { PlanningCause } from '../coreTypes';
import type { PlanNoteItem } from '../viewState';
import { goalOpenWords, planningWords } from './decisionWords';
import { errorWords } from './errorWords';
import type { Translate } from './permissionWords';
import { saidWords, unknownWords } from './unknownWords';

/** In one sentence, or two. */
export function planNoteWords(note: PlanNoteItem['note'], t: Translate): string {
  switch (note.type) {
    case 'made':
      return note.steps === 1 ? t('Made a plan of 1 step.') : t('Made a plan of {0} steps.', note.steps);
    case 'empty':
      return t('The planner found nothing to plan; the task is done as it is.');
    case 'fallback':
      return t(
        'No plan could be made, so the task is one step: {0}',
        saidWords(note.cause, note.reason, errorWords, t),
      );
    case 'deadlock':
      return note.steps === 1
        ? t('1 step can never start: what it needs was not done.')
        : t('{0} steps can never start: what they need was not done.', note.steps);
    case 'replanned':
      return t('Planned anew: version {0} has {1} steps.', note.version, note.steps);
    case 'tests':
      return note.passed ? t('The tests pass.') : t('The tests fail.');
    case 'decided':
      return t('The task looks complex, so it is planned first: {0}', decidedWords(note, t));
    case 'declined':
      return t('No plan is made; the task is done as it is.');
    case 'goal_reached':
      return t('The goal is reached.');
    case 'goal_pursued':
      return t('Works on what remains of the goal, round {0} of {1}.', note.round, note.maxRounds);
    case 'goal_left_open':
      return t('The goal stays open: {0}', saidWords(note.cause, note.words, goalOpenWords, t));
    case 'rolled_back': {
      const taken = note.steps === 1 ? t('Rolled 1 step back.') : t('Rolled {0} steps back.', note.steps);
      if (note.irreversible === 0) return taken;
      const left =
        note.irreversible === 1
          ? t('1 of them ran commands; what those did outside the workspace stays.')
          : t('{0} of them ran commands; what those did outside the workspace stays.', note.irreversible);
      return `${taken} ${left}`;
    }
    default:
      return unknownWords(note, t);
  }
}

/** Why a prompt is planned first, as the end of a sentence. */
export function decidedWords(
  { reason, cause }: { readonly reason: string; readonly cause?: PlanningCause },
  t: Translate,
): string {
  return saidWords(cause, reason, planningWords, t);
}
