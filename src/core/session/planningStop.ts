// A person can decline the plan while the planner of a prompt is at work: the planner is stopped, and the prompt is answered without one.

export interface PlanningStop {
  /** `work` makes the plan; its signal ends with the run's or when the plan is declined, and then the result says so. */
  whilePlanning<Value extends object>(
    work: (signal: AbortSignal) => Promise<Value>,
    signal: AbortSignal,
  ): Promise<Value | 'declined'>;
  /** The plan is there: it can't be declined any more. */
  close(): void;
  /** False when no plan is being made. */
  decline(): boolean;
}

export function createPlanningStop(): PlanningStop {
  let open: AbortController | undefined;
  return {
    async whilePlanning(work, signal) {
      const own = new AbortController();
      open = own;
      const isDeclined = (): boolean => own.signal.aborted && !signal.aborted;
      try {
        const value = await work(AbortSignal.any([signal, own.signal]));
        return isDeclined() ? 'declined' : value;
      } catch (error) {
        if (isDeclined()) return 'declined'; // whatever became of the planner, nobody waits for it
        throw error;
      } finally {
        open = undefined;
      }
    },
    close() {
      open = undefined;
    },
    decline() {
      const planner = open;
      if (planner === undefined) return false;
      open = undefined;
      planner.abort();
      return true;
    },
  };
}
