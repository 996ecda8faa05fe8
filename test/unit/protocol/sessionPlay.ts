// Plays random sessions as the core reports them: runs with turns, calls, questions, retries, interruptions, cuts of the history.
import fc from 'fast-check';
import type { AgentEvent, AgentEventBody, EventEnvelope } from '../../../src/core/events/agentEvent';
import { end, usage } from './eventFixture';

type Body = AgentEventBody & Partial<EventEnvelope>;

/** What happens next, by chance; `value` chooses among what is possible then. */
export interface Step {
  readonly kind:
    'work' | 'text' | 'call' | 'finish' | 'steer' | 'note' | 'interrupt' | 'cut' | 'uncut' | 'reset';
  readonly value: number;
}

export const stepArbitrary: fc.Arbitrary<Step> = fc.record({
  kind: fc.oneof(
    { arbitrary: fc.constantFrom('work', 'text', 'call', 'finish'), weight: 12 },
    { arbitrary: fc.constantFrom('steer', 'note', 'reset', 'interrupt', 'cut', 'uncut'), weight: 2 },
  ) as fc.Arbitrary<Step['kind']>,
  value: fc.nat(1_000),
});

/** Turns steps into events in the order in which the core gives them. */
export class SessionPlay {
  #seq = 0;
  #runs = 0;
  #runId: string | undefined;
  #interruptedId: string | undefined;
  #turn = 0;
  #calls: string[] = [];
  #prompts: number[] = [];
  /** Prompts and what was cut off, as they were before the last cut; until a run begins. */
  #beforeCut: { readonly prompts: number[]; readonly interruptedId: string | undefined } | undefined;

  /** The events of one step; none where it is not possible now. */
  next({ kind, value }: Step): AgentEvent[] {
    switch (kind) {
      case 'work':
        return this.#runId === undefined ? this.#begin(value) : this.#beginTurn();
      case 'text':
        if (this.#runId === undefined) return [];
        return this.#number({
          type: value % 3 === 0 ? 'thinking_delta' : 'text_delta',
          text: `text ${value} `,
        });
      case 'call':
        return this.#call(value);
      case 'finish':
        return this.#finish(value);
      case 'steer':
        return this.#say('steering', 'meanwhile');
      case 'note':
        return this.#number({ type: 'notice', level: 'info', text: 'note' });
      case 'reset':
        if (this.#runId === undefined || this.#calls.length > 0) return [];
        return this.#number(
          { type: 'turn_reset', turn: this.#turn },
          { type: 'retry', attempt: 1, maxAttempts: 3, delayMs: 10, kind: 'network', message: 'again' },
        );
      case 'interrupt':
        return this.#interrupt();
      case 'cut':
        return this.#cut(value);
      case 'uncut':
        return this.#uncut();
    }
  }

  #begin(value: number): AgentEvent[] {
    this.#beforeCut = undefined;
    if (this.#interruptedId !== undefined && value % 2 === 0) {
      this.#runId = this.#interruptedId;
      this.#interruptedId = undefined;
      return this.#number({ type: 'start', prompt: '', model: 'm', mode: 'ask' });
    }
    this.#interruptedId = undefined;
    this.#runId = `run-${this.#runs++}`;
    const prompt = value % 7 === 0 ? '' : `prompt ${this.#runs}`;
    const events = this.#number({ type: 'start', prompt, model: 'm', mode: 'ask' });
    return [...events, ...this.#say('prompt', prompt), ...this.#beginTurn()];
  }

  #say(origin: 'prompt' | 'steering', text: string): AgentEvent[] {
    if (this.#runId === undefined) return [];
    this.#prompts.push(this.#seq + 1);
    return this.#number({
      type: 'message',
      message: { role: 'user', content: [{ type: 'text', text }], origin },
    });
  }

  #beginTurn(): AgentEvent[] {
    this.#turn += 1;
    return this.#number({ type: 'turn_start', turn: this.#turn });
  }

  #call(value: number): AgentEvent[] {
    if (this.#runId === undefined) return [];
    const toolId = `call-${this.#seq}`;
    const open = this.#calls[value % Math.max(1, this.#calls.length)];
    if (open !== undefined && value % 2 === 0) {
      this.#calls = this.#calls.filter((id) => id !== open);
      return this.#number({
        type: 'tool_end',
        toolId: open,
        toolName: 'bash',
        toolOutput: `output ${value}`,
        exitCode: 0,
        durationMs: 1,
        outcome: 'done',
      });
    }
    if (open !== undefined && value % 3 === 0) {
      return this.#number({
        type: 'tool_output_delta',
        toolId: open,
        toolName: 'bash',
        delta: `out ${value}`,
      });
    }
    this.#calls.push(toolId);
    const named = { toolId, toolName: 'bash' };
    return this.#number(
      { type: 'tool_start', ...named },
      { type: 'tool_call', ...named, title: `title ${value}`, args: {}, readOnly: false },
      { type: 'tool_run', ...named },
    );
  }

  #finish(value: number): AgentEvent[] {
    if (this.#runId === undefined) return [];
    if (value % 4 !== 0) return this.#number({ type: 'turn_end', turn: this.#turn, usage });
    const events = this.#number(end);
    this.#close();
    return events;
  }

  #interrupt(): AgentEvent[] {
    if (this.#runId === undefined) return [];
    this.#interruptedId = this.#runId;
    const events = this.#number({ type: 'run_interrupted', uncertainToolIds: this.#calls.slice(0, 1) });
    this.#close();
    return events;
  }

  #cut(value: number): AgentEvent[] {
    const beforeSeq = this.#prompts[value % Math.max(1, this.#prompts.length)];
    if (this.#runId !== undefined || beforeSeq === undefined) return [];
    this.#beforeCut = { prompts: this.#prompts, interruptedId: this.#interruptedId };
    this.#prompts = this.#prompts.filter((seq) => seq < beforeSeq);
    this.#interruptedId = undefined;
    const checkpoint = value % 2 === 0 ? { checkpointId: `run-${value}` } : {};
    return this.#number({ type: 'history_cut', beforeSeq, ...checkpoint });
  }

  #uncut(): AgentEvent[] {
    if (this.#beforeCut === undefined) return [];
    this.#prompts = this.#beforeCut.prompts;
    this.#interruptedId = this.#beforeCut.interruptedId;
    this.#beforeCut = undefined;
    return this.#number({ type: 'history_uncut' });
  }

  #close(): void {
    this.#runId = undefined;
    this.#calls = [];
  }

  #number(...bodies: readonly Body[]): AgentEvent[] {
    return bodies.map((body) => {
      this.#seq += 1;
      return {
        sessionId: 'session-1',
        runId: this.#runId ?? '',
        time: 1_000 + 100 * this.#seq,
        ...body,
        seq: this.#seq,
      };
    });
  }
}
