/** `invalid`: an operation can't be done. `conflict`: a file is not as it was. `failed`: no change could be worked out. */
export type PatchErrorReason = 'invalid' | 'conflict' | 'failed';

/** A patch that can't be made or applied, in words for a person. Nothing was written. */
export class PatchError extends Error {
  override readonly name = 'PatchError';

  constructor(
    message: string,
    readonly reason: PatchErrorReason,
    /** Every problem, one sentence each; at least the message itself. */
    readonly problems: readonly string[] = [message],
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}
