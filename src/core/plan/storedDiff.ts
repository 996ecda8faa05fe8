// Differences that a step was planned with: kept from a dry run, and applied only to exactly the contents that they were made from, all
// of them or none.
import { applyPatch, parsePatch } from 'diff';
import type { StructuredPatch } from 'diff';
import type { Plan, PlanRunResult, PlanStep, StepFile, StepResult } from './plan';
import type { DiffMisfit } from '../words/errorCause';
import { effectOf } from './stepEffects';
import { textVersion } from './treeState';

/** `baseHash` of a difference that creates its file. */
export const NO_FILE = 'none';

/** What a difference does to one file. `null`: there is no file. */
export interface StoredChange extends StepFile {
  /** The file lay there and is renamed; `before` is its text. */
  readonly movedFrom?: string;
}

/** `applies`: what the step does. `differs`: a file is not what the difference was made from. */
export type StoredDiff =
  | { readonly kind: 'applies'; readonly changes: readonly StoredChange[] }
  | { readonly kind: 'differs'; readonly misfit: DiffMisfit };

type StoredStep = Pick<PlanStep, 'diff' | 'baseHash' | 'baseHashes' | 'renames' | 'file'>;

/** True for a step whose changes were kept with it. */
export function hasStoredDiff({ baseHash, baseHashes }: Pick<PlanStep, 'baseHash' | 'baseHashes'>): boolean {
  return baseHash !== undefined || baseHashes !== undefined;
}

/** The files that a difference is about, with the hash of the text that it was made from; none where nothing could be applied. */
export function storedBases({ diff, file, baseHash, baseHashes }: StoredStep): ReadonlyMap<string, string> {
  if (diff === undefined) return new Map();
  if (baseHashes !== undefined) return new Map(Object.entries(baseHashes));
  return new Map(file === undefined || baseHash === undefined ? [] : [[file, baseHash]]);
}

/**
 * Undefined for a step without a difference that could be applied.
 *
 * @param current the texts of its files now, `null` where there is none
 */
export function readStoredDiff(
  step: StoredStep,
  current: ReadonlyMap<string, string | null>,
): StoredDiff | undefined {
  const bases = storedBases(step);
  if (step.diff === undefined || bases.size === 0) return undefined;
  const patches = patchesOf(step.diff);
  const after = new Map<string, string | null>();
  for (const [file, base] of bases) {
    const text = current.get(file) ?? null;
    const hash = text === null ? NO_FILE : textVersion(text);
    if (hash !== base) {
      const code = text === null ? 'gone' : base === NO_FILE ? 'there_now' : 'changed';
      return { kind: 'differs', misfit: { file, code } };
    }
    const patch = bases.size === 1 ? patches[0] : patches.find((one) => placeOf(one) === file);
    const patched = patch === undefined ? undefined : textAfter(patch, text);
    if (patched === undefined || patches.length !== bases.size)
      return { kind: 'differs', misfit: { file, code: 'other_content' } };
    after.set(file, patched);
  }
  return { kind: 'applies', changes: changesOf(bases, current, after, step.renames ?? {}) };
}

/** The plan with what a dry run of it found: steps that change files get the difference, and it is applied when they run. */
export function withDryRun(plan: Plan, { stepResults }: Pick<PlanRunResult, 'stepResults'>): Plan {
  const steps = plan.steps.map((step) => {
    const result = stepResults.find(({ stepId }) => stepId === step.id);
    // A step that runs a command does more than its difference shows.
    if (step.status !== 'pending' || result === undefined || effectOf(step) === 'command') return step;
    return withResult(step, result);
  });
  return { ...plan, steps };
}

function withResult(step: PlanStep, { success, files, filesLeftOut = [], diff }: StepResult): PlanStep {
  const [first, ...others] = files;
  if (!success || filesLeftOut.length > 0 || first === undefined || diff === undefined) return step;
  const hashOf = ({ before }: StepFile): string => (before === null ? NO_FILE : textVersion(before));
  const { baseHash: _hash, baseHashes: _hashes, renames: _renames, ...bare } = step;
  const moves = files.flatMap(({ path, movedFrom }) => (movedFrom === undefined ? [] : [[path, movedFrom]]));
  const kept: PlanStep =
    others.length === 0
      ? { ...bare, file: first.path, diff, baseHash: hashOf(first) }
      : {
          ...bare,
          diff,
          baseHashes: Object.fromEntries(files.map((file) => [file.path, hashOf(file)])),
          ...(moves.length === 0 ? {} : { renames: Object.fromEntries(moves) as Record<string, string> }),
        };
  return doesSame(kept, files) ? kept : step;
}

/** A difference leaves out what would take too long to compare: it is kept only where it gives back all that was found. */
function doesSame(step: PlanStep, files: readonly StepFile[]): boolean {
  const read = readStoredDiff(step, new Map(files.map(({ path, before }) => [path, before])));
  if (read?.kind !== 'applies') return false;
  const moved = new Set(read.changes.map(({ movedFrom }) => movedFrom));
  return files.every(({ path, after }) =>
    moved.has(path)
      ? after === null
      : read.changes.some((change) => change.path === path && change.after === after),
  );
}

function changesOf(
  bases: ReadonlyMap<string, string>,
  current: ReadonlyMap<string, string | null>,
  after: ReadonlyMap<string, string | null>,
  renames: Readonly<Record<string, string>>,
): readonly StoredChange[] {
  const textIn = (texts: ReadonlyMap<string, string | null>, path: string) => texts.get(path) ?? null;
  const moves = new Map(
    Object.entries(renames).filter(
      ([to, from]) =>
        textIn(current, to) === null &&
        textIn(after, to) !== null &&
        textIn(current, from) !== null &&
        textIn(after, from) === null,
    ),
  );
  const left = new Set(moves.values());
  return [...bases.keys()].flatMap((path): readonly StoredChange[] => {
    const movedFrom = moves.get(path);
    if (left.has(path)) return [];
    const change = { path, before: textIn(current, movedFrom ?? path), after: textIn(after, path) };
    return [movedFrom === undefined ? change : { ...change, movedFrom }];
  });
}

function patchesOf(diff: string): readonly StructuredPatch[] {
  try {
    return parsePatch(diff);
  } catch {
    return []; // not a difference any more
  }
}

/** Undefined where it does not fit. */
function textAfter(patch: StructuredPatch, text: string | null): string | null | undefined {
  const applied = applyPatch(text ?? '', patch, { fuzzFactor: 0, autoConvertLineEndings: false });
  if (applied === false) return undefined;
  return patch.newFileName === NOWHERE ? null : applied;
}

const NOWHERE = '/dev/null';

/** The path of a file as the difference names it. */
function placeOf({ oldFileName = '', newFileName = '' }: StructuredPatch): string {
  return newFileName === NOWHERE ? oldFileName.replace(/^a\//, '') : newFileName.replace(/^b\//, '');
}
