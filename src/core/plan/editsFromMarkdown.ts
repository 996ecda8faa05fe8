// What a person changed in the document of a plan, as changes of the plan. Only pending steps can be changed; everything that can't be is
// told with its line and step, and keeps nothing else from taking effect.
import { causeOf } from '../words/errorCause';
import type { ErrorCause } from '../words/errorCause';
import { planEditText } from '../words/planEditCause';
import type { PlanEditCause, PlanEditPlace } from '../words/planEditCause';
import { freeId } from './createPlan';
import { changePlanSteps } from './editPlan';
import type { EditOptions, PlanChange } from './editPlan';
import type { Plan, StepId } from './plan';
import { readPlanDocument } from './planDocument';
import type { DocumentStep, PlanDocument } from './planDocument';
import { PlanError } from './planError';
import { planToMarkdown } from './planMarkdown';
import type { PlanNotes } from './planMarkdown';
import { asShown, orderOf, stepOf, titleOf } from './planViews';
import { shortTitle } from './stepNames';
import { stepPatches } from './stepPatches';
import type { NamedStep, PlacedChange, Refuse } from './stepPatches';

/** One change that is not made. */
export interface PlanRefusal {
  /** From 1, in the document. */
  readonly line: number;
  readonly stepId?: StepId;
  /** Where, as people know the step. */
  readonly place: PlanEditPlace;
  /** A sentence that names line and step. */
  readonly reason: string;
  /** The same as a value, without the place. */
  readonly cause: PlanEditCause;
}

export interface PlanDocumentEdits {
  /** For `changePlanSteps`; empty when nothing was changed. */
  readonly changes: readonly PlanChange[];
  readonly refusals: readonly PlanRefusal[];
}

/** The changes are for the plan with pending steps where a stop kept them from beginning, as `LivePlan.edit` has it. */
export function editsFromMarkdown(text: string, stored: Plan, options: EditOptions): PlanDocumentEdits {
  const plan = asShown(stored);
  const isKnown = (id: StepId): boolean => stepOf(plan, id) !== undefined;
  const shown = readPlanDocument(planToMarkdown(plan), isKnown);
  const written = readPlanDocument(text, isKnown);
  if (text.replace(/\r\n?/g, '\n') === planToMarkdown(plan)) return { changes: [], refusals: [] };
  const whole = refusedAsWhole(plan, shown, written);
  const refusals: PlanRefusal[] = [];
  const refuse: Refuse = (line, stepId, cause) => {
    const step = stepId === undefined ? {} : { step: nameOf(plan, stepId) };
    const place: PlanEditPlace = { line, ...step };
    const id = stepId === undefined ? {} : { stepId };
    refusals.push({ line, ...id, place, reason: planEditText(place, cause), cause });
  };
  if (whole !== undefined) {
    refuse(1, undefined, whole);
    return { changes: [], refusals };
  }
  const steps = nameSteps(plan, written.steps, shown.steps, options, refuse);
  const candidates: readonly PlacedChange[] = [
    ...planChanges(plan, shown, written, steps, refuse),
    ...stepPatches(plan, shown.steps, steps, refuse),
    ...removals(plan, steps, written.lineCount, refuse),
  ];
  const changes = settled(plan, candidates, options, refuse);
  const order = orderChange(plan, changes, steps, options, refuse);
  return {
    changes: order === undefined ? changes : [...changes, order],
    refusals: refusals.sort((left, right) => left.line - right.line),
  };
}

function refusedAsWhole(plan: Plan, shown: PlanDocument, written: PlanDocument): PlanEditCause | undefined {
  const { plan: mark } = written;
  if (mark !== undefined && (mark.id !== plan.id || mark.version !== plan.version))
    return { code: 'other_plan' };
  if (plan.kind === 'text') return { code: 'text_plan' };
  if (written.steps.length === 0 && shown.steps.length > 0) return { code: 'no_steps_left' };
  return undefined;
}

