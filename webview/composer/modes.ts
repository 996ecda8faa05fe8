import type { PermissionMode } from '../../src/protocol/coreTypes';
import { t } from '../l10n';

export interface ModeOption {
  readonly value: PermissionMode;
  readonly label: string;
  readonly title: string;
}

/** The permission modes as the picker shows them. */
export function permissionModes(): readonly ModeOption[] {
  return [
    { value: 'readonly', label: t('read only'), title: t('nothing is written or run') },
    { value: 'ask', label: t('ask'), title: t('writing and running ask') },
    {
      value: 'edits',
      label: t('edits'),
      title: t('edits in the workspace are allowed, commands ask'),
    },
    {
      value: 'auto',
      label: t('auto'),
      title: t('everything inside the workspace is allowed; deny rules and protected paths hold'),
    },
  ];
}
