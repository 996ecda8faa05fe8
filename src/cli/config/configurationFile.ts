// Reads the person's own configuration file. It is JSON; a wrong key or value is an error that names the file and the key.
import { readFile } from 'node:fs/promises';
import { ConfigurationError } from '../../core/config/configurationError';
import { PERMISSION_MODES } from '../../core/permissions/permissionMode';
import type { PermissionMode } from '../../core/permissions/permissionMode';
import { isDomain } from '../../core/sandbox/allowedDomains';
import { SANDBOX_MODES } from '../../core/sandbox/sandboxMode';
import type { SandboxMode } from '../../core/sandbox/sandboxMode';
import type { PermissionRules } from '../../core/permissions/rules';
import type { PlanningChoice } from '../../core/plan/planEvent';
import { ISOLATIONS } from '../../core/plan/planOptions';
import type { PlanRunSettings } from '../../core/plan/plannerSettings';
import type { Limits, PromptSlots, ProviderConfig } from '../../core/session/sessionOptions';
import { GOAL_CHOICES, PLANNING_CHOICES, REDACTIONS } from '../arguments';
import type { GoalChoice, Redaction } from '../arguments';

type Environment = Readonly<Record<string, string | undefined>>;

/** What the file may hold. Every key is optional and means the same as the option of that name in the library. */
export interface FileConfiguration extends PromptSlots {
  readonly defaultModel?: string;
  readonly providers?: readonly ProviderConfig[];
  readonly permissionMode?: PermissionMode;
  readonly sandbox?: SandboxMode;
  readonly allowSandboxed?: boolean;
  readonly allowedDomains?: readonly string[];
  /** Default of `--redaction`. */
  readonly redaction?: Redaction;
  readonly sandboxTool?: boolean;
  readonly permissions?: PermissionRules;
  readonly limits?: Limits;
  readonly sessionsDir?: string;
  readonly maxToolRounds?: number;
  readonly temperature?: number;
  readonly maxOutputTokens?: number;
  readonly thinkingBudget?: number;
  readonly toolTimeoutMs?: number;
  readonly circuitBreakerThreshold?: number;
  /** Default of `--planning`. */
  readonly planning?: PlanningChoice;
  /** Default of `--goal`. */
  readonly goal?: GoalChoice;
  /** Defaults of `plan`. */
  readonly planner?: PlanRunSettings;
}

/**
 * Undefined when there is no such file and it was not asked for by name (`required`). `${env:NAME}` inside a provider's `apiKey`
 * and `headers` is replaced by the environment variable. Throws `ConfigurationError`.
 */
export async function readConfigurationFile(
  file: string,
  required: boolean,
  environment: Environment,
): Promise<FileConfiguration | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' && !required) return undefined;
    const reason =
      code === 'ENOENT' ? 'there is no such file' : `it could not be read (${code ?? String(error)})`;
    throw new ConfigurationError(`Configuration ${file}: ${reason}.`);
  }
  return parseConfiguration(text, file, environment);
}

/** Checks the text of a configuration file. Throws `ConfigurationError`. */
export function parseConfiguration(text: string, file: string, environment: Environment): FileConfiguration {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError(`Configuration ${file} is not valid JSON: ${detail}.`);
  }
  const reader = new ValueReader(file, environment);
  const root = reader.object(value, '');
  return reader.fields(root, '', {
    defaultModel: (item, key) => reader.string(item, key),
    providers: (item, key) => reader.list(item, key, (entry, at) => reader.provider(entry, at)),
    permissionMode: (item, key) => reader.choice(item, key, PERMISSION_MODES),
    sandbox: (item, key) => reader.choice(item, key, SANDBOX_MODES),
    allowSandboxed: (item, key) => reader.boolean(item, key),
    allowedDomains: (item, key) => reader.domains(item, key),
    redaction: (item, key) => reader.choice(item, key, REDACTIONS),
    sandboxTool: (item, key) => reader.boolean(item, key),
    permissions: (item, key) => reader.permissions(item, key),
    limits: (item, key) => reader.limits(item, key),
    sessionsDir: (item, key) => reader.string(item, key),
    maxToolRounds: (item, key) => reader.number(item, key, 1),
    temperature: (item, key) => reader.number(item, key, 0),
    maxOutputTokens: (item, key) => reader.number(item, key, 1),
    thinkingBudget: (item, key) => reader.number(item, key, 0),
    toolTimeoutMs: (item, key) => reader.number(item, key, 1),
    circuitBreakerThreshold: (item, key) => reader.number(item, key, 0),
    planning: (item, key) => reader.choice(item, key, PLANNING_CHOICES),
    goal: (item, key) => reader.choice(item, key, GOAL_CHOICES),
    planner: (item, key) => reader.planner(item, key),
    role: (item, key) => reader.string(item, key),
    guidelines: (item, key) => reader.string(item, key),
    responseStyle: (item, key) => reader.string(item, key),
    extra: (item, key) => reader.string(item, key),
  });
}

