// What was changed within the steps of a plan document: words, fields, ticks. Part of `editsFromMarkdown.ts`.
import type { PlanEditCause } from '../words/planEditCause';
import type { PlanChange, StepPatch } from './editPlan';
import type { Plan, PlanStep, StepId, StepSpec } from './plan';
import type { DocumentField, DocumentStep } from './planDocument';
import { decodeMark, STEP_FIELDS } from './planMarkdown';
import type { StepField } from './planMarkdown';
import { stepOf } from './planViews';

/** A change, and where in the document it was made. */
export interface PlacedChange {
  readonly line: number;
  readonly stepId?: StepId;
  readonly change: PlanChange;
}

/** A step of the document and the id of the step that it is or becomes. */
export interface NamedStep {
  readonly id: StepId;
  readonly isNew: boolean;
  readonly written: DocumentStep;
}

export type Refuse = (line: number, stepId: StepId | undefined, cause: PlanEditCause) => void;

/** @param shown the steps as the document of the plan has them now, to compare with */
export function stepPatches(
  plan: Plan,
  shown: readonly DocumentStep[],
  steps: readonly NamedStep[],
  refuse: Refuse,
): readonly PlacedChange[] {
  const adds: PlacedChange[] = [];
  const edits: PlacedChange[] = [];
  for (const step of steps) {
    const { id, written } = step;
    const current = stepOf(plan, id);
    const former = shown.find((candidate) => candidate.id === id);
    refuseTick(step, refuse);
    const parts = [
      ...wordParts(step, current, former, refuse),
      ...fieldParts(plan, steps, step, { current, former }, refuse),
    ];
    if (current === undefined) {
      const own = parts.filter(({ patch }) => patch.dependsOn === undefined);
      const spec = Object.assign(
        { id, description: written.head },
        ...own.map(({ patch }) => patch),
      ) as StepSpec;
      adds.push({ line: written.line, stepId: id, change: { kind: 'add', spec: { ...spec, id } } });
    }
    for (const { line, patch } of parts) {
      if (current === undefined && patch.dependsOn === undefined) continue;
      if (current === undefined || current.status === 'pending')
        edits.push({ line, stepId: id, change: { kind: 'edit', stepId: id, patch } });
      else refuse(line, id, { code: 'only_pending', done: 'edited', status: current.status });
    }
  }
  return [...adds, ...edits];
}

interface Part {
  readonly line: number;
  readonly patch: StepPatch;
}

/** Only running a step ticks it; the state in its mark tells a tick of a person from one that was shown. */
function refuseTick({ id, isNew, written }: NamedStep, refuse: Refuse): void {
  const { isTicked, state, line } = written;
  if (isTicked === (!isNew && state === 'done')) return;
  refuse(line, id, { code: isTicked ? 'ticked' : 'unticked' });
}

function wordParts(
  { id, written }: NamedStep,
  current: PlanStep | undefined,
  former: DocumentStep | undefined,
  refuse: Refuse,
): readonly Part[] {
  const { line, head, body } = written;
  if (former !== undefined && former.head === head && former.body === body) return [];
  if (head === '') {
    refuse(line, id, { code: 'no_words' });
    return [];
  }
  const hasTitle = Boolean(current?.title?.trim());
  if (!hasTitle && former?.body) return [{ line, patch: { description: `${head}\n${body}`.trimEnd() } }];
  if (body === '') {
    const title = hasTitle ? { title: undefined } : {};
    return [{ line, patch: { ...title, description: head } }];
  }
  return [{ line, patch: { title: head, description: body } }];
}

function fieldParts(
  plan: Plan,
  steps: readonly NamedStep[],
  { id, isNew, written }: NamedStep,
  { current, former }: { readonly current: PlanStep | undefined; readonly former: DocumentStep | undefined },
  refuse: Refuse,
): readonly Part[] {
  return STEP_FIELDS.flatMap((field): readonly Part[] => {
    const before = former?.fields.get(field)?.value ?? '';
    const { line, value } = written.fields.get(field) ?? { line: written.line, value: '' };
    if (field === 'After') {
      const dependsOn = dependenciesOf(plan, steps, id, current, written.fields.get('After'), refuse);
      const isSame = dependsOn === undefined || sameIds(dependsOn, current?.dependsOn ?? []);
      return isSame ? [] : [{ line, patch: { dependsOn } }];
    }
    if (value === before) return [];
    if (field === 'Outcome') {
      // One that is not of this state was shown before the step went on.
      const isOfNow = (written.state ?? 'pending').replaceAll('-', '_') === (current?.status ?? 'pending');
      if (isNew || isOfNow) refuse(line, id, { code: 'outcome' });
      return [];
    }
    if (field === 'Ask first' && !/^(?:yes|no|)$/i.test(value)) {
      refuse(line, id, { code: 'ask_first' });
      return [];
    }
    return [{ line, patch: fieldPatch(field, value) }];
  });
}

function fieldPatch(field: Exclude<StepField, 'After' | 'Outcome'>, value: string): StepPatch {
  const given = value === '' ? undefined : value;
  switch (field) {
    case 'Type':
      return { type: given ?? 'agent_task' };
    case 'File':
      return { file: given };
    case 'Command':
      return { command: given };
    case 'Done when':
      return { successCriteria: given };
    case 'Checked by':
      return { acceptance: given === undefined ? undefined : { command: given } };
    case 'Ask first':
      return { destructive: given === undefined ? undefined : given.toLowerCase() === 'yes' };
  }
}

/**
 * The ids that `After` names, by the numbers that the steps of this document have; undefined where it can't be read. A step that was taken
 * out of the document can still be named: what it needed takes its place.
 */
function dependenciesOf(
  plan: Plan,
  steps: readonly NamedStep[],
  id: StepId,
  current: PlanStep | undefined,
  field: DocumentField | undefined,
  refuse: Refuse,
): readonly StepId[] | undefined {
  const found: StepId[] = [];
  for (const word of (field?.value ?? '').split(/[\s,;]+|\band\b/).filter((part) => part !== '')) {
    const candidates = word.startsWith('#') ? [decodeMark(word.slice(1))] : numbered(plan, steps, id, word);
    const inUse = candidates.filter((candidate) => current?.dependsOn.includes(candidate) === true);
    const [only, ...others] = candidates.length > 1 && inUse.length === 1 ? inUse : candidates;
    if (only === undefined || others.length > 0) {
      const line = field?.line ?? 1;
      refuse(line, id, { code: only === undefined ? 'after_unknown' : 'after_ambiguous', word });
      return undefined;
    }
    found.push(only);
  }
  return found;
}

function numbered(plan: Plan, steps: readonly NamedStep[], own: StepId, word: string): readonly StepId[] {
  const number = /^\d{1,6}$/.test(word) ? Number(word) : undefined;
  if (number === undefined) return [];
  const named = steps.filter(({ written }) => written.number === number).map(({ id }) => id);
  if (named.some((id) => id !== own)) return named.filter((id) => id !== own);
  const placed = steps[number - 1];
  if (placed !== undefined && placed.written.number === undefined) return [placed.id];
  if (named.length > 0) return named;
  const gone = plan.steps[number - 1];
  return gone === undefined || steps.some(({ id }) => id === gone.id) ? [] : [gone.id];
}

function sameIds(left: readonly StepId[], right: readonly StepId[]): boolean {
  const ids = new Set(left);
  return ids.size === new Set(right).size && right.every((id) => ids.has(id));
}
