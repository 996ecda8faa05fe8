// A plan template as a JSON file. A mistake is told with its line and what to do about it.
import * as z from 'zod/mini';
import { elementSpans, memberSpans, skipSpace } from '../tools/jsonSpans';
import { jsonFault } from './jsonFault';
import type { StepSpec } from './plan';
import type { PlanTemplate } from './planTemplate';

/** A mistake in a template file. */
export interface TemplateFault {
  /** From 1. */
  readonly line: number;
  /** One sentence for people. */
  readonly message: string;
}

export type TemplateReading =
  { readonly ok: true; readonly template: PlanTemplate } | ({ readonly ok: false } & TemplateFault);

/** @param defaultName its name where the file gives none */
export function readTemplateFile(text: string, defaultName: string): TemplateReading {
  const json = text.replace(/^\uFEFF/, '');
  const fault = jsonFault(json);
  if (fault !== undefined) {
    const found = json.slice(fault, fault + 20).split('\n', 1)[0] ?? '';
    const place = found === '' ? 'the end of the text' : JSON.stringify(found);
    return wrong(
      lineAt(json, fault),
      `this is no JSON: ${place} can't stand here. Look for a comma, quote or bracket that is missing or too many.`,
    );
  }
  const value: unknown = JSON.parse(json);
  const parsed = fileSchema.safeParse(value);
  if (!parsed.success) {
    const { issues } = parsed.error;
    // A key with a wrong letter is also one that is missing.
    const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
    const unknownKey = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
    const path = [...(issue?.path ?? []), ...(unknownKey === undefined ? [] : [unknownKey])];
    const words =
      unknownKey === undefined
        ? (issue?.message ?? 'is not as expected.')
        : `is not known. Known are ${knownKeys(path).join(', ')}.`;
    return wrong(lineOf(json, path), path.length === 0 ? `the file ${words}` : `${nameOf(path)} ${words}`);
  }
  const { name, description, goal, params, steps } = parsed.data;
  const ids = steps.map(({ id }, index) => id ?? `step-${index + 1}`);
  const specs: StepSpec[] = [];
  for (const [index, { dependsOn, ...step }] of steps.entries()) {
    const id = ids[index] ?? '';
    if (ids.indexOf(id) !== index)
      return wrong(
        lineOf(json, ['steps', index, 'id']),
        `the id "${id}" is used twice. Give each step its own.`,
      );
    const needed: string[] = [];
    for (const [place, written] of (dependsOn ?? []).entries()) {
      const found = typeof written === 'number' ? ids[written - 1] : ids.find((other) => other === written);
      const path = ['steps', index, 'dependsOn', place];
      if (found === undefined || found === id)
        return wrong(
          lineOf(json, path),
          `${nameOf(path)} is ${JSON.stringify(written)}, and ${found === id ? 'that is the step itself' : 'there is no such step'}. Name another step by its id or its number from 1.`,
        );
      needed.push(found);
    }
    specs.push({ ...step, id, ...(dependsOn === undefined ? {} : { dependsOn: needed }) });
  }
  return {
    ok: true,
    template: {
      name: name ?? defaultName,
      steps: specs,
      ...(description === undefined ? {} : { description }),
      ...(goal === undefined ? {} : { goal }),
      ...(params === undefined
        ? {}
        : {
            params: params.map(({ description: words = '', ...param }) => ({ ...param, description: words })),
          }),
    },
  };
}

function wrong(line: number, message: string): TemplateReading {
  return { ok: false, line, message };
}

const text = z
  .string({
    error: ({ input }) => (input === undefined ? 'is missing: a text is needed.' : 'must be a text.'),
  })
  .check(z.refine((words) => words.trim() !== '', 'is empty: write a text, or leave the key out.'));

const OBJECT = { error: 'must be an object: { … }.' };
const stepShape = {
  id: z.optional(text),
  type: z.optional(text),
  title: z.optional(text),
  description: z
    .string({
      error: ({ input }) =>
        input === undefined ? 'is missing: say there what the step is to do.' : 'must be a text.',
    })
    .check(z.refine((words) => words.trim() !== '', 'is empty: say there what the step is to do.')),
  dependsOn: z.optional(
    z.array(
      z.union([z.string(), z.int().check(z.positive())], {
        error: 'must be the id of a step, or its number from 1.',
      }),
      { error: 'must be a list of ids or numbers of steps.' },
    ),
  ),
  file: z.optional(text),
  code: z.optional(z.string({ error: 'must be a text.' })),
  command: z.optional(text),
  successCriteria: z.optional(text),
  acceptance: z.optional(z.strictObject({ command: text }, OBJECT)),
  destructive: z.optional(z.boolean({ error: 'must be true or false.' })),
};
const paramShape = { name: text, description: z.optional(text), default: z.optional(z.unknown()) };
const fileShape = {
  name: z.optional(text),
  description: z.optional(text),
  goal: z.optional(text),
  params: z.optional(
    z.array(z.strictObject(paramShape, OBJECT), { error: 'must be a list of { "name", "description" }.' }),
  ),
  steps: z
    .array(z.strictObject(stepShape, OBJECT), {
      error: ({ input }) =>
        input === undefined
          ? 'is missing: a list of { "description": "…" }.'
          : 'must be a list of { "description": "…" }.',
    })
    .check(z.minLength(1, 'is empty: a template needs at least one step.')),
};
const fileSchema = z.strictObject(fileShape, OBJECT);

type Path = readonly PropertyKey[];

function knownKeys([first, ...rest]: Path): readonly string[] {
  const shape = rest.length === 0 ? fileShape : first === 'params' ? paramShape : stepShape;
  return Object.keys(shape);
}

/** Such as `steps[0].description`. */
function nameOf(path: Path): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .slice(1);
}

/** The line of a value, or of the deepest one around it that is there. */
function lineOf(json: string, path: Path): number {
  let at = skipSpace(json, 0);
  for (const key of path) {
    const isList = json[at] === '[';
    if (!isList && json[at] !== '{') break;
    const span =
      typeof key === 'number' ? elementSpans(json, at)[key] : memberSpans(json, at).get(String(key));
    if (span === undefined) break;
    at = span.start;
  }
  return lineAt(json, at);
}

function lineAt(json: string, position: number): number {
  return json.slice(0, position).split('\n').length;
}
