/**
 * Preset of defaults. `readonly`: nothing is written or run - `ask`: writing and running ask - `edits`: edits inside the workspace
 * are allowed, commands ask - `auto`: everything inside the workspace is allowed. Deny rules and protected paths hold in every mode.
 */
export type PermissionMode = 'readonly' | 'ask' | 'edits' | 'auto';

export const PERMISSION_MODES: readonly PermissionMode[] = ['readonly', 'ask', 'edits', 'auto'];
