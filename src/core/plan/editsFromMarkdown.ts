// What a person changed in the document of a plan, as changes of the plan. Only pending steps can be changed; everything that can't be is
// told with its line and step, and keeps nothing else from taking effect.
import { freeId } from './createPlan';
import { changePlanSteps } from './editPlan';
import type { EditOptions, PlanChange } from './editPlan';
import type { Plan, StepId } from './plan';
import { readPlanDocument } from './planDocument';
import type { DocumentStep, PlanDocument } from './planDocument';
import { PlanError } from './planError';
import { planToMarkdown } from './planMarkdown';
import type { PlanNotes } from './planMarkdown';
import { asShown, orderOf, stepOf } from './planViews';
import { stepPatches } from './stepPatches';
import { planText } from '../words/planText';
import type { NamedStep, PlacedChange, Refuse } from './stepPatches';

/** One change that is not made. */
export interface PlanRefusal {
  /** From 1, in the document. */
  readonly line: number;
  readonly stepId?: StepId;
  /** A sentence that names line and step. */
  readonly reason: string;
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
  if (whole !== undefined) return { changes: [], refusals: [{ line: 1, reason: `Line 1: ${whole}` }] };
  const refusals: PlanRefusal[] = [];
  const refuse: Refuse = (line, stepId, reason) =>
    refusals.push({
      line,
      ...(stepId === undefined ? {} : { stepId }),
      reason: `Line ${line}${stepId === undefined ? '' : `, ${nameOf(plan, stepId)}`}: ${reason}`,
    });
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

function refusedAsWhole(plan: Plan, shown: PlanDocument, written: PlanDocument): string | undefined {
  const { plan: mark } = written;
  if (mark !== undefined && (mark.id !== plan.id || mark.version !== plan.version))
    return 'The document shows another plan, or one that was planned anew since. Open it again.';
  if (plan.kind === 'text') return "A plan that is one text has no steps; it can't be edited.";
  if (written.steps.length === 0 && shown.steps.length > 0)
    return 'The document has no steps any more; the plan stays as it is.';
  return undefined;
}

/** `step 3`, or that it is a new one. */
function nameOf(plan: Plan, id: StepId): string {
  const order = orderOf(plan, id);
  return order === 0 ? 'new step' : `step ${order}`;
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
      refuse(line, undefined, `There is no step '${id}' in the plan. Without its mark it is a new step.`);
      return [];
    }
    if (id !== undefined && original.get(id) === step) return [{ id, isNew: false, written: step }];
    if (head === '') {
      refuse(line, undefined, 'A new step needs words.');
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
    if (shown.goal?.value) refuse(goal?.line ?? 1, undefined, 'A plan needs a goal; it stays as it is.');
  } else if (goal.value !== shown.goal?.value) {
    if (plan.steps.some(({ attempts }) => attempts > 0))
      refuse(goal.line, undefined, "The goal can't be changed once a step has run.");
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
    refuse(line, id, `Only pending steps can be removed; this one is ${status.replaceAll('_', ' ')}.`);
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
  for (const { line, stepId, change } of waiting)
    refuse(line, stepId, `${problemOf(plan, [...kept, change], options) ?? 'It is not possible'}.`);
  return kept;
}

function problemOf(plan: Plan, changes: readonly PlanChange[], options: EditOptions): string | undefined {
  try {
    changePlanSteps(plan, changes, options);
    return undefined;
  } catch (error) {
    if (error instanceof PlanError)
      return error.why === undefined ? error.message : planText(error.why, true);
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
      refuse(written.line, id, 'Only pending steps can be moved.');
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
    refuse(first?.written.line ?? 1, first?.id, `${problem}; the order stays as it was.`);
  }
  return undefined;
}
