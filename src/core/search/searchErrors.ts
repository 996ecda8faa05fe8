/** The pattern does not compile. The message is the explanation of the search program, written for the model. */
export class SearchPatternError extends Error {
  override readonly name = 'SearchPatternError';
}

/** The search gave up at a limit of its own; what it had yielded before is right, but there may be more. */
export class SearchLimitError extends Error {
  override readonly name = 'SearchLimitError';
}

/** The search program failed for a reason that is not the pattern. */
export class SearchFailedError extends Error {
  override readonly name = 'SearchFailedError';
}
