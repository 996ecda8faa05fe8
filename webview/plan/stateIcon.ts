import type { TemplateResult } from 'lit';
import { icon } from '../icon';
import type { ShownState } from './planWords';

const ICONS: Readonly<Record<ShownState, readonly [name: string, extraClass: string]>> = {
  pending: ['circle-large-outline', 'info-icon'],
  in_progress: ['loading', 'spin'],
  waiting: ['bell', 'accent-icon'],
  done: ['check', 'plan-done-icon'],
  failed: ['error', 'error-icon'],
  skipped: ['debug-step-over', 'info-icon'],
  cancelled: ['circle-slash', 'info-icon'],
  rolled_back: ['discard', 'info-icon'],
  interrupted: ['debug-disconnect', 'warning-icon'],
};

/** A state by its codicon; a word stands beside it, so that no colour tells alone. */
export function stateIcon(state: ShownState): TemplateResult {
  // A newer version may know other states.
  const [name, extraClass] = Object.hasOwn(ICONS, state) ? ICONS[state] : ['question', 'info-icon'];
  return icon(name, extraClass);
}
