// Keeps the steps of a plan that run at the same time out of each other's way. A step holds a file from its first write until it ends, and
// remembers for itself which version of a file it has read; a command that may write runs while no other step has written and not finished.
// Who would wait for ever is put back. Reads wait for nobody: they see what is committed.
import type { StepId } from '../plan/plan';
import type { ReadLedger } from '../tools/toolServices';
import { createFileLeases } from '../workspace/fileLeases';
import type { FileLease, LeaseHolder } from '../workspace/fileLeases';
import { createReadLedger } from '../workspace/readLedger';
import type { ResolvedPath } from '../workspace/workspace';
import type { NoticeCause } from '../words/noticeCause';
import { WorkspaceError } from '../workspace/workspaceError';
import { withAbort } from './toolTimeout';
import type { StepCause } from '../words/errorCause';

/** Of one run of a plan. */
export interface StepGuards {
  begin(step: GuardedStep): StepGuard;
  /** Of a step that has begun and not ended. */
  of(stepId: StepId): StepGuard | undefined;
  /** Gives back what the step holds, and refuses what it waits for. */
  end(stepId: StepId): void;
}

export interface GuardedStep {
  readonly id: StepId;
  /** In the words of a person: `step 2`. */
  readonly name: string;
  /** Its place in the plan, from 1. */
  readonly order: number;
  /** Its commands change no file that other steps work on. */
  readonly hasSafeCommands: boolean;
  /** True when it begins to wait for another step, false when it goes on; each true has its false. */
  readonly onWaiting: (isWaiting: boolean) => void;
  /** Told what it waits for. */
  readonly say: (cause: NoticeCause) => void;
  /** Waiting would never end: the step has to stop, and its signal fires before this returns. */
  readonly putBack: (cause: StepCause) => void;
}

export interface StepGuard {
  /** What this step has read, whatever others read or wrote meanwhile. */
  readonly reads: ReadLedger;
  call(): GuardedCall;
  /** Its work is done and only its checks follow: what it wrote is finished, and commands may see it. */
  worked(): void;
}

/** One tool call of a step. */
export interface GuardedCall {
  /** Waits until the step may write these. Rejects with the signal's reason, or with `WorkspaceError` `leased`. */
  writes(files: readonly ResolvedPath[], signal: AbortSignal): Promise<void>;
  /** Waits until a command may run. */
  runs(command: { readonly isSafe: boolean }, signal: AbortSignal): Promise<void>;
  /** A command changed these: the step holds them as well, as far as nobody else does. */
  changed(files: readonly ResolvedPath[]): void;
  /** Without a write the call gives back what it took. */
  end(hasWritten: boolean): void;
}

interface RunningStep {
  readonly step: GuardedStep;
  readonly holder: LeaseHolder;
  readonly guard: StepGuard;
  /** Leases that it holds. */
  held: number;
  /** How many of its calls wait with a command, and how many with a write for the command of another. */
  commandWaits: number;
  writeWaits: number;
  /** What it wrote is not finished. */
  isWorking: boolean;
  /** It ran a command that may write: not all that it did can be undone. */
  hasRunCommand: boolean;
  isGoingBack: boolean;
  hasEnded: boolean;
}

