// A notification with Cancel for plans that take long while nobody looks at them in the panel.
import type { AgentEvent } from '../../core/events/agentEvent';
import { countOf, titleOf } from '../../core/plan/planViews';
import { t } from '../l10n';
import type { LiveSession } from '../sessions/liveSession';
import type { SessionEvent } from '../sessions/sessionHub';

/** A notification that is there until `done`. */
export interface ShownProgress {
  /** `increment`: percent since the last report. */
  report(text: string, increment: number): void;
  done(): void;
}

export interface PlanProgressOptions {
  readonly onEvent: (listener: (event: SessionEvent) => void) => { dispose(): void };
  /** The panel shows the session. */
  readonly isOnScreen: (session: LiveSession) => boolean;
  /** Calls back after a while; returns what ends the wait. */
  readonly later: (callback: () => void) => () => void;
  readonly show: (title: string, onCancel: () => void) => ShownProgress;
}

interface Watched {
  readonly runId: string;
  stopWaiting: () => void;
  shown: ShownProgress | undefined;
  percent: number;
}

/** Begins to watch; `dispose` ends it. */
export function watchPlanRuns(options: PlanProgressOptions): { dispose(): void } {
  const watched = new Map<string, Watched>();

  const report = (session: LiveSession, watch: Watched): void => {
    const plan = session.view.plan?.plan;
    if (plan === undefined || watch.shown === undefined) return;
    const done = plan.steps.length - countOf(plan, 'pending') - countOf(plan, 'in_progress');
    const current = plan.steps.find(({ status }) => status === 'in_progress');
    const percent = plan.steps.length === 0 ? 0 : Math.floor((100 * done) / plan.steps.length);
    const count = plan.steps.length === 0 ? '' : t('{0} of {1} steps', done, plan.steps.length);
    const words = [count, current === undefined ? '' : titleOf(current)].filter((text) => text !== '');
    watch.shown.report(words.join(' · '), Math.max(0, percent - watch.percent));
    watch.percent = Math.max(watch.percent, percent);
  };

  const wait = (session: LiveSession, watch: Watched): void => {
    watch.stopWaiting = options.later(() => {
      if (options.isOnScreen(session)) {
        wait(session, watch);
        return;
      }
      const title = session.view.title === '' ? t('Plan') : t('Plan: {0}', session.view.title);
      watch.shown = options.show(title, () => void session.stop());
      report(session, watch);
    });
  };

  const end = (sessionId: string): void => {
    const watch = watched.get(sessionId);
    watch?.stopWaiting();
    watch?.shown?.done();
    watched.delete(sessionId);
  };

  const subscription = options.onEvent(({ session, event }) => {
    const watch = watched.get(session.id);
    if (watch === undefined) {
      if (!beginsPlanWork(event)) return;
      const begun: Watched = {
        runId: event.runId,
        stopWaiting: () => undefined,
        shown: undefined,
        percent: 0,
      };
      watched.set(session.id, begun);
      wait(session, begun);
    } else if (event.runId === watch.runId && isEndOfRun(event)) end(session.id);
    else if (event.type === 'step_start' || event.type === 'step_end') report(session, watch);
  });
  return {
    dispose() {
      subscription.dispose();
      for (const sessionId of [...watched.keys()]) end(sessionId);
    },
  };
}

function beginsPlanWork({ type, runId }: AgentEvent): boolean {
  return runId !== '' && (type === 'planning_start' || type === 'plan_dry_run' || type === 'plan_updated');
}

function isEndOfRun({ type, stepId, parentId }: AgentEvent): boolean {
  return (type === 'end' || type === 'error') && (stepId ?? parentId) === undefined;
}
