// The questions of a planned run to a person: before a step, and after one that failed. They are asked and settled in events; a host
// answers through the session.
import type { AgentEventBody } from '../events/agentEvent';
import type { StepId } from '../plan/plan';
import type { FailureChoice, PlanPorts, StepAnswer } from '../plan/planPorts';
import { causeIn } from '../plan/stepFailure';

/** The ports of a plan run that ask a person. */
export type AskingPorts = Required<Pick<PlanPorts, 'confirmStep' | 'chooseAfterFailure'>>;

export interface PlanQuestions {
  /** @param wait does not count the time of the wait against the limits of the run */
  ports(
    emit: (body: AgentEventBody) => void,
    wait: <Answer>(asking: () => Promise<Answer>) => Promise<Answer>,
  ): AskingPorts;
  /** False when no such question is open. */
  answerStep(stepId: StepId, answer: StepAnswer): boolean;
  chooseAfterFailure(stepId: StepId, choice: FailureChoice): boolean;
}

export function createPlanQuestions(): PlanQuestions {
  const confirmations = createOpenQuestions<StepAnswer>();
  const failures = createOpenQuestions<FailureChoice>();
  return {
    ports: (emit, wait) => ({
      confirmStep: ({ step }, signal) => wait(() => confirmations.ask(step.id, emit, signal)),
      chooseAfterFailure: (failure, signal) => {
        const { stepId, error } = failure;
        emit({ type: 'plan_failure_question', stepId, error, ...causeIn(failure) });
        return wait(() => failures.ask(stepId, emit, signal));
      },
    }),
    answerStep: confirmations.answer,
    chooseAfterFailure: failures.answer,
  };
}

interface OpenQuestions<Answer extends StepAnswer | FailureChoice> {
  /** Rejects with the signal's reason when the run ends first. */
  ask(stepId: StepId, emit: (body: AgentEventBody) => void, signal: AbortSignal): Promise<Answer>;
  answer(stepId: StepId, answer: Answer): boolean;
}

function createOpenQuestions<Answer extends StepAnswer | FailureChoice>(): OpenQuestions<Answer> {
  const open = new Map<StepId, (answer: Answer) => void>();
  return {
    async ask(stepId, emit, signal) {
      const answered = Promise.withResolvers<Answer>();
      const onAbort = (): void => answered.reject(signal.reason as Error);
      open.set(stepId, answered.resolve);
      signal.addEventListener('abort', onAbort, { once: true });
      if (signal.aborted) onAbort();
      try {
        const answer = await answered.promise;
        emit({ type: 'plan_question_answered', stepId, answer });
        return answer;
      } catch (error) {
        emit({ type: 'plan_question_answered', stepId, answer: 'cancelled' });
        throw error;
      } finally {
        open.delete(stepId);
        signal.removeEventListener('abort', onAbort);
      }
    },
    answer(stepId, answer) {
      const resolve = open.get(stepId);
      open.delete(stepId);
      resolve?.(answer);
      return resolve !== undefined;
    },
  };
}
