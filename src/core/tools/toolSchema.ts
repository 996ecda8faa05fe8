// How tools describe and check their arguments. Built-in tools use `zod/mini`: it loads in a tenth of the time of `zod`, which
// counts on every start of the command line. Tools passed in by users may use either.
import type { $ZodError, $ZodType } from 'zod/v4/core';

/** A schema of `zod` or `zod/mini`. */
export type ToolSchema<Output> = $ZodType<Output> & {
  safeParse(
    data: unknown,
    params?: {
      readonly error?: (issue: { readonly code?: string }) => string | { message: string } | undefined | null;
    },
  ):
    | { readonly success: true; readonly data: Output }
    | { readonly success: false; readonly error: $ZodError };
};
