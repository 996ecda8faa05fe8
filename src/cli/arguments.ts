// Command line arguments -> what is asked for. Pure: reads no file and no environment.
import { parseArgs } from 'node:util';
import type { Limits, ProviderConfig } from '../core/session/sessionOptions';
import type { Plan } from '../core/plan/plan';
import type { PlanningChoice } from '../core/plan/planEvent';
import { ISOLATIONS } from '../core/plan/planOptions';
import type { FailureRule, Isolation } from '../core/plan/planOptions';
import { PERMISSION_MODES } from '../core/permissions/permissionMode';
import type { PermissionMode } from '../core/permissions/permissionMode';
import { SANDBOX_MODES } from '../core/sandbox/sandboxMode';
import type { SandboxMode } from '../core/sandbox/sandboxMode';
import type { RedactionLevel } from '../core/security/securityProvider';
import { UsageError } from './usageError';

export const OUTPUT_FORMATS = ['text', 'jsonl'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

export const WIRE_FORMATS = [
  'anthropic',
  'responses',
  'chat',
] as const satisfies readonly ProviderConfig['api'][];

/**
 * Words that are commands when they stand alone, `plan` also before its task and `trust` before what it does; `planwright -- models` makes
 * a prompt of them.
 */
export const SUBCOMMANDS = ['sessions', 'models', 'undo', 'plan', 'trust', 'help'] as const;
export type Subcommand = (typeof SUBCOMMANDS)[number];

export const STRATEGIES = ['sequential', 'waves'] as const satisfies readonly Plan['strategy'][];
export const FAILURE_RULES = [
  'rollback',
  'halt',
  'continue',
  'replan',
  'ask',
] as const satisfies readonly FailureRule[];

/** Whether a prompt is planned before it runs; `auto`: when it looks complex. */
export const PLANNING_CHOICES = ['off', 'on', 'auto'] as const satisfies readonly PlanningChoice[];
/** Whether a planned prompt has a goal that is checked; `pursue`: what remains is worked on. */
export const GOAL_CHOICES = ['off', 'on', 'pursue'] as const;
export type GoalChoice = (typeof GOAL_CHOICES)[number];

/** What is replaced in what the model and the log get; known keys always are. */
export const REDACTIONS = ['secrets', 'personal', 'all'] as const satisfies readonly RedactionLevel[];
export type Redaction = (typeof REDACTIONS)[number];

/** What `plan` is asked for. */
export interface PlanCommandOptions {
  readonly execute: boolean;
  /** Ask before each step. */
  readonly interactive: boolean;
  readonly dryRun: boolean;
  /** Files as typed. */
  readonly save?: string;
  readonly load?: string;
  /** Name of a template, and its `name=value` parameters. */
  readonly template?: string;
  readonly params: readonly string[];
  readonly strategy?: Plan['strategy'];
  readonly onFailure?: FailureRule;
  readonly isolation?: Isolation;
}

export const TRUST_ACTIONS = ['list', 'add', 'remove'] as const;

/** What `trust` is asked for. */
export interface TrustCommandOptions {
  /** Default `list`. */
  readonly action: (typeof TRUST_ACTIONS)[number];
  /** As typed; at least one but for `list`. */
  readonly files: readonly string[];
}

export interface CommandLineOptions {
  readonly subcommand?: Subcommand;
  readonly help: boolean;
  readonly version: boolean;
  /** Words of the prompt joined by spaces; empty when there is none. */
  readonly prompt: string;
  readonly model?: string;
  readonly baseUrl?: string;
  readonly api?: ProviderConfig['api'];
  readonly directory?: string;
  readonly configFile?: string;
  readonly permissionMode?: PermissionMode;
  readonly sandbox?: SandboxMode;
  readonly redaction?: Redaction;
  readonly planning?: PlanningChoice;
  readonly goal?: GoalChoice;
  readonly output: OutputFormat;
  /** A session id, the beginning of one, or `last`. */
  readonly resume?: string;
  /** Of `undo`: the run, or the undo, to go back before; an id or the beginning of one. */
  readonly run?: string;
  /** Of `undo`: only show what there is. */
  readonly list: boolean;
  /** Present for `plan`; the task is the prompt. */
  readonly plan?: PlanCommandOptions;
  /** Present for `trust`. */
  readonly trust?: TrustCommandOptions;
  readonly images: readonly string[];
  readonly allow: readonly string[];
  readonly deny: readonly string[];
  readonly limits: Limits;
}

const definitions = {
  model: { type: 'string', short: 'm' },
  'base-url': { type: 'string' },
  api: { type: 'string' },
  directory: { type: 'string', short: 'C' },
  config: { type: 'string', short: 'c' },
  'permission-mode': { type: 'string' },
  sandbox: { type: 'string' },
  redaction: { type: 'string' },
  planning: { type: 'string' },
  goal: { type: 'string' },
  output: { type: 'string' },
  resume: { type: 'string' },
  run: { type: 'string' },
  list: { type: 'boolean' },
  execute: { type: 'boolean' },
  interactive: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  save: { type: 'string' },
  load: { type: 'string' },
  template: { type: 'string' },
  param: { type: 'string', multiple: true },
  strategy: { type: 'string' },
  'on-failure': { type: 'string' },
  isolation: { type: 'string' },
  image: { type: 'string', multiple: true },
  allow: { type: 'string', multiple: true },
  deny: { type: 'string', multiple: true },
  'limit-turns': { type: 'string' },
  'limit-tokens': { type: 'string' },
  'limit-cost': { type: 'string' },
  'limit-minutes': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const;

const PLAN_OPTIONS = [
  'execute',
  'interactive',
  'dry-run',
  'save',
  'load',
  'template',
  'param',
  'strategy',
  'on-failure',
  'isolation',
] as const;

/** Throws {@link UsageError}. */
export function parseArguments(argv: readonly string[]): CommandLineOptions {
  const { values, positionals, tokens } = parse(argv);
  const subcommand = subcommandOf(positionals, tokens);
  for (const option of ['run', 'list'] as const) {
    if (values[option] !== undefined && subcommand !== 'undo') {
      throw new UsageError(`--${option} goes with undo.`);
    }
  }
  for (const option of PLAN_OPTIONS) {
    if (values[option] !== undefined && subcommand !== 'plan')
      throw new UsageError(`--${option} goes with plan.`);
  }
  for (const option of ['planning', 'goal'] as const) {
    if (values[option] !== undefined && subcommand !== undefined)
      throw new UsageError(`--${option} goes with a prompt.`);
  }
  const words = subcommand === undefined ? positionals : positionals.slice(1);
  return {
    subcommand,
    help: values.help ?? false,
    version: values.version ?? false,
    prompt: subcommand === 'trust' ? '' : words.join(' ').trim(),
    model: notEmpty('--model', values.model),
    baseUrl: url('--base-url', values['base-url']),
    api: choice('--api', WIRE_FORMATS, values.api),
    directory: notEmpty('--directory', values.directory),
    configFile: notEmpty('--config', values.config),
    permissionMode: choice('--permission-mode', PERMISSION_MODES, values['permission-mode']),
    sandbox: choice('--sandbox', SANDBOX_MODES, values.sandbox),
    redaction: choice('--redaction', REDACTIONS, values.redaction),
    planning: choice('--planning', PLANNING_CHOICES, values.planning),
    goal: choice('--goal', GOAL_CHOICES, values.goal),
    output: choice('--output', OUTPUT_FORMATS, values.output) ?? 'text',
    resume: notEmpty('--resume', values.resume),
    run: notEmpty('--run', values.run),
    list: values.list ?? false,
    plan: subcommand === 'plan' ? planOptions(values) : undefined,
    trust: subcommand === 'trust' ? trustOptions(words) : undefined,
    images: values.image ?? [],
    allow: values.allow ?? [],
    deny: values.deny ?? [],
    limits: {
      turns: count('--limit-turns', values['limit-turns']),
      tokens: count('--limit-tokens', values['limit-tokens']),
      cost: positive('--limit-cost', values['limit-cost']),
      minutes: positive('--limit-minutes', values['limit-minutes']),
    },
  };
}

type Parsed = ReturnType<typeof parse>;

function subcommandOf(positionals: readonly string[], tokens: Parsed['tokens']): Subcommand | undefined {
  const terminator = tokens.find((token) => token.kind === 'option-terminator');
  const first = tokens.find((token) => token.kind === 'positional');
  if (first === undefined || (terminator !== undefined && terminator.index < first.index)) return undefined;
  const subcommand = find(SUBCOMMANDS, first.value);
  const hasWords =
    subcommand === 'plan' || (subcommand === 'trust' && find(TRUST_ACTIONS, positionals[1]) !== undefined);
  return hasWords || positionals.length === 1 ? subcommand : undefined;
}

function trustOptions([word, ...files]: readonly string[]): TrustCommandOptions {
  const action = find(TRUST_ACTIONS, word) ?? 'list';
  if (action === 'list' && files.length > 0) throw new UsageError('trust list takes no files.');
  if (action !== 'list' && files.length === 0) throw new UsageError(`trust ${action} needs a file.`);
  return { action, files };
}

function planOptions(values: Parsed['values']): PlanCommandOptions {
  const { execute = false, interactive = false, 'dry-run': dryRun = false } = values;
  if (dryRun && (execute || interactive))
    throw new UsageError(`--dry-run and --${execute ? 'execute' : 'interactive'} exclude each other.`);
  if (values.image !== undefined) throw new UsageError('--image does not go with plan.');
  if (values.param !== undefined && values.template === undefined)
    throw new UsageError('--param goes with --template.');
  return {
    execute,
    interactive,
    dryRun,
    save: notEmpty('--save', values.save),
    load: notEmpty('--load', values.load),
    template: notEmpty('--template', values.template),
    params: values.param ?? [],
    strategy: choice('--strategy', STRATEGIES, values.strategy),
    onFailure: choice('--on-failure', FAILURE_RULES, values['on-failure']),
    isolation: choice('--isolation', ISOLATIONS, values.isolation),
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: definitions,
      allowPositionals: true,
      strict: true,
      tokens: true,
    });
  } catch (error) {
    // parseArgs throws TypeErrors whose first sentence is meant for people.
    throw new UsageError(error instanceof Error ? firstSentence(error.message) : String(error), {
      cause: error,
    });
  }
}

