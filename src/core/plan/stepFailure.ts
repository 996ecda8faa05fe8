// Why a step failed, as the two things that are kept of it: the text, and what it says as a value.
import type { ErrorCause, StepCause } from '../words/errorCause';
import { errorText } from '../words/errorText';

export const TESTS_FAILED: StepCause = { about: 'step', code: 'tests_failed' };

/** @param output of a command, which follows behind the sentence */
export function failedBy(
  cause: ErrorCause,
  output?: string,
): { readonly error: string; readonly cause: ErrorCause } {
  const error = errorText(cause);
  return { error: output === undefined ? error : `${error}\n${output}`, cause };
}

/** The cause of a result, as a field for what is made of it. */
export function causeIn(failure: { readonly cause?: ErrorCause } | undefined): {
  readonly cause?: ErrorCause;
} {
  return failure?.cause === undefined ? {} : { cause: failure.cause };
}
