// Remembers for the session what a person refused, by its effects. The same effect asks again, whatever rules and modes say and whatever
// words or tool bring it about; in the run in which it was refused it is refused without a question.
import type { Effect } from './effect';
import type { PermissionCause } from './permissionCause';

export interface Refusal {
  /** What was refused, as people see it: a command, or the title of the call. */
  readonly by: string;
  readonly effects: readonly Effect[];
  /** The person said why, so that another try may be what they want: it is put before them. Default false. */
  readonly hasReason?: boolean;
}

export interface DenialVerdict {
  readonly decision: 'ask' | 'deny';
  readonly cause: Extract<PermissionCause, { readonly code: 'refused_before' }>;
}

export interface DenialMemory {
  readonly isEmpty: boolean;
  /** A run begins or goes on. */
  enter(runId: string): void;
  /** The person has said something to the run: what they refused may be what they ask for now, so it is put before them. */
  personSpoke(): void;
  refused(refusal: Refusal): void;
  /** What speaks against these effects; undefined when none of them was refused. */
  judge(effects: readonly Effect[]): DenialVerdict | undefined;
}

interface Remembered extends Refusal {
  /** Asks also in the run in which it was refused. */
  isOpen: boolean;
  readonly runId: string;
}

/** Refusals that are remembered; the oldest go first. */
const MAX_REFUSALS = 200;

export function createDenialMemory(): DenialMemory {
  let run = '';
  let refusals: Remembered[] = [];
  return {
    get isEmpty() {
      return refusals.length === 0;
    },
    enter(runId) {
      run = runId;
    },
    personSpoke() {
      for (const refusal of refusals) refusal.isOpen = true;
    },
    refused(refusal) {
      if (refusal.effects.length === 0) return;
      refusals = [...refusals, { ...refusal, isOpen: refusal.hasReason === true, runId: run }].slice(
        -MAX_REFUSALS,
      );
    },
    judge(effects) {
      let asks: DenialVerdict | undefined;
      for (const refusal of refusals.toReversed()) {
        for (const effect of effects) {
          const match = refusal.effects
            .map((refused) => sameness(refused, effect))
            .find((found) => found !== 'other');
          if (match === undefined) continue;
          const isRefused = match === 'same' && !refusal.isOpen && refusal.runId === run;
          const cause = { code: 'refused_before', effect, by: refusal.by, inThisRun: isRefused } as const;
          if (isRefused) return { decision: 'deny', cause };
          asks ??= { decision: 'ask', cause };
        }
      }
      return asks;
    },
  };
}

/** `near`: it may be the same, or a smaller part of something large, so that a person has to say. */
function sameness(refused: Effect, effect: Effect): 'same' | 'near' | 'other' {
  const destroys = (kind: Effect['kind']): boolean => kind === 'delete' || kind === 'write';
  const isSameKind = refused.kind === effect.kind;
  if (!isSameKind && !(destroys(refused.kind) && destroys(effect.kind))) return 'other';
  if (refused.target === undefined || effect.target === undefined) {
    const isWithoutTarget = refused.kind.startsWith('git_');
    return isWithoutTarget ? 'same' : 'near';
  }
  if (refused.kind === 'network') return refused.target === effect.target ? 'same' : 'other';
  if (!isWithin(refused.target, effect.target) && !isWithin(effect.target, refused.target)) return 'other';
  // Another text for the same file is another proposal, and a new file in a folder that may not be deleted is something else.
  if (refused.kind === 'write' && effect.kind === 'write')
    return refused.target !== effect.target ? 'other' : effect.isProposed === true ? 'near' : 'same';
  if (!isSameKind) {
    if (refused.target !== effect.target && effect.kind === 'write') return 'other';
    return 'near';
  }
  return refused.isWide === true && refused.target !== effect.target ? 'near' : 'same';
}

/** `inner` is `outer`, or lies below it. */
function isWithin(inner: string, outer: string): boolean {
  if (inner === outer || outer === '/') return true;
  return inner.startsWith(outer) && /[\\/]/.test(inner[outer.length] ?? '');
}