export function createStepGuards(): StepGuards {
  const leases = createFileLeases();
  const running = new Map<StepId, RunningStep>();
  /** The step whose command runs alone. */
  let alone: RunningStep | undefined;
  let change = Promise.withResolvers<void>();

  function wake(): void {
    change.resolve();
    change = Promise.withResolvers<void>();
  }

  function beginWait({ step }: RunningStep, cause: NoticeCause | undefined): void {
    step.onWaiting(true);
    if (cause !== undefined) step.say(cause);
    wake();
  }

  /** `met` follows the condition without anything between. */
  async function until(
    own: RunningStep,
    condition: () => NoticeCause | undefined,
    met: () => void,
    waits: 'commandWaits' | 'writeWaits',
    signal: AbortSignal,
  ): Promise<void> {
    const cause = condition();
    if (cause !== undefined) {
      own[waits] += 1;
      beginWait(own, cause);
      try {
        breakRings(own);
        while (condition() !== undefined) await withAbort(change.promise, signal);
      } finally {
        own[waits] -= 1;
        own.step.onWaiting(false);
      }
    }
    met();
    wake();
  }

  async function lease(
    own: RunningStep,
    files: readonly ResolvedPath[],
    signal: AbortSignal,
  ): Promise<FileLease> {
    const taken = files.find(({ path }) => ![undefined, own.holder].includes(leases.holderOf(path)));
    const owner = taken && leases.holderOf(taken.path);
    const other = [...running.values()].find(({ holder }) => holder === owner);
    beginWait(own, taken && other && waitsForFile(other, taken));
    try {
      const taking = leases.take(own.holder, files, signal);
      taking.catch(() => undefined); // awaited below, unless this step is put back
      breakRings(own);
      return await taking;
    } catch (error) {
      if (!(error instanceof WorkspaceError) || own.hasEnded) throw error;
      own.step.putBack({
        about: 'step',
        code: 'ring',
        file: taken?.display ?? error.path,
        other: other?.step.order ?? 0,
        own: own.step.order,
      });
      signal.throwIfAborted();
      throw error;
    } finally {
      own.step.onWaiting(false);
    }
  }

  /** Others that have written and not finished, whether or not they wait themselves. */
  function writersBeside(own: RunningStep): readonly RunningStep[] {
    return [...running.values()].filter((other) => other !== own && other.held > 0 && other.isWorking);
  }

  /** Whom a step waits for right now. */
  function blockersOf(own: RunningStep): readonly RunningStep[] {
    const holders = leases.blockersOf(own.holder);
    const blockers = [...running.values()].filter(({ holder }) => holders.includes(holder));
    if (own.commandWaits > 0) blockers.push(...writersBeside(own));
    const waitsForCommand = own.commandWaits + own.writeWaits > 0;
    if (waitsForCommand && alone !== undefined && alone !== own) blockers.push(alone);
    return blockers;
  }

  /** Steps that wait for each other in a ring through this one, which is first; each waits for the next. */
  function ringThrough(own: RunningStep): readonly RunningStep[] | undefined {
    const seen = new Set<RunningStep>();
    const follow = (path: readonly RunningStep[], last: RunningStep): readonly RunningStep[] | undefined => {
      for (const next of blockersOf(last)) {
        if (next === own) return path;
        if (seen.has(next) || next.isGoingBack) continue;
        seen.add(next);
        const found = follow([...path, next], next);
        if (found !== undefined) return found;
      }
      return undefined;
    };
    return follow([own], own);
  }

  /** Puts back who can best do without what it did: it has not finished and, where there is one, it ran no command. */
  function breakRings(own: RunningStep): void {
    for (let ring = ringThrough(own); ring !== undefined && !own.isGoingBack; ring = ringThrough(own)) {
      const open = ring.filter(({ isWorking }) => isWorking);
      const back = open.find(({ hasRunCommand }) => !hasRunCommand) ?? open[0] ?? own;
      const next = ring[(ring.indexOf(back) + 1) % ring.length] ?? own;
      back.isGoingBack = true;
      back.step.putBack({
        about: 'step',
        code: 'command_ring',
        other: next.step.order,
        own: back.step.order,
      });
    }
  }

  function createCall(own: RunningStep): GuardedCall {
    const taken: FileLease[] = [];
    let isAlone = false;
    const hold = (held: FileLease): void => {
      taken.push(held);
      own.held += 1;
    };
    const foreignCommand = (): NoticeCause | undefined =>
      alone === undefined || alone === own
        ? undefined
        : { code: 'waits_for_command', order: alone.step.order };
    const assertGoing = (): void => {
      if (own.hasEnded)
        throw new WorkspaceError('leased', `Nothing was done: ${own.step.name} has ended.`, '', undefined, {
          about: 'file',
          code: 'work_ended',
          path: own.step.name,
        });
    };
    return {
      async writes(files, signal) {
        assertGoing();
        if (files.length === 0) return;
        hold(await lease(own, files, signal));
        await until(own, foreignCommand, () => undefined, 'writeWaits', signal);
      },
      async runs({ isSafe }, signal) {
        assertGoing();
        if (isSafe || own.step.hasSafeCommands) return;
        const condition = (): NoticeCause | undefined => {
          const [writer] = writersBeside(own);
          return writer === undefined
            ? foreignCommand()
            : { code: 'command_waits', order: writer.step.order };
        };
        const begin = (): void => {
          alone = own;
          isAlone = true;
          own.hasRunCommand = true;
        };
        await until(own, condition, begin, 'commandWaits', signal);
      },
      changed(files) {
        const held = leases.takeFree(own.holder, files);
        if (held === undefined || own.hasEnded) return;
        own.held += 1;
      },
      end(hasWritten) {
        if (isAlone && alone === own) alone = undefined;
        if (!hasWritten && !own.hasEnded) {
          for (const held of taken) held.release();
          own.held -= taken.length;
        }
        wake();
      },
    };
  }

  function end(stepId: StepId): void {
    const own = running.get(stepId);
    if (own === undefined) return;
    running.delete(stepId);
    own.hasEnded = true;
    if (alone === own) alone = undefined;
    leases.releaseAll(own.holder);
    wake();
  }

  return {
    begin(step) {
      end(step.id);
      const own: RunningStep = {
        step,
        holder: { name: step.name },
        guard: {
          reads: createReadLedger(),
          call: () => createCall(own),
          worked() {
            own.isWorking = false;
            wake();
          },
        },
        held: 0,
        commandWaits: 0,
        writeWaits: 0,
        isWorking: true,
        hasRunCommand: false,
        isGoingBack: false,
        hasEnded: false,
      };
      running.set(step.id, own);
      return own.guard;
    },
    of: (stepId) => running.get(stepId)?.guard,
    end,
  };
}

function waitsForFile({ step: { order } }: RunningStep, { display: file }: ResolvedPath): NoticeCause {
  return { code: 'waits_for_file', order, file };
}
