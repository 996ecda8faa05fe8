/** `invalid`: it breaks a rule of `validatePlan`. `edit`: the edit is not allowed. `load`: a stored plan can't be read. */
export type PlanErrorReason = 'invalid' | 'edit' | 'load' | 'unknown_step' | 'template' | 'options';

/** A plan, an edit or an option that can't be taken, in words for a person. */
export class PlanError extends Error {
  override readonly name = 'PlanError';

  constructor(
    message: string,
    readonly reason: PlanErrorReason,
    /** Every problem, one sentence each; at least the message itself. */
    readonly problems: readonly string[] = [message],
  ) {
    super(message);
  }
}