function firstSentence(message: string): string {
  const end = message.indexOf('. ');
  return end < 0 ? message : `${message.slice(0, end)}.`;
}

function find<Value extends string>(values: readonly Value[], text: string | undefined): Value | undefined {
  return values.find((value) => value === text);
}

function choice<Value extends string>(
  option: string,
  values: readonly Value[],
  text: string | undefined,
): Value | undefined {
  if (text === undefined) return undefined;
  const found = find(values, text);
  if (!found) throw new UsageError(`${option} must be one of ${values.join(', ')}; got "${text}".`);
  return found;
}

function notEmpty(option: string, text: string | undefined): string | undefined {
  if (text?.trim() === '') throw new UsageError(`${option} needs a value.`);
  return text;
}

function url(option: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const protocol = URL.canParse(text) ? new URL(text).protocol : '';
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw new UsageError(`${option} must be an http or https address; got "${text}".`);
  }
  return text;
}

function positive(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!Number.isFinite(number) || number <= 0) {
    throw new UsageError(`${option} must be a number above 0; got "${text}".`);
  }
  return number;
}

function count(option: string, text: string | undefined): number | undefined {
  const number = positive(option, text);
  if (number !== undefined && !Number.isInteger(number)) {
    throw new UsageError(`${option} must be a whole number; got "${text}".`);
  }
  return number;
}
