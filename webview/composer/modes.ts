import type { PermissionMode } from '../../src/protocol/coreTypes';

/** The permission modes as the picker shows them. */
export const MODES: readonly {
  readonly value: PermissionMode;
  readonly label: string;
  readonly title: string;
}[] = [
  { value: 'readonly', label: 'read only', title: 'nothing is written or run' },
  { value: 'ask', label: 'ask', title: 'writing and running ask' },
  { value: 'edits', label: 'edits', title: 'edits in the workspace are allowed, commands ask' },
  {
    value: 'auto',
    label: 'auto',
    title: 'everything inside the workspace is allowed; deny rules and protected paths hold',
  },
];
