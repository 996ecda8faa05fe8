import type { PlanningChoice } from '../../src/protocol/planMessages';
import { t } from '../l10n';

/** Whether to plan first, as the picker shows it. */
export function planningChoices(): readonly {
  readonly value: PlanningChoice;
  readonly label: string;
  readonly title: string;
}[] {
  return [
    { value: 'off', label: t('plan: off'), title: t('prompts run as they are') },
    { value: 'on', label: t('plan: on'), title: t('each prompt is planned in steps first') },
    {
      value: 'auto',
      label: t('plan: auto'),
      title: t('prompts that look complex are planned in steps first'),
    },
  ];
}