function nameOf(plan: Plan, id: StepId): NonNullable<PlanEditPlace['step']> {
  const step = stepOf(plan, id);
  return step === undefined
    ? { isNew: true }
    : { number: orderOf(plan, id), title: shortTitle(titleOf(step)) };
}

/** A copy of a step, with its mark, is a new step; one whose mark nobody knows is refused. */
function nameSteps(
  plan: Plan,
  written: readonly DocumentStep[],
  shown: readonly DocumentStep[],
  { usedIds = [] }: EditOptions,
  refuse: Refuse,
): readonly NamedStep[] {
  const taken = new Set([...plan.steps.map(({ id }) => id), ...usedIds]);
  const isOriginal = (step: DocumentStep): boolean =>
    shown.some(({ id, head, body }) => id === step.id && head === step.head && body === step.body);
  const original = new Map<StepId, DocumentStep>();
  for (const step of written) {
    if (step.id === undefined) continue;
    const first = original.get(step.id);
    if (first === undefined || (!isOriginal(first) && isOriginal(step))) original.set(step.id, step);
  }
  return written.flatMap((step): readonly NamedStep[] => {
    const { id, line, head } = step;
    if (id !== undefined && stepOf(plan, id) === undefined) {
      refuse(line, undefined, { code: 'unknown_mark', id });
      return [];
    }
    if (id !== undefined && original.get(id) === step) return [{ id, isNew: false, written: step }];
    if (head === '') {
      refuse(line, undefined, { code: 'new_without_words' });
      return [];
    }
    const fresh = freeId(taken);
    taken.add(fresh);
    return [{ id: fresh, isNew: true, written: step }];
  });
}

function planChanges(
  plan: Plan,
  shown: PlanDocument,
  written: PlanDocument,
  steps: readonly NamedStep[],
  refuse: Refuse,
): readonly PlacedChange[] {
  const changes: PlacedChange[] = [];
  const { goal } = written;
  if (goal === undefined || goal.value === '') {
    if (shown.goal?.value) refuse(goal?.line ?? 1, undefined, { code: 'no_goal' });
  } else if (goal.value !== shown.goal?.value) {
    if (plan.steps.some(({ attempts }) => attempts > 0)) refuse(goal.line, undefined, { code: 'goal_fixed' });
    else changes.push({ line: goal.line, change: { kind: 'plan', patch: { goal: goal.value } } });
  }
  if (written.criteria.join('\n\n') !== shown.criteria.join('\n\n')) {
    const { criteria, criteriaLine: line } = written;
    changes.push({ line, change: { kind: 'plan', patch: { successCriteria: criteria } } });
  }
  const known = shown.steps.map((step) => ({ id: step.id ?? '' }));
  const notes = placedNotes(written.notes, steps, written.steps);
  if (JSON.stringify(notes) !== JSON.stringify(placedNotes(shown.notes, known, known))) {
    const patch = { metadata: { ...plan.metadata, notes: Object.fromEntries(notes) } };
    changes.push({ line: 1, change: { kind: 'plan', patch } });
  }
  return changes;
}

/** Free text by the ids of the steps it stands behind, in one order. What stood behind a refused step goes to the end. */
function placedNotes(
  notes: PlanNotes,
  steps: readonly { readonly id: StepId; readonly written?: DocumentStep }[],
  written: readonly object[],
): readonly (readonly [string, string])[] {
  const placed = new Map<string, string>();
  for (const [place, text] of Object.entries(notes)) {
    const index = place.startsWith('step:') ? Number(place.slice('step:'.length)) : undefined;
    const step = steps.find((candidate, position) =>
      candidate.written === undefined ? position === index : candidate.written === written[index ?? -1],
    );
    const key = index === undefined ? place : step === undefined ? 'end' : `step:${step.id}`;
    const before = placed.get(key);
    placed.set(key, before === undefined ? text : `${before}\n\n${text}`);
  }
  return [...placed].sort(([left], [right]) => (left < right ? -1 : 1));
}

