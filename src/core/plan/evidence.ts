// What shows that a step is done: what a command said, which problems the editor saw, and the state of the files it was taken on.
// Pure; the hashes are made in `treeState.ts`.
import type { Plan, PlanStep, StepId } from './plan';

/** What a command said that was run to see whether a step is done. */
export interface CommandEvidence {
  readonly command: string;
  readonly passed: boolean;
  /** Absent where it did not run; `output` then says why. */
  readonly exitCode?: number;
  /** Known secrets are masked; the middle of a long output is left out. */
  readonly output: string;
}

/** A problem in a file, as an editor or a parser sees it. */
export interface FileProblem {
  /** As shown: relative to its folder. */
  readonly path: string;
  /** From 1; absent: the file as a whole. */
  readonly line?: number;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** Who says so, such as `ts`. */
  readonly source?: string;
}

/** The contents of some files at one moment. */
export interface TreeState {
  /** SHA-256 over names and contents of `files`. */
  readonly hash: string;
  /** Sorted by path; `version` is the SHA-256 of the text, `null` for a file that is not there. */
  readonly files: readonly { readonly path: string; readonly version: string | null }[];
}

export interface StepEvidence {
  /** ISO 8601. */
  readonly takenAt: string;
  /** What it covers: the files that the step changed, and those that its evidence builds on. */
  readonly tree: TreeState;
  readonly command?: CommandEvidence;
  /** Of the files that the step changed, and errors that are new elsewhere; absent where nobody knows of problems. */
  readonly problems?: { readonly before: readonly FileProblem[]; readonly after: readonly FileProblem[] };
  /** Covered files that changed since, as shown: what it says may not hold any more. Absent: none is known. */
  readonly stale?: readonly string[];
}

/** Contents of files now: `null` for one that is not there. Files that are not named are not known to have changed. */
export type FileVersions = ReadonlyMap<string, string | null>;

/** Evidence that was taken before the last change to what it covers. */
export function isStale({ stale = [] }: Pick<StepEvidence, 'stale'>): boolean {
  return stale.length > 0;
}

/** The covered files that are not any more as they were, sorted. A file that came back to its content counts as unchanged. */
export function staleFiles(
  { tree, stale = [] }: Pick<StepEvidence, 'tree' | 'stale'>,
  now: FileVersions,
): readonly string[] {
  return tree.files
    .filter(({ path, version }) => {
      const current = now.get(path);
      return current === undefined ? stale.includes(path) : current !== version;
    })
    .map(({ path }) => path);
}

/**
 * The plan with the evidence of its done steps marked by what is known of files now, and the steps for which that changed something.
 *
 * @param except a step whose evidence was taken on exactly these versions
 */
export function markStale(
  plan: Plan,
  now: FileVersions,
  except?: StepId,
): { readonly plan: Plan; readonly changed: readonly StepId[] } {
  const changed: StepId[] = [];
  const steps = plan.steps.map((step) => {
    const { result } = step;
    const evidence = result?.evidence;
    if (result === undefined || evidence === undefined || step.id === except || step.status !== 'done')
      return step;
    const stale = staleFiles(evidence, now);
    if (stale.join('\n') === (evidence.stale ?? []).join('\n')) return step;
    changed.push(step.id);
    return withStaleFiles(step, stale);
  });
  return changed.length === 0 ? { plan, changed } : { plan: { ...plan, steps }, changed };
}

/** The plan with what an event says of the evidence of one step; no path: all is as it was. */
export function withStale(plan: Plan, stepId: StepId, stale: readonly string[]): Plan {
  const steps = plan.steps.map((step) => {
    return step.id === stepId ? withStaleFiles(step, stale) : step;
  });
  return { ...plan, steps };
}

function withStaleFiles(step: PlanStep, stale: readonly string[]): PlanStep {
  const { result } = step;
  if (result?.evidence === undefined) return step;
  const { stale: _before, ...fresh } = result.evidence;
  return { ...step, result: { ...result, evidence: stale.length === 0 ? fresh : { ...fresh, stale } } };
}

/** Errors that were not there before. Lines move with every edit: a problem is known by its file and its words. */
export function newErrors(
  before: readonly FileProblem[],
  after: readonly FileProblem[],
): readonly FileProblem[] {
  const keyOf = ({ path, message, source = '' }: FileProblem): string => [path, source, message].join('\n');
  const known = new Map<string, number>();
  for (const problem of before) known.set(keyOf(problem), (known.get(keyOf(problem)) ?? 0) + 1);
  return after.filter((problem) => {
    if (problem.severity !== 'error') return false;
    const left = known.get(keyOf(problem)) ?? 0;
    known.set(keyOf(problem), left - 1);
    return left <= 0;
  });
}

/** `path:line: message` lines. */
export function problemLines(problems: readonly FileProblem[]): string {
  return problems
    .map(({ path, line, message }) => `${path}${line === undefined ? '' : `:${line}`}: ${message}`)
    .join('\n');
}

/** Most characters of a command's output in evidence. */
const MAX_OUTPUT = 8_000;

/** Beginning and end of a long output; what failed is mostly said at the end. */
export function cutOutput(output: string, most = MAX_OUTPUT): string {
  if (output.length <= most) return output;
  const head = Math.floor(most / 4);
  const tail = most - head;
  const left = output.length - most;
  return `${output.slice(0, head)}\n[… ${left} characters left out …]\n${output.slice(-tail)}`;
}
