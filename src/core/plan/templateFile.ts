// A plan template as a JSON file. A mistake is told with its line and what to do about it.
import * as z from 'zod/mini';
import { elementSpans, memberSpans, skipSpace } from '../tools/jsonSpans';
import { isFieldFault, templateText } from '../words/templateCause';
import type { FieldFault, TemplateCause } from '../words/templateCause';
import { jsonFault, lineAt } from './jsonFault';
import type { StepSpec } from './plan';
import type { PlanTemplate } from './planTemplate';

/** A mistake in a template file. */
export interface TemplateFault {
  /** From 1. */
  readonly line: number;
  /** One sentence for people. */
  readonly message: string;
  /** The same as a value. */
  readonly cause: TemplateCause;
}

export type TemplateReading =
  { readonly ok: true; readonly template: PlanTemplate } | ({ readonly ok: false } & TemplateFault);

/** @param defaultName its name where the file gives none */
export function readTemplateFile(text: string, defaultName: string): TemplateReading {
  const json = text.replace(/^\uFEFF/, '');
  const fault = jsonFault(json);
  if (fault !== undefined) {
    const found = json.slice(fault, fault + 20).split('\n', 1)[0] ?? '';
    return wrong(lineAt(json, fault), { code: 'no_json', found });
  }
  const value: unknown = JSON.parse(json);
  const parsed = fileSchema.safeParse(value);
  if (!parsed.success) {
    const { issues } = parsed.error;
    // A key with a wrong letter is also one that is missing.
    const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
    const unknownKey = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
    const path = [...(issue?.path ?? []), ...(unknownKey === undefined ? [] : [unknownKey])];
    const at = nameOf(path);
    if (unknownKey !== undefined)
      return wrong(lineOf(json, path), { code: 'unknown_key', at, known: knownKeys(path) });
    const fault = isFieldFault(issue?.message) ? issue.message : 'unexpected';
    return wrong(lineOf(json, path), { code: 'field', at, fault });
  }
  const { name, description, goal, params, steps } = parsed.data;
  const ids = steps.map(({ id }, index) => id ?? `step-${index + 1}`);
  const specs: StepSpec[] = [];
  for (const [index, { dependsOn, ...step }] of steps.entries()) {
    const id = ids[index] ?? '';
    if (ids.indexOf(id) !== index)
      return wrong(lineOf(json, ['steps', index, 'id']), { code: 'repeated_id', id });
    const needed: string[] = [];
    for (const [place, written] of (dependsOn ?? []).entries()) {
      const found = typeof written === 'number' ? ids[written - 1] : ids.find((other) => other === written);
      const path = ['steps', index, 'dependsOn', place];
      if (found === undefined || found === id)
        return wrong(lineOf(json, path), {
          code: found === id ? 'needs_itself' : 'needs_unknown',
          at: nameOf(path),
          written: JSON.stringify(written),
        });
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

function wrong(line: number, cause: TemplateCause): TemplateReading {
  return { ok: false, line, message: templateText(cause), cause };
}

// What the schemas say of a wrong value is a `FieldFault`.
const says = (fault: FieldFault): FieldFault => fault;
const isWritten = (words: string): boolean => words.trim() !== '';

const text = z
  .string({ error: ({ input }) => says(input === undefined ? 'text_missing' : 'not_text') })
  .check(z.refine(isWritten, says('empty')));

const OBJECT = { error: says('not_object') };
const stepShape = {
  id: z.optional(text),
  type: z.optional(text),
  title: z.optional(text),
  description: z
    .string({ error: ({ input }) => says(input === undefined ? 'description_missing' : 'not_text') })
    .check(z.refine(isWritten, says('description_empty'))),
  dependsOn: z.optional(
    z.array(
      z.union([z.string(), z.int().check(z.positive())], {
        error: says('not_needed_step'),
      }),
      { error: says('not_needed_steps') },
    ),
  ),
  file: z.optional(text),
  code: z.optional(z.string({ error: says('not_text') })),
  command: z.optional(text),
  successCriteria: z.optional(text),
  acceptance: z.optional(z.strictObject({ command: text }, OBJECT)),
  destructive: z.optional(z.boolean({ error: says('not_boolean') })),
};
const paramShape = { name: text, description: z.optional(text), default: z.optional(z.unknown()) };
const fileShape = {
  name: z.optional(text),
  description: z.optional(text),
  goal: z.optional(text),
  params: z.optional(z.array(z.strictObject(paramShape, OBJECT), { error: says('not_params') })),
  steps: z
    .array(z.strictObject(stepShape, OBJECT), {
      error: ({ input }) => says(input === undefined ? 'steps_missing' : 'not_steps'),
    })
    .check(z.minLength(1, says('no_steps'))),
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
