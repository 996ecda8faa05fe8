// States of steps and plans as words. Pure; the icons that go with them are in `stateIcon.ts`.
import type { PlanView } from '../../src/protocol/planMessages';
import type { StepItem } from '../../src/protocol/viewState';
import { unknownWords } from '../../src/protocol/words/unknownWords';
import { t } from '../l10n';

type Step = PlanView['plan']['steps'][number];

/** `interrupted`: the window or process ended while it ran. `waiting`: a person is asked about it. */
export type ShownState = Step['status'] | 'interrupted' | 'waiting';

/** How a step stands, with what the plan around it says. */
export function shownState(step: Step, view: Pick<PlanView, 'isRunning' | 'question'>): ShownState {
  if (view.isRunning && view.question?.kind === 'confirm' && view.question.stepId === step.id)
    return 'waiting';
  return step.status === 'in_progress' && !view.isRunning ? 'interrupted' : step.status;
}

/** State of a step's row in the transcript. */
export function itemState(state: StepItem['state']): ShownState {
  return state === 'running' ? 'in_progress' : state;
}

export function stateWords(state: ShownState): string {
  switch (state) {
    case 'pending':
      return t({ message: 'pending', comment: 'State of a plan step' });
    case 'in_progress':
      return t({ message: 'running', comment: 'State of a plan step' });
    case 'waiting':
      return t({ message: 'waits for you', comment: 'State of a plan step' });
    case 'done':
      return t({ message: 'done', comment: 'State of a plan step' });
    case 'failed':
      return t({ message: 'failed', comment: 'State of a plan step' });
    case 'skipped':
      return t({ message: 'skipped', comment: 'State of a plan step' });
    case 'cancelled':
      return t({ message: 'cancelled', comment: 'State of a plan step' });
    case 'rolled_back':
      return t({ message: 'rolled back', comment: 'State of a plan step' });
    case 'interrupted':
      return t({ message: 'interrupted', comment: 'State of a plan step' });
    default:
      return unknownWords(state, t);
  }
}

/** The state with its reason, where there is one. */
export function stateSentence(step: Step, state: ShownState): string {
  const words = stateWords(state);
  const reason = state === 'skipped' ? skipWords(step.skipReason) : '';
  return reason === '' ? words : `${words}: ${reason}`;
}

function skipWords(reason: Step['skipReason']): string {
  switch (reason) {
    case 'user':
      return t('you skipped it');
    case 'declined':
      return t('you declined it');
    case 'dependency_failed':
      return t('a step it needs failed');
    case 'dependency_skipped':
      return t('a step it needs was skipped');
    case 'unresolvable':
      return t('what it needs can never be done');
    case 'limit':
      return t('the limit of steps was reached');
    case undefined:
    default:
      return '';
  }
}

/** How a plan stands in one or two words; empty while it runs as it should. */
export function barState(view: PlanView): string {
  if (view.isPlanning) return t('planning…');
  if (view.isRunning) {
    if (view.question !== undefined) return t('waits for you');
    return view.plan.status === 'paused' ? t('paused') : '';
  }
  if (view.isInterrupted) return t('interrupted');
  switch (view.plan.status) {
    case 'draft':
    case 'ready':
      return t('ready to run');
    case 'completed':
      return t('done');
    case 'partial':
      return t('partly done');
    case 'failed':
      return t('failed');
    case 'rolled_back':
      return t('rolled back');
    case 'cancelled':
      return t('stopped');
    case 'paused':
      return t('paused');
    default:
      return '';
  }
}

/** The type of a step in words; one that the engine does not know as it was given. */
export function typeWords(type: Step['type']): string {
  switch (type) {
    case 'create_file':
      return t('create a file');
    case 'modify_file':
      return t('change a file');
    case 'delete_file':
      return t('delete a file');
    case 'rename_file':
      return t('rename a file');
    case 'apply_patch':
      return t('apply a patch');
    case 'create_test':
      return t('write tests');
    case 'run_command':
      return t('run a command');
    case 'run_tests':
      return t('run the tests');
    case 'analyze':
      return t('look into something');
    case 'agent_task':
      return t('task');
    default:
      return type;
  }
}
