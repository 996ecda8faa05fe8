// Why a step of a plan failed, in the language of whoever calls.
import type { DiffMisfit, FileProblem, StepCause, StepPlace } from '../coreTypes';
import { problemWords } from './fixedWords';
import type { Translate } from './permissionWords';
import { unknownWords } from './unknownWords';

/** Causes that hold no other; whole sentences. */
export function stepCauseWords(
  cause: Exclude<StepCause, { readonly code: 'not_undone' }>,
  t: Translate,
): string {
  switch (cause.code) {
    case 'cancelled':
      return t('It was cancelled.');
    case 'plan_time_up':
      return t('The time for the whole plan was up.');
    case 'needs_confirmation':
      return t('The step needs a confirmation and nobody can give it here.');
    case 'tests_failed':
      return t('The tests fail:');
    case 'took_longer':
      return t('The step took longer than {0} s.', cause.seconds);
    case 'no_sign':
      return t('The step showed no sign of life for {0} s.', cause.seconds);
    case 'stopped_early':
      return stoppedEarly(cause.stop, t);
    case 'misfit':
      return `${misfitWords(cause.of, t)}.`;
    case 'ring':
      return t(
        '{0} is being changed by step {1}, which waits for a file that step {2} holds.',
        cause.file,
        cause.other,
        cause.own,
      );
    case 'command_ring':
      return t(
        'Step {0} waits for step {1}, which waits for what step {0} has written and not finished: a command does not run beside that.',
        cause.own,
        cause.other,
      );
    case 'conflicts': {
      const places = cause.places.map((place) => placeWords(place, t)).join('; ');
      const why = t('What this step did does not fit to what others did meanwhile: {0}.', places);
      return `${why} ${t('Nothing of it was written; run again it works on the files as they are now.')}`;
    }
    case 'acceptance':
      return cause.exitCode === undefined
        ? t('`{0}` did not run:', cause.command)
        : t('`{0}` ended with {1}:', cause.command, cause.exitCode);
    case 'not_verified':
      return t('Not verified: {0}', cause.reason);
    case 'file_problems':
      return cause.problems.map((problem) => problemLine(problem, t)).join('\n');
    default:
      return unknownWords(cause, t);
  }
}

/** As the end of a sentence. */
export function misfitWords({ file, code }: DiffMisfit, t: Translate): string {
  switch (code) {
    case 'gone':
      return t('{0} is not there any more since the difference was made', file);
    case 'there_now':
      return t('{0} is there by now since the difference was made', file);
    case 'changed':
      return t('{0} has changed since the difference was made', file);
    case 'other_content':
      return t('the difference of the step does not fit the content of {0}', file);
    default:
      return unknownWords(code, t);
  }
}

function problemLine({ path, line, message }: FileProblem, t: Translate): string {
  return `${path}${line === undefined ? '' : `:${line}`}: ${problemWords(message, t)}`;
}

function stoppedEarly(stop: (StepCause & { readonly code: 'stopped_early' })['stop'], t: Translate): string {
  switch (stop) {
    case 'max_tokens':
      return t('The model stopped early: its answer reached the output limit.');
    case 'refused':
      return t('The model stopped early: it declined.');
    case 'limit':
      return t('The model stopped early: a limit was reached.');
    case 'cancelled':
      return t('The model stopped early: it was cancelled.');
    default:
      return unknownWords(stop, t);
  }
}

function placeWords({ path, there, lines }: StepPlace, t: Translate): string {
  switch (there) {
    case 'changed':
      return lines.length === 0 ? path : t('{0} (line {1})', path, lines.join(', '));
    case 'deleted':
      return t('{0} (deleted meanwhile)', path);
    case 'appeared':
      return t('{0} (appeared meanwhile)', path);
    case 'blocked':
      return t('{0} (no file any more)', path);
    default:
      return unknownWords(there, t);
  }
}
