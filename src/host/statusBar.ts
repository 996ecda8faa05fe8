// What the window says about the agent: the status bar item and the context keys.
import { commands, l10n, StatusBarAlignment, ThemeColor, window } from 'vscode';
import type { Disposable, StatusBarItem } from 'vscode';
import type { SessionActivity } from '../protocol/viewState';
import type { SessionHub } from './sessions/sessionHub';

export class StatusBar implements Disposable {
  readonly #item: StatusBarItem;
  readonly #subscriptions: readonly Disposable[];
  readonly #keys = new Map<string, boolean>();

  constructor(hub: SessionHub) {
    this.#item = window.createStatusBarItem('planwright.status', StatusBarAlignment.Right, 100);
    this.#item.name = 'Planwright';
    this.#item.command = 'planwright.open';
    const update = (): void => this.#update(hub);
    this.#subscriptions = [hub.onEvent(update), hub.onDidShow(update)];
    update();
    this.#item.show();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#item.dispose();
  }

  #update(hub: SessionHub): void {
    const { activity, current } = hub;
    const { text, tooltip, isUrgent } = words(activity, hub.waiting);
    this.#item.text = text;
    this.#item.tooltip = tooltip;
    this.#item.accessibilityInformation = { label: tooltip };
    this.#item.backgroundColor = isUrgent ? new ThemeColor('statusBarItem.warningBackground') : undefined;
    this.#setKey(
      'planwright.running',
      ['running', 'waiting', 'paused'].includes(current?.activity ?? 'idle'),
    );
    this.#setKey('planwright.waiting', activity === 'waiting');
    this.#setKey('planwright.interrupted', current?.activity === 'interrupted');
    this.#setKey('planwright.hasSession', current?.isEmpty === false);
    const plan = current?.view.plan;
    this.#setKey('planwright.hasPlan', plan !== undefined);
    this.#setKey('planwright.planRunning', plan?.isRunning === true);
    this.#setKey('planwright.planPaused', plan?.isRunning === true && plan.plan.status === 'paused');
    this.#setKey('planwright.planDeclinable', plan?.isPlanning === true && plan.plannedBecause !== undefined);
    this.#setKey('planwright.readOnlySession', current?.access === 'read_only');
  }

  /** Only changes are sent: this runs with every event. */
  #setKey(key: string, value: boolean): void {
    if (this.#keys.get(key) === value) return;
    this.#keys.set(key, value);
    void commands.executeCommand('setContext', key, value);
  }
}

function words(
  activity: SessionActivity,
  waiting: number,
): { readonly text: string; readonly tooltip: string; readonly isUrgent: boolean } {
  switch (activity) {
    case 'waiting': {
      const tooltip =
        waiting === 1
          ? l10n.t('Planwright: a question waits for you')
          : l10n.t('Planwright: {0} questions wait for you', waiting);
      return { text: '$(bell-dot) Planwright', tooltip, isUrgent: true };
    }
    case 'running':
      return {
        text: '$(loading~spin) Planwright',
        tooltip: l10n.t('Planwright is running'),
        isUrgent: false,
      };
    case 'paused':
      return { text: '$(debug-pause) Planwright', tooltip: l10n.t('Planwright is paused'), isUrgent: false };
    case 'interrupted':
      return {
        text: '$(debug-disconnect) Planwright',
        tooltip: l10n.t('Planwright: a run was interrupted'),
        isUrgent: false,
      };
    case 'failed':
      return {
        text: '$(warning) Planwright',
        tooltip: l10n.t('Planwright: the last run failed'),
        isUrgent: false,
      };
    case 'idle':
      return {
        text: '$(comment-discussion) Planwright',
        tooltip: l10n.t('Open Planwright'),
        isUrgent: false,
      };
  }
}
