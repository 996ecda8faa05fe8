/**
 * `auto`: in the sandbox where that works, else under the ordinary rules, said once. `required`: in the sandbox or not at all, also in
 * the background. `off`: none.
 */
export type SandboxMode = 'off' | 'auto' | 'required';

export const SANDBOX_MODES: readonly SandboxMode[] = ['off', 'auto', 'required'];

export const DEFAULT_SANDBOX_MODE: SandboxMode = 'auto';
