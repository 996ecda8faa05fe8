// Short texts of ours that are kept as text where they stand among those of models, programs and people. English is told to the model;
// `src/protocol/words/fixedWords.ts` words them in the language of the person.

/** Of a goal: what counts as reached where no model named criteria, and that the tests of the person pass. */
export type OwnCriterion =
  | 'What was asked for is there.'
  | 'It was seen to work.'
  /** With the command line. */
  | `\`${string}\` passes`;

/** Of a shown difference: what its lines do not show. */
export type DiffNote =
  | 'binary'
  | 'too large to show'
  | 'too many changed lines to show'
  | 'newline added at the end'
  | 'newline removed at the end';

/** Of a changed file: a problem that nobody but ours would name. */
export type OwnProblem = 'a conflict of a merge is not resolved';

/** Why a file that a step touched is not shown with it; also whatever `RefusalReason` says. */
export type LeftOutReason = 'it is no text' | 'it is too large to be shown';
