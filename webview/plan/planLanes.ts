// The timeline of a plan: one lane for each wave, bars for its steps, side by side where they ran at once. Pure.
import type { PlanView } from '../../src/protocol/planMessages';
import { layoutOf } from './planFacts';
import type { Step } from './planFacts';

export interface LaneBar {
  readonly step: Step;
  /** Position from 1. */
  readonly number: number;
  /** 0 to 1 of the time shown. */
  readonly from: number;
  readonly to: number;
  /** Row within the lane, from 0. */
  readonly row: number;
}

export interface Lane {
  /** From 1. */
  readonly wave: number;
  readonly rows: number;
  readonly bars: readonly LaneBar[];
}

/** Lanes of the last run; none before anything has begun. */
export function planLanes(view: PlanView, now: number): readonly Lane[] {
  const begin = view.startedAt;
  if (begin === undefined) return [];
  const spanOf = ({ id }: Step): { readonly from: number; readonly to: number } | undefined => {
    const step = view.steps[id];
    // What an earlier run did lies before what is shown.
    if (step?.startedAt === undefined || step.startedAt < begin) return undefined;
    return {
      from: step.startedAt,
      to: step.endedAt ?? (view.isRunning ? now : (view.endedAt ?? step.startedAt)),
    };
  };
  const last = Math.max(begin + 1, ...view.plan.steps.map((step) => spanOf(step)?.to ?? 0));
  const share = (time: number): number => Math.min(1, Math.max(0, (time - begin) / (last - begin)));
  return layoutOf(view.plan).waves.flatMap((steps, index) => {
    const ends: number[] = [];
    const bars = steps
      .flatMap((step) => {
        const span = spanOf(step);
        return span === undefined ? [] : [{ step, span }];
      })
      .sort((one, other) => one.span.from - other.span.from)
      .map(({ step, span }): LaneBar => {
        const free = ends.findIndex((end) => end <= span.from);
        const row = free === -1 ? ends.length : free;
        ends[row] = span.to;
        const number = view.plan.steps.indexOf(step) + 1;
        return { step, number, from: share(span.from), to: share(span.to), row };
      });
    return bars.length === 0 ? [] : [{ wave: index + 1, rows: ends.length, bars }];
  });
}