type Field<Value> = (item: unknown, key: string) => Value;

/** Typed access to a parsed JSON value. Every failure names the file and the key, such as `providers[0].baseUrl`. */
class ValueReader {
  constructor(
    private readonly file: string,
    private readonly environment: Environment,
  ) {}

  fail(key: string, problem: string): never {
    throw new ConfigurationError(`Configuration ${this.file}${key ? `, key "${key}"` : ''}: ${problem}.`);
  }

  object(item: unknown, key: string): Readonly<Record<string, unknown>> {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) this.fail(key, 'must be an object');
    return item as Record<string, unknown>;
  }

  /** Reads known fields; an unknown one is an error that lists the known ones. */
  fields<Shape extends object>(
    item: Readonly<Record<string, unknown>>,
    prefix: string,
    fields: { readonly [Key in keyof Shape]-?: Field<Exclude<Shape[Key], undefined>> },
  ): Shape {
    const known = Object.keys(fields);
    const read: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(item)) {
      const key = prefix ? `${prefix}.${name}` : name;
      if (!Object.hasOwn(fields, name)) this.fail(key, `is not known; known are ${known.join(', ')}`);
      read[name] = fields[name as keyof Shape](value, key);
    }
    return read as Shape;
  }

  string(item: unknown, key: string): string {
    if (typeof item !== 'string' || item.trim() === '') this.fail(key, 'must be a text that is not empty');
    return item;
  }

  number(item: unknown, key: string, least: number): number {
    if (typeof item !== 'number' || !Number.isFinite(item) || item < least) {
      this.fail(key, `must be a number of at least ${least}`);
    }
    return item;
  }

  boolean(item: unknown, key: string): boolean {
    if (typeof item !== 'boolean') this.fail(key, 'must be true or false');
    return item;
  }

  planner(item: unknown, key: string): PlanRunSettings {
    const planner = this.fields<PlanRunSettings>(this.object(item, key), key, {
      rollbackOnFailure: (value, at) => this.boolean(value, at),
      maxSteps: (value, at) => this.number(value, at, 0),
      stepTimeoutSeconds: (value, at) => this.number(value, at, 0),
      validateEachStep: (value, at) => this.boolean(value, at),
      runTestsAfter: (value, at) => this.boolean(value, at),
      testCommand: (value, at) => this.string(value, at),
      defaultInteractive: (value, at) => this.boolean(value, at),
      confirmDestructive: (value, at) => this.boolean(value, at),
      isolation: (value, at) => this.choice(value, at, ISOLATIONS),
    });
    if (planner.runTestsAfter === true && planner.testCommand === undefined)
      this.fail(`${key}.runTestsAfter`, 'needs a testCommand beside it');
    return planner;
  }

  choice<Value extends string>(item: unknown, key: string, values: readonly Value[]): Value {
    return values.find((value) => value === item) ?? this.fail(key, `must be one of ${values.join(', ')}`);
  }

  list<Value>(item: unknown, key: string, read: Field<Value>): readonly Value[] {
    if (!Array.isArray(item)) this.fail(key, 'must be a list');
    return item.map((entry, index) => read(entry, `${key}[${index}]`));
  }

  domains(item: unknown, key: string): readonly string[] {
    return this.list(item, key, (entry, at) => {
      const domain = this.string(entry, at);
      return isDomain(domain)
        ? domain
        : this.fail(at, 'must be a host, such as example.com or *.example.com');
    });
  }

  /** A text in which `${env:NAME}` stands for an environment variable. */
  secret(item: unknown, key: string): string {
    return this.string(item, key).replace(/\$\{env:([A-Za-z_][A-Za-z0-9_]*)\}/g, (_match, name: string) => {
      const value = this.environment[name];
      return value ? value : this.fail(key, `the environment variable ${name} is not set`);
    });
  }

  provider(item: unknown, key: string): ProviderConfig {
    const provider = this.fields<ProviderConfig>(this.object(item, key), key, {
      name: (value, at) => this.string(value, at),
      apiKey: (value, at) => this.secret(value, at),
      baseUrl: (value, at) => this.url(value, at),
      headers: (value, at) => this.headers(value, at),
      api: (value, at) => this.choice(value, at, ['anthropic', 'responses', 'chat'] as const),
      models: (value, at) => this.list(value, at, (entry, entryKey) => this.model(entry, entryKey)),
    });
    if (provider.name === undefined) this.fail(key, 'needs a name');
    return provider;
  }

  private url(item: unknown, key: string): string {
    const text = this.string(item, key);
    const protocol = URL.canParse(text) ? new URL(text).protocol : '';
    if (protocol !== 'http:' && protocol !== 'https:') this.fail(key, 'must be an http or https address');
    return text;
  }

  private headers(item: unknown, key: string): Readonly<Record<string, string>> {
    const entries = Object.entries(this.object(item, key));
    return Object.fromEntries(entries.map(([name, value]) => [name, this.secret(value, `${key}.${name}`)]));
  }

  private model(item: unknown, key: string): NonNullable<ProviderConfig['models']>[number] {
    type Model = NonNullable<ProviderConfig['models']>[number];
    const model = this.fields<Omit<Model, 'images'> & { readonly images?: boolean }>(
      this.object(item, key),
      key,
      {
        id: (value, at) => this.string(value, at),
        label: (value, at) => this.string(value, at),
        contextTokens: (value, at) => this.number(value, at, 1),
        outputTokens: (value, at) => this.number(value, at, 1),
        images: (value, at) => this.boolean(value, at),
        thinking: (value, at) => this.boolean(value, at),
        price: (value, at) => this.price(value, at),
      },
    );
    if (model.id === undefined) this.fail(key, 'needs an id');
    return model;
  }

  private price(item: unknown, key: string) {
    const price = this.fields<{ input: number; output: number; cacheRead?: number; cacheWrite?: number }>(
      this.object(item, key),
      key,
      {
        input: (value, at) => this.number(value, at, 0),
        output: (value, at) => this.number(value, at, 0),
        cacheRead: (value, at) => this.number(value, at, 0),
        cacheWrite: (value, at) => this.number(value, at, 0),
      },
    );
    if (price.input === undefined || price.output === undefined) this.fail(key, 'needs input and output');
    return price;
  }

  permissions(item: unknown, key: string): PermissionRules {
    const rules: Field<readonly string[]> = (value, at) =>
      this.list(value, at, (entry, entryKey) => this.string(entry, entryKey));
    return this.fields<PermissionRules>(this.object(item, key), key, {
      allow: rules,
      ask: rules,
      deny: rules,
    });
  }

  limits(item: unknown, key: string): Limits {
    const positive: Field<number> = (value, at) => {
      const number = this.number(value, at, 0);
      return number > 0 ? number : this.fail(at, 'must be above 0');
    };
    return this.fields<Limits>(this.object(item, key), key, {
      turns: (value, at) => this.number(value, at, 1),
      tokens: (value, at) => this.number(value, at, 1),
      cost: positive,
      minutes: positive,
    });
  }
}
