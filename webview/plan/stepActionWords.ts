import { t } from '../l10n';
import type { StepAction } from './planActions';

/** How an action of a step is called; the tooltip names the key. */
export function stepActionWords(action: StepAction): {
  readonly label: string;
  readonly title: string;
  readonly iconName: string;
} {
  switch (action) {
    case 'run':
      return { label: t('Run this'), title: t('Run this step alone'), iconName: 'play' };
    case 'until':
      return { label: t('Run to here'), title: t('Run this step and what it needs'), iconName: 'run-below' };
    case 'skip':
      return { label: t('Skip'), title: t('Skip this step and what needs it'), iconName: 'debug-step-over' };
    case 'retry':
      return { label: t('Retry'), title: t('Run this step again'), iconName: 'refresh' };
    case 'replan':
      return {
        label: t('Re-plan'),
        title: t('Plan this step and what comes after it anew'),
        iconName: 'list-tree',
      };
    case 'rollback':
      return {
        label: t('Roll back…'),
        title: t('Take back what the step did; shows first what goes with it'),
        iconName: 'discard',
      };
    case 'openDiff':
      return { label: t('Open diff'), title: t('Show its changes in the diff editor'), iconName: 'diff' };
    case 'edit':
      return {
        label: t({ message: 'Edit', comment: 'A plan step' }),
        title: t('Edit the step (F2)'),
        iconName: 'edit',
      };
    case 'remove':
      return { label: t('Remove'), title: t('Remove the step (Delete)'), iconName: 'trash' };
    case 'addAfter':
      return { label: t('Add after'), title: t('Add a step behind this one'), iconName: 'add' };
  }
}
