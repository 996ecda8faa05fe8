// How the changes of each tool call were decided in this window: for its card in the panel. Counted where every decision passes.
import type { Review, ReviewedFile, ReviewSource, ReviewTarget } from '../../core/review/review';

export interface CallCounts {
  readonly kept: number;
  readonly undone: number;
}

type Decision = 'kept' | 'undone';
type Pending = ReadonlyMap<string, readonly string[]>;

type Deciding = Pick<Review, 'files' | 'keep' | 'undo' | 'undoLastDecision'>;

export interface DecisionCounts<Engine extends Deciding> {
  /** The same review; decisions made through it are counted. */
  readonly review: Engine;
  counts(): ReadonlyMap<string, CallCounts>;
}

export function countDecisions<Engine extends Deciding>(engine: Engine): DecisionCounts<Engine> {
  const counted = new Map<string, CallCounts>();
  /** By decision, so that the last can be taken back. */
  const history: (readonly { readonly toolId: string; readonly decision: Decision }[])[] = [];

  const add = (toolId: string, decision: Decision, by: 1 | -1): void => {
    const known = counted.get(toolId) ?? { kept: 0, undone: 0 };
    counted.set(toolId, { ...known, [decision]: Math.max(0, known[decision] + by) });
  };

  async function decide<Outcome>(decision: Decision, work: () => Promise<Outcome>): Promise<Outcome> {
    const before = pendingOf(engine.files());
    const outcome = await work();
    const after = pendingOf(engine.files());
    const done = [...before]
      .filter(([key]) => !after.has(key))
      .flatMap(([, toolIds]) => toolIds.map((toolId) => ({ toolId, decision })));
    for (const { toolId } of done) add(toolId, decision, 1);
    if (done.length > 0) history.push(done);
    return outcome;
  }

  return {
    counts: () => counted,
    review: {
      ...engine,
      keep: (target: ReviewTarget) => decide('kept', () => engine.keep(target)),
      undo: (...args: Parameters<Review['undo']>) => decide('undone', () => engine.undo(...args)),
      async undoLastDecision() {
        const outcome = await engine.undoLastDecision();
        if (outcome !== undefined) {
          for (const { toolId, decision } of history.pop() ?? []) add(toolId, decision, -1);
        }
        return outcome;
      },
    },
  };
}

/** What waits, by hunk or whole file, with the calls that made it. */
export function pendingOf(files: readonly ReviewedFile[]): Pending {
  return new Map(
    files.flatMap((file): readonly (readonly [string, readonly string[]])[] =>
      file.hunks.length === 0
        ? [[`file ${file.path}`, callsOf(file.sources)]]
        : file.hunks.map(({ id, sources }) => [id, callsOf(sources)] as const),
    ),
  );
}

function callsOf(sources: readonly ReviewSource[]): readonly string[] {
  return [...new Set(sources.flatMap(({ toolCallId }) => toolCallId ?? []))];
}
