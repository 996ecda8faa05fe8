// Reads a plan out of a planner's reply (planners spec 5.4 and the list of what models do). What is clear is repaired and said;
// what is not is a problem, and the caller asks the model once more.
import * as z from 'zod/mini';
import type { PlanCause } from '../words/errorCause';
import { planText } from '../words/planText';
import type { StepId, StepSpec } from './plan';
import { readReplyValues } from './replyText';

export interface ParsedPlan {
  readonly goal?: string;
  readonly steps: readonly StepSpec[];
  readonly successCriteria?: readonly string[];
  readonly complexity?: string;
  readonly requiredTools?: readonly string[];
  /** What was not as asked for and how it was read, one sentence each. */
  readonly repairs: readonly string[];
}

export type ParsePlanResult =
  | { readonly ok: true; readonly plan: ParsedPlan }
  /** Why it is no plan: in words for the model that is asked again, as a value for the person. */
  | { readonly ok: false; readonly reason: string; readonly cause: PlanCause };

/** @param known ids of steps that are there already and may be needed; numbers mean positions in the reply */
export function parsePlanReply(text: string, known: readonly StepId[] = []): ParsePlanResult {
  let hasJson = false;
  let problem: PlanCause | undefined;
  for (const { value, isRepaired, isCutOff } of readReplyValues(text)) {
    hasJson = true;
    const document = unwrap(value);
    if (document === undefined) continue;
    if (isCutOff) {
      problem ??= { about: 'plan', code: 'reply_cut_off' };
      continue;
    }
    const repairs = isRepaired ? ['The JSON was not well-formed and was read as meant.'] : [];
    const steps = readSteps(document.steps, repairs, known);
    if ('about' in steps) {
      problem ??= steps;
      continue;
    }
    return { ok: true, plan: { ...document.facts, steps, repairs } };
  }
  const cause = problem ?? { about: 'plan', code: hasJson ? 'reply_no_steps' : 'reply_no_json' };
  return { ok: false, reason: planText(cause), cause };
}

interface PlanDocument {
  readonly steps: readonly unknown[];
  readonly facts: Omit<ParsedPlan, 'steps' | 'repairs'>;
}

/** A bare list, `{steps}`, `{tasks}`, or one of these below `plan`. */
function unwrap(value: unknown, depth = 0): PlanDocument | undefined {
  if (Array.isArray(value)) return isStepList(value) ? { steps: value, facts: {} } : undefined;
  if (!isRecord(value) || depth > 2) return undefined;
  const list = [value['steps'], value['tasks'], value['subtasks']].find(Array.isArray);
  if (list !== undefined) return { steps: list, facts: factsOf(value) };
  for (const key of ['plan', 'execution_plan', 'result']) {
    const inner = unwrap(value[key], depth + 1);
    if (inner !== undefined) return { ...inner, facts: { ...factsOf(value), ...inner.facts } };
  }
  return undefined;
}

/** Numbers and such are no steps: a list like `[1, 2]` out of the prose around a plan must not win. */
function isStepList(list: readonly unknown[]): boolean {
  return list.every((item) => isRecord(item) || (typeof item === 'string' && item.trim() !== ''));
}

function factsOf(value: Readonly<Record<string, unknown>>): PlanDocument['facts'] {
  const goal = textOf(value, ['goal', 'objective']);
  const complexity = textOf(value, ['complexity']);
  const successCriteria = listOf(value, ['successCriteria', 'success_criteria']);
  const requiredTools = listOf(value, ['requiredTools', 'required_tools']);
  return {
    ...(goal === undefined ? {} : { goal }),
    ...(complexity === undefined ? {} : { complexity }),
    ...(successCriteria === undefined ? {} : { successCriteria }),
    ...(requiredTools === undefined ? {} : { requiredTools }),
  };
}

/** A step as the model named it, before dependencies are understood. */
interface RawStep {
  readonly spec: StepSpec;
  /** As written; absent: none was given. */
  readonly writtenId: string | undefined;
  readonly dependencies: readonly (string | number)[];
}

/** The steps, or why they are none. */
function readSteps(
  items: readonly unknown[],
  repairs: string[],
  known: readonly StepId[],
): readonly StepSpec[] | PlanCause {
  const raw: RawStep[] = [];
  for (const [index, item] of items.entries()) {
    const step = readStep(item);
    if (step === undefined) return { about: 'plan', code: 'reply_no_description', order: index + 1 };
    raw.push(step);
  }
  const ids = uniqueIds(raw, repairs);
  const steps: StepSpec[] = [];
  for (const [index, { spec, dependencies }] of raw.entries()) {
    const id = ids[index] as string;
    const dependsOn: string[] = [];
    for (const dependency of dependencies) {
      const found = findStep(dependency, { raw, ids, index }) ?? known.find((other) => other === dependency);
      if (found === undefined) return { about: 'plan', code: 'reply_needs_unknown', id, other: dependency };
      if (found === id) repairs.push(`Step '${id}' depended on itself; that was dropped.`);
      else dependsOn.push(found);
    }
    steps.push({ ...spec, id, dependsOn: [...new Set(dependsOn)] });
  }
  return steps;
}

function uniqueIds(raw: readonly RawStep[], repairs: string[]): readonly string[] {
  const taken = new Set<string>();
  const written = new Set(raw.flatMap(({ writtenId }) => (writtenId === undefined ? [] : [writtenId])));
  return raw.map(({ writtenId }, index) => {
    let id = writtenId ?? `step-${index + 1}`;
    if (writtenId === undefined) while (taken.has(id) || written.has(id)) id = `${id}-b`;
    for (let number = 2; taken.has(id); number += 1) {
      const candidate = `${writtenId ?? id}-${number}`;
      if (taken.has(candidate) || written.has(candidate)) continue;
      repairs.push(`The step id '${id}' was used twice; the second one is '${candidate}' now.`);
      id = candidate;
    }
    taken.add(id);
    return id;
  });
}

