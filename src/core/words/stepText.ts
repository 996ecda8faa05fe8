// The English of why a step of a plan failed.
import { problemLines } from '../plan/evidence';
import type { DiffMisfit, StepCause, StepPlace } from './errorCause';

/** Causes that hold no other; whole sentences. */
export function stepText(cause: Exclude<StepCause, { readonly code: 'not_undone' }>): string {
  switch (cause.code) {
    case 'cancelled':
      return 'It was cancelled.';
    case 'plan_time_up':
      return 'The time for the whole plan was up.';
    case 'needs_confirmation':
      return 'The step needs a confirmation and nobody can give it here.';
    case 'tests_failed':
      return 'The tests fail:';
    case 'took_longer':
      return `The step took longer than ${cause.seconds} s.`;
    case 'no_sign':
      return `The step showed no sign of life for ${cause.seconds} s.`;
    case 'stopped_early':
      return `The model stopped early (${cause.stop}).`;
    case 'misfit':
      return `${misfitText(cause.of)}.`;
    case 'ring':
      return `${cause.file} is being changed by step ${cause.other}, which waits for a file that step ${cause.own} holds.`;
    case 'command_ring':
      return `Step ${cause.own} waits for step ${cause.other}, which waits for what step ${cause.own} has written and not finished: a command does not run beside that.`;
    case 'conflicts':
      return (
        `What this step did does not fit to what others did meanwhile: ${cause.places.map(placeText).join('; ')}. ` +
        'Nothing of it was written; run again it works on the files as they are now.'
      );
    case 'acceptance':
      return cause.exitCode === undefined
        ? `\`${cause.command}\` did not run:`
        : `\`${cause.command}\` ended with ${cause.exitCode}:`;
    case 'not_verified':
      return `Not verified: ${cause.reason}`;
    case 'file_problems':
      return problemLines(cause.problems);
  }
}

/** As the end of a sentence. */
export function misfitText({ file, code }: DiffMisfit): string {
  switch (code) {
    case 'gone':
      return `${file} is not there any more since the difference was made`;
    case 'there_now':
      return `${file} is there by now since the difference was made`;
    case 'changed':
      return `${file} has changed since the difference was made`;
    case 'other_content':
      return `the difference of the step does not fit the content of ${file}`;
  }
}

function placeText({ path, there, lines }: StepPlace): string {
  if (there === 'blocked') return `${path} (no file any more)`;
  if (there !== 'changed') return `${path} (${there} meanwhile)`;
  return lines.length === 0 ? path : `${path} (line ${lines.join(', ')})`;
}