function removals(
  plan: Plan,
  steps: readonly NamedStep[],
  lineCount: number,
  refuse: Refuse,
): readonly PlacedChange[] {
  const lineOf = (id: StepId): number | undefined => steps.find((step) => step.id === id)?.written.line;
  return plan.steps.flatMap(({ id, status }, index): readonly PlacedChange[] => {
    if (lineOf(id) !== undefined) return [];
    const next = plan.steps.slice(index + 1).find((step) => lineOf(step.id) !== undefined);
    const line = (next && lineOf(next.id)) ?? lineCount;
    if (status === 'pending') return [{ line, stepId: id, change: { kind: 'remove', stepId: id } }];
    refuse(line, id, { code: 'only_pending', done: 'removed', status });
    return [];
  });
}

/** As many of the changes as can be made together; the others are refused, with what is wrong. */
function settled(
  plan: Plan,
  candidates: readonly PlacedChange[],
  options: EditOptions,
  refuse: Refuse,
): readonly PlanChange[] {
  const kept: PlanChange[] = [];
  let waiting = candidates;
  for (let before = Infinity; waiting.length > 0 && waiting.length < before;) {
    before = waiting.length;
    const all = [...kept, ...waiting.map(({ change }) => change)];
    if (problemOf(plan, all, options) === undefined) return all;
    waiting = waiting.filter(({ change }) => {
      if (problemOf(plan, [...kept, change], options) !== undefined) return true;
      kept.push(change);
      return false;
    });
  }
  for (const { line, stepId, change } of waiting) {
    const of = problemOf(plan, [...kept, change], options);
    if (of !== undefined) refuse(line, stepId, { code: 'against_rule', of });
  }
  return kept;
}

function problemOf(plan: Plan, changes: readonly PlanChange[], options: EditOptions): ErrorCause | undefined {
  try {
    changePlanSteps(plan, changes, options);
    return undefined;
  } catch (error) {
    if (error instanceof PlanError) return causeOf(error);
    throw error;
  }
}

/** The order of the document, as far as steps that are not pending keep theirs; undefined when it is the plan's own. */
function orderChange(
  plan: Plan,
  changes: readonly PlanChange[],
  steps: readonly NamedStep[],
  options: EditOptions,
  refuse: Refuse,
): PlanChange | undefined {
  const own = changePlanSteps(plan, changes, options).steps.map(({ id }) => id);
  const placed = steps.filter(({ id }) => own.includes(id));
  const isSettled = (id: StepId): boolean => (stepOf(plan, id)?.status ?? 'pending') !== 'pending';
  const fixed = own.filter((id) => isSettled(id) && placed.some((step) => step.id === id));
  let next = 0;
  let hasMoved = false;
  const wanted = placed.map(({ id, written }) => {
    if (!isSettled(id)) return id;
    const stays = fixed[next++] ?? id;
    if (stays !== id && !hasMoved) {
      hasMoved = true;
      refuse(written.line, id, {
        code: 'only_pending',
        done: 'moved',
        status: stepOf(plan, id)?.status ?? 'done',
      });
    }
    return stays;
  });
  const unmoved = own.filter((id) => stepOf(plan, id) !== undefined);
  for (const [index, { id, isNew }] of placed.entries()) {
    if (isNew) unmoved.splice(unmoved.indexOf(placed[index - 1]?.id ?? '') + 1, 0, id);
  }
  for (const stepIds of [wanted, unmoved]) {
    const order: PlanChange = { kind: 'order', stepIds };
    const problem = problemOf(plan, [...changes, order], options);
    if (problem === undefined) {
      const ids = changePlanSteps(plan, [...changes, order], options).steps.map(({ id }) => id);
      return ids.every((id, index) => id === own[index]) ? undefined : order;
    }
    const [first] = placed.filter(({ id }, index) => id !== unmoved[index]);
    refuse(first?.written.line ?? 1, first?.id, { code: 'order_kept', of: problem });
  }
  return undefined;
}