interface StepPlace {
  readonly raw: readonly RawStep[];
  readonly ids: readonly string[];
  /** The step that has the dependency. */
  readonly index: number;
}

/** By id as written (of several: the nearest one before), by number in the list, by another spelling, by title. */
function findStep(dependency: string | number, { raw, ids, index }: StepPlace): string | undefined {
  const words = String(dependency).trim();
  const pick = (isMatch: (step: RawStep, position: number) => boolean): string | undefined => {
    const matches = raw.flatMap((step, position) => (isMatch(step, position) ? [position] : []));
    const position = matches.findLast((candidate) => candidate < index) ?? matches.find(() => true);
    return position === undefined ? undefined : ids[position];
  };
  const number = /^(?:step|task|t|s)?[\s_#-]*(\d+)$/i.exec(words)?.[1];
  const plain = (text: string): string =>
    text
      .toLowerCase()
      .replace(/[\s_-]+/g, ' ')
      .trim();
  return (
    pick((step) => step.writtenId === words) ??
    pick((_, position) => ids[position] === words) ??
    pick(({ writtenId }) => writtenId !== undefined && plain(writtenId) === plain(words)) ??
    (number === undefined ? undefined : ids[Number(number) - 1]) ??
    pick(({ spec }) =>
      [spec.title, spec.description].some((text) => text !== undefined && plain(text) === plain(words)),
    )
  );
}

const priority = z.enum(['high', 'medium', 'low']);

function readStep(item: unknown): RawStep | undefined {
  if (typeof item === 'string') {
    const description = item.replace(/^\s*(?:\d+[.)]|[-*])\s*/, '').trim();
    return description === '' ? undefined : { spec: { description }, writtenId: undefined, dependencies: [] };
  }
  if (!isRecord(item)) return undefined;
  const title = textOf(item, ['title', 'name']);
  const description = textOf(item, ['description', 'content', 'task', 'instruction']) ?? title;
  if (description === undefined) return undefined;
  const id = item['id'] ?? item['step_id'] ?? item['stepId'];
  const isId = (typeof id === 'string' && id.trim() !== '') || typeof id === 'number';
  const rank = priority.safeParse(typeof item['priority'] === 'string' ? item['priority'].toLowerCase() : '');
  const { payload, destructive, code } = item;
  return {
    writtenId: isId ? String(id).trim() : undefined,
    dependencies: dependenciesOf(item),
    spec: {
      description,
      ...(title === undefined || title === description ? {} : { title }),
      ...optional('type', textOf(item, ['type', 'action'])),
      ...optional('file', textOf(item, ['file', 'path', 'target'])),
      ...optional('command', textOf(item, ['command'])),
      ...optional('tool', textOf(item, ['tool'])),
      ...optional('reasoning', textOf(item, ['reasoning'])),
      ...optional('successCriteria', criteriaOf(item)),
      ...acceptanceOf(item),
      ...(typeof code === 'string' ? { code } : {}),
      ...(rank.success ? { priority: rank.data } : {}),
      ...(isRecord(payload) ? { payload } : {}),
      ...(destructive === true ? { destructive } : {}),
    },
  };
}

function dependenciesOf(item: Readonly<Record<string, unknown>>): readonly (string | number)[] {
  const written =
    item['dependsOn'] ?? item['depends_on'] ?? item['dependencies'] ?? item['deps'] ?? item['requires'];
  const list: readonly unknown[] =
    typeof written === 'string' ? written.split(',') : Array.isArray(written) ? written : [written];
  return list.flatMap((entry): readonly (string | number)[] => {
    if (typeof entry === 'number') return [entry];
    if (typeof entry !== 'string' || /^(?:|none|null|n\/a)$/i.test(entry.trim())) return [];
    return [entry.trim()];
  });
}

/** `{command}`, or the command line under a name of its own. */
function acceptanceOf(item: Readonly<Record<string, unknown>>): Pick<StepSpec, 'acceptance'> {
  const { acceptance } = item;
  const command =
    (isRecord(acceptance) ? textOf(acceptance, ['command']) : undefined) ??
    textOf(item, ['acceptanceCommand', 'acceptance_command']);
  return command === undefined ? {} : { acceptance: { command } };
}

/** A list of criteria becomes one text. */
function criteriaOf(item: Readonly<Record<string, unknown>>): string | undefined {
  const keys = ['successCriteria', 'success_criteria', 'acceptance'];
  return textOf(item, keys) ?? listOf(item, keys)?.join('; ');
}

function textOf(item: Readonly<Record<string, unknown>>, keys: readonly string[]): string | undefined {
  const value = keys
    .map((key) => item[key])
    .find((entry) => typeof entry === 'string' && entry.trim() !== '');
  return typeof value === 'string' ? value.trim() : undefined;
}

function listOf(
  item: Readonly<Record<string, unknown>>,
  keys: readonly string[],
): readonly string[] | undefined {
  const value: unknown = keys.map((key) => item[key]).find(Array.isArray);
  const texts = Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
  return texts.length === 0 ? undefined : texts;
}

function optional<Key extends string>(
  key: Key,
  value: string | undefined,
): { readonly [Name in Key]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [Name in Key]?: string };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
