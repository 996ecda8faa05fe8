// A model that plans given steps and carries them out: what each step does is a list of calls, then its report.
import type { ModelServerRequest, ScriptedToolCall, ScriptedTurn } from '../model-server/script';

export interface PlayedStep {
  readonly id: string;
  readonly title: string;
  readonly type: string;
  readonly file?: string;
  readonly command?: string;
  readonly dependsOn?: readonly string[];
  /** One a turn. Default: none. */
  readonly calls?: readonly ScriptedToolCall[];
  readonly report: string;
}

export interface PlayedPlan {
  readonly goal: string;
  readonly steps: readonly PlayedStep[];
  /**
   * What a step answers instead of its next call or its report; `turn` counts its requests from 0. Such an answer may come late, as a promise.
   */
  readonly instead?: (
    stepId: string,
    turn: number,
  ) => ScriptedTurn | undefined | Promise<ScriptedTurn | undefined>;
  /** To any other prompt. Default `Noted.` */
  readonly answer?: string;
}

/** Steps that a person adds are known by their title as well: each reports that it is done. */
export function playedPlan({
  goal,
  steps,
  instead,
  answer = 'Noted.',
}: PlayedPlan): (request: ModelServerRequest) => Promise<ScriptedTurn> {
  const planned = steps.map(({ calls: _calls, report: _report, ...step }) => ({
    description: `${step.title}.`,
    dependsOn: [],
    ...step,
  }));
  return async ({ body }) => {
    const system = JSON.stringify(body.system ?? '');
    const said = JSON.stringify(body.messages);
    if (system.includes('You plan work')) return { text: JSON.stringify({ goal, steps: planned }) };
    const title = /Step \d+ of \d+: (.*?)(?:\\n|")/.exec(said)?.[1];
    if (title === undefined) return { text: answer };
    const step = steps.find((known) => known.title === title);
    if (step === undefined) return { text: `Done: ${title}` };
    const turn = said.split('"tool_result"').length - 1;
    const other = await instead?.(step.id, turn);
    if (other !== undefined) return other;
    const call = step.calls?.[turn];
    return call === undefined ? { text: step.report } : { text: 'On it.', toolCalls: [call] };
  };
}
