// Plans from templates (planners spec 2.6, 5.8): steps by name and parameters, built in or registered.
import { createPlan } from './createPlan';
import type { PlanClock } from './createPlan';
import type { Plan, StepSpec } from './plan';
import { PlanError } from './planError';
import { assertValidPlan } from './validatePlan';

export type TemplateParams = Readonly<Record<string, unknown>>;

export interface TemplateParam {
  readonly name: string;
  /** For people: what it is for. */
  readonly description: string;
  /** Absent: it must be given. */
  readonly default?: unknown;
}

/** A template. `steps` may name parameters as `{name}`; `customize` may replace them after a look at the parameters. */
export interface PlanTemplate {
  readonly name: string;
  /** One line for people. */
  readonly description?: string;
  readonly params?: readonly TemplateParam[];
  /** The goal, with `{name}` for parameters. Default: the description, else the name. */
  readonly goal?: string;
  readonly steps: readonly StepSpec[];
  readonly customize?: (
    params: TemplateParams,
  ) => Promise<readonly StepSpec[] | void> | readonly StepSpec[] | void;
}

export interface TemplateRegistry {
  /** Sorted by name. */
  list(): readonly PlanTemplate[];
  /** Replaces one of the same name. */
  register(template: PlanTemplate): void;
  /** Throws `PlanError` `template` for an unknown name or a missing parameter, `invalid` for steps that break a rule. */
  create(name: string, params: TemplateParams, options: TemplatePlanOptions): Promise<Plan>;
}

export interface TemplatePlanOptions extends PlanClock {
  /** Default `sequential`. In `waves`, steps without any dependency anywhere run one after another. */
  readonly strategy?: Plan['strategy'];
}

export function createTemplateRegistry(builtIn: readonly PlanTemplate[]): TemplateRegistry {
  const templates = new Map(builtIn.map((template) => [template.name, template]));
  return {
    list: () => [...templates.values()].sort((left, right) => left.name.localeCompare(right.name)),
    register: (template) => void templates.set(template.name, template),
    async create(name, params, { strategy = 'sequential', ...clock }) {
      const template = templates.get(name);
      if (template === undefined) {
        const known = [...templates.keys()].sort();
        throw new PlanError({ about: 'plan', code: 'no_template', name, known }, 'template');
      }
      const filled = fillParams(template, params);
      const customized = (await template.customize?.(filled)) ?? template.steps;
      const specs = customized.map((spec) => fillStep(spec, filled));
      const plan = createPlan(
        {
          goal: fill(template.goal ?? template.description ?? name, filled),
          steps: strategy === 'waves' ? chained(specs) : specs,
          origin: 'template',
          template: { name, params: filled },
          strategy,
          status: 'ready',
        },
        clock,
      );
      assertValidPlan(plan);
      return plan;
    },
  };
}

function fillParams({ name, params = [] }: PlanTemplate, given: TemplateParams): TemplateParams {
  const missing = params.filter((param) => param.default === undefined && given[param.name] === undefined);
  if (missing.length > 0) {
    const needed = missing.map((param) => `${param.name} (${param.description})`);
    throw new PlanError({ about: 'plan', code: 'template_needs', name, params: needed }, 'template');
  }
  const defaults = Object.fromEntries(params.map((param) => [param.name, param.default]));
  return { ...defaults, ...given };
}

function fillStep(spec: StepSpec, params: TemplateParams): StepSpec {
  const { title, file, command, successCriteria, acceptance } = spec;
  return {
    ...spec,
    description: fill(spec.description, params),
    ...(title === undefined ? {} : { title: fill(title, params) }),
    ...(file === undefined ? {} : { file: fill(file, params) }),
    ...(command === undefined ? {} : { command: fill(command, params) }),
    ...(successCriteria === undefined ? {} : { successCriteria: fill(successCriteria, params) }),
    ...(acceptance === undefined ? {} : { acceptance: { command: fill(acceptance.command, params) } }),
  };
}

/** `{name}` becomes the parameter's value; lists are joined. Other braces stay. */
function fill(text: string, params: TemplateParams): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = Object.hasOwn(params, name) ? params[name] : undefined;
    if (value === undefined) return whole;
    return Array.isArray(value)
      ? value.map(String).join(', ')
      : typeof value === 'string'
        ? value
        : JSON.stringify(value);
  });
}

/** List order is the order of work: without any dependency each step needs the one before. */
function chained(specs: readonly StepSpec[]): readonly StepSpec[] {
  if (specs.some(({ dependsOn }) => dependsOn !== undefined && dependsOn.length > 0)) return specs;
  const named = specs.map((spec, index) => ({ ...spec, id: spec.id ?? `step-${index + 1}` }));
  return named.map((spec, index) => ({
    ...spec,
    dependsOn: index === 0 ? [] : [named[index - 1]?.id ?? ''],
  }));
}
