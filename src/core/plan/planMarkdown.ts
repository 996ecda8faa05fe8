// A plan as a Markdown document that a person reads and edits. `planDocument.ts` reads it again, `editsFromMarkdown.ts` finds what was
// changed. States, numbers, outcomes and the line of waves are shown only; what a step is known by is the mark at the end of its first line.
import type { Plan, PlanStep } from './plan';
import { asShown, dependencyNumbers, orderOf, stepOf, wavesOf } from './planViews';

/** What a step has beside its words, in the order shown. `Outcome` is only shown. */
export const STEP_FIELDS = [
  'After',
  'Type',
  'File',
  'Command',
  'Done when',
  'Checked by',
  'Ask first',
  'Outcome',
] as const;
export type StepField = (typeof STEP_FIELDS)[number];

export const CRITERIA_HEADING = 'Done when';
export const STEPS_HEADING = 'Steps';
export const WAVES_LABEL = 'Waves:';
/** The first line of a field. */
export const FIELD_LINE = new RegExp(`^[-*+] (${STEP_FIELDS.join('|')}):(?: (.*))?$`, 'i');

/** Free text of a person, by the place at which it stands: `goal`, `criteria`, `steps`, `end`, or `step:` with the id of the step before it. */
export type PlanNotes = Readonly<Record<string, string>>;

export function notesOf(plan: Pick<Plan, 'metadata'>): PlanNotes {
  const { notes } = plan.metadata;
  if (typeof notes !== 'object' || notes === null) return {};
  return Object.fromEntries(
    Object.entries(notes).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** Also behind backslashes, which tell a description from a field. */
export function isFieldLine(line: string): boolean {
  return FIELD_LINE.test(line.replace(/^\\+/, '').trim());
}

/** With `\n` at the ends of lines. What a stop kept from beginning stands there as before. */
export function planToMarkdown(stored: Plan): string {
  const plan = asShown(stored);
  const notes = notesOf(plan);
  const [goal = '', ...rest] = plan.goal.trim().split(/\r\n|\r|\n/);
  const { successCriteria = [], steps } = plan;
  const left = Object.entries(notes).filter(
    ([place]) => place.startsWith('step:') && stepOf(plan, place.slice('step:'.length)) === undefined,
  );
  const blocks: readonly (string | undefined)[] = [
    `# Plan: ${goal.trim()}`,
    rest.length === 0 ? undefined : rest.map((line) => `> ${line}`.trimEnd()).join('\n'),
    notes['goal'],
    ...(plan.kind === 'text' ? [plan.text] : []),
    ...(successCriteria.length === 0 ? [] : [`## ${CRITERIA_HEADING}`]),
    successCriteria.map((criterion) => `- ${indented(withoutBlankLines(criterion), 2)}`).join('\n'),
    notes['criteria'],
    ...(plan.kind === 'text' ? [] : [`## ${STEPS_HEADING}`]),
    plan.strategy === 'waves' && steps.length > 1 ? wavesLine(plan) : undefined,
    notes['steps'],
    ...steps.flatMap((step) => [stepBlock(plan, step), notes[`step:${step.id}`]]),
    ...left.map(([, text]) => text),
    notes['end'],
    `<!-- plan ${encodeMark(plan.id)} version ${plan.version} -->`,
  ];
  return `${blocks.filter((block) => block?.trim()).join('\n\n')}\n`;
}

/** What a line of the document can name without being misread: no blanks, braces or ends of comments. */
export function encodeMark(id: string): string {
  return id.replace(/[\s{}%<>]/g, (char) => encodeURIComponent(char));
}

export function decodeMark(mark: string): string {
  try {
    return decodeURIComponent(mark);
  } catch {
    return mark; // a person changed it; it is then no id that is known
  }
}

/** First line of a step: its title, else the first line of its description. */
export function headOf({ title, description }: Pick<PlanStep, 'title' | 'description'>): string {
  return oneLine(title?.trim() ? title : (description.trim().split(/\r\n|\r|\n/)[0] ?? ''));
}

/** The lines below: the description, as far as it is not the first line; an empty line before them is not kept. */
export function bodyOf({ title, description }: Pick<PlanStep, 'title' | 'description'>): string {
  const lines = description.trim().split(/\r\n|\r|\n/);
  const below = (title?.trim() ? lines : lines.slice(1)).map((line) => line.trimEnd());
  return below.join('\n').replace(/^\n+/, '');
}

function stepBlock(plan: Plan, step: PlanStep): string {
  const state = step.status === 'pending' ? '' : ` ${step.status.replaceAll('_', '-')}`;
  const box = step.status === 'done' ? 'x' : ' ';
  const fields = STEP_FIELDS.flatMap((field) => {
    const value = fieldOf(plan, step, field);
    return value === '' ? [] : [`  - ${field}: ${indented(withoutBlankLines(value), 4)}`];
  });
  const head = `- [${box}] ${orderOf(plan, step.id)}. ${headOf(step)} {#${encodeMark(step.id)}${state}}`;
  const body = bodyOf(step);
  return [head, ...fields, ...(body.trim() === '' ? [] : ['', `  ${indented(guarded(body), 2)}`])].join('\n');
}

function fieldOf(plan: Plan, step: PlanStep, field: StepField): string {
  switch (field) {
    case 'After': {
      const unknown = step.dependsOn.filter((id) => orderOf(plan, id) === 0);
      const numbers = dependencyNumbers(plan, step).filter((number) => number > 0);
      return [...numbers.map(String), ...unknown.map((id) => `#${encodeMark(id)}`)].join(', ');
    }
    case 'Type':
      return step.type === 'agent_task' ? '' : oneLine(step.type);
    case 'File':
      return asCode(step.file);
    case 'Command':
      return asCode(step.command);
    case 'Done when':
      return step.successCriteria?.trim() ?? '';
    case 'Checked by':
      return asCode(step.acceptance?.command);
    case 'Ask first':
      return step.destructive === undefined ? '' : step.destructive ? 'yes' : 'no';
    case 'Outcome':
      return outcomeOf(step);
  }
}

/** Why the step did not end well; empty when there is nothing to say. */
function outcomeOf({ status, skipReason, result }: PlanStep): string {
  if (skipReason !== undefined) return `skipped, ${skipReason.replaceAll('_', ' ')}`;
  if (status === 'failed' || status === 'cancelled') return oneLine(result?.error ?? '');
  return '';
}

/** As a code span: paths and command lines are full of characters that Markdown reads as its own. */
function asCode(value: string | undefined): string {
  const text = value?.trim() ?? '';
  if (text === '' || /[\r\n]/.test(text)) return text;
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${text}${pad}${fence}`;
}

/** Every line but the first is moved in; empty lines stay empty. */
function indented(text: string, width: number): string {
  return text
    .split(/\r\n|\r|\n/)
    .map((line, index) => (index === 0 || line.trim() === '' ? line.trimEnd() : ' '.repeat(width) + line))
    .join('\n');
}

/** An empty line would end what it stands in. */
function withoutBlankLines(text: string): string {
  return text
    .trim()
    .split(/[\r\n]+/)
    .flatMap((line) => (line.trim() === '' ? [] : [line.trimEnd()]))
    .join('\n');
}

/** A description that begins like a field is told from one by a backslash. */
function guarded(body: string): string {
  return isFieldLine(body.split('\n')[0] ?? '') ? `\\${body}` : body;
}

function wavesLine(plan: Plan): string {
  const waves = wavesOf(plan).map((ids) => ids.map((id) => orderOf(plan, id)).join(', '));
  return `${WAVES_LABEL} ${waves.join(' → ')}`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
