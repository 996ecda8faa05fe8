// The settings of `package.json`, typed. Only the person's own values count: what a workspace says about servers, rules, modes or
// limits is ignored, whatever scope the editor would give it.
import { ConfigurationTarget, workspace } from 'vscode';
import * as z from 'zod/mini';
import { PERMISSION_MODES } from '../core/permissions/permissionMode';
import type { PermissionMode } from '../core/permissions/permissionMode';
import type { PlanningChoice } from '../core/plan/planEvent';
import { ISOLATIONS } from '../core/plan/planOptions';
import { isDomain } from '../core/sandbox/allowedDomains';
import { DEFAULT_SANDBOX_MODE, SANDBOX_MODES } from '../core/sandbox/sandboxMode';
import type { SandboxMode } from '../core/sandbox/sandboxMode';
import type { PlanRunSettings } from '../core/plan/plannerSettings';
import type { RedactionLevel } from '../core/security/securityProvider';
import type { GoalTracking } from '../core/session/goalRun';
import type { Limits, ProviderConfig } from '../core/session/sessionOptions';

const SECTION = 'planwright';

/** A configured provider; header values may hold `${secret:name}`. */
export type ProviderSettings = Omit<ProviderConfig, 'apiKey'>;

/** When a person is called back who has turned to another window. */
export type NotificationSetting = 'all' | 'waiting' | 'none';

export interface ReviewSettings {
  /** Keep and Undo above each proposed change. */
  readonly codeLens: boolean;
  /** A decision by key leads on to the next change. */
  readonly advance: boolean;
  /** Who hears of a step: with the panel on the screen it is its live region; this is for the time without. */
  readonly announce: 'auto' | 'always' | 'off';
  /** Files with proposed changes have a mark in the explorer and on tabs. */
  readonly fileMarks: boolean;
  /** Staging, committing and discarding with Git decide too. */
  readonly followGit: boolean;
}

export interface Settings {
  /** `provider/model`, or empty when none was chosen. */
  readonly model: string;
  readonly providers: readonly ProviderSettings[];
  readonly permissionMode: PermissionMode;
  /** Whether commands run in a sandbox. */
  readonly sandbox: SandboxMode;
  /** Commands in the sandbox run without a question where no rule asks. */
  readonly allowSandboxed: boolean;
  /** Hosts that commands in the sandbox may reach. */
  readonly allowedDomains: readonly string[];
  /** The agent may run commands in a container of its own. */
  readonly sandboxTool: boolean;
  readonly limits: Limits;
  /** Tokens; 0 leaves it to the model. */
  readonly thinkingBudget: number;
  readonly saveBeforeCommands: 'ask' | 'save' | 'leave';
  readonly projectInstructions: boolean;
  /** What is replaced in what the model and the panel get. */
  readonly redaction: Exclude<RedactionLevel, 'none'>;
  readonly notifications: NotificationSetting;
  /** `provider/model` for titles and commit messages; empty: the session's own. */
  readonly smallModel: string;
  /** The model may ask to run commands in a terminal of the person's own shell. */
  readonly realTty: boolean;
  /** Sessions are named by the small model, where one is chosen. */
  readonly sessionTitles: boolean;
  readonly review: ReviewSettings;
  /** Whether prompts are planned first, in sessions where nothing else was chosen. */
  readonly planning: PlanningChoice;
  /** A plan that was made for a prompt waits until the person runs it. */
  readonly planApproval: boolean;
  /** Whether planned tasks have a goal that is checked at the end. */
  readonly goalTracking: GoalTracking;
  /** For plans; what is not set is as in the preset `editor`. */
  readonly planner: PlanRunSettings;
  /** What was wrong and is not used, in words for the log. */
  readonly problems: readonly string[];
}

const positive = z.int().check(z.positive());
const price = z.number().check(z.nonnegative());
const providerSchema = z.strictObject({
  baseUrl: z.optional(z.url()),
  api: z.optional(z.enum(['anthropic', 'responses', 'chat'])),
  headers: z.optional(z.record(z.string(), z.string())),
  models: z.optional(
    z.array(
      z.strictObject({
        id: z.string().check(z.minLength(1)),
        label: z.optional(z.string()),
        contextTokens: z.optional(positive),
        outputTokens: z.optional(positive),
        images: z.optional(z.boolean()),
        thinking: z.optional(z.boolean()),
        price: z.optional(
          z.strictObject({
            input: price,
            output: price,
            cacheRead: z.optional(price),
            cacheWrite: z.optional(price),
          }),
        ),
      }),
    ),
  ),
});
const providerName = /^[a-zA-Z][\w.-]*$/;
/** Names that other parts use. */
const reservedProviders: ReadonlySet<string> = new Set(['vscode', 'demo']);

/** Reads all settings; never throws. */
export function readSettings(): Settings {
  const problems: string[] = [];
  return {
    model: own('model', z.string(), '', problems),
    providers: readProviders(problems),
    permissionMode: own(
      'permissionMode',
      z.enum(PERMISSION_MODES as ['ask', ...PermissionMode[]]),
      'ask',
      problems,
    ),
    sandbox: own(
      'sandbox',
      z.enum(SANDBOX_MODES as [SandboxMode, ...SandboxMode[]]),
      DEFAULT_SANDBOX_MODE,
      problems,
    ),
    allowSandboxed: own('allowSandboxed', z.boolean(), false, problems),
    allowedDomains: readDomains(problems),
    sandboxTool: own('sandboxTool', z.boolean(), false, problems),
    limits: readLimits(problems),
    thinkingBudget: own('thinkingBudget', z.int().check(z.nonnegative()), 0, problems),
    saveBeforeCommands: own('saveBeforeCommands', z.enum(['ask', 'save', 'leave']), 'ask', problems),
    projectInstructions: own('projectInstructions', z.boolean(), true, problems),
    redaction: own('redaction', z.enum(['secrets', 'personal', 'all']), 'personal', problems),
    smallModel: own('smallModel', z.string(), '', problems),
    sessionTitles: own('sessionTitles', z.boolean(), true, problems),
    realTty: own('terminal.realTty', z.boolean(), false, problems),
    notifications: own('notifications', z.enum(['all', 'waiting', 'none']), 'all', problems),
    review: {
      codeLens: own('review.codeLens', z.boolean(), true, problems),
      advance: own('review.advance', z.boolean(), true, problems),
      announce: own('review.announce', z.enum(['auto', 'always', 'off']), 'auto', problems),
      fileMarks: own('review.fileMarks', z.boolean(), true, problems),
      followGit: own('review.followGit', z.boolean(), true, problems),
    },
    planning: own('planner.planning', z.enum(['off', 'on', 'auto']), 'off', problems),
    planApproval: !own('planner.runWithoutApproval', z.boolean(), false, problems),
    goalTracking: GOALS[own('planner.goal', z.enum(['off', 'on', 'pursue']), 'on', problems)],
    planner: readPlanner(problems),
    problems,
  };
}

const GOALS = { off: false, on: true, pursue: 'pursue' } as const;

/** Tests that have no command are not run. */
function readPlanner(problems: string[]): PlanRunSettings {
  const rollback = own('planner.rollbackOnFailure', z.enum(['ask', 'always', 'never']), 'ask', problems);
  const testCommand = own('planner.testCommand', z.string(), '', problems).trim();
  const runTestsAfter = own('planner.runTestsAfter', z.boolean(), false, problems);
  if (runTestsAfter && testCommand === '')
    problems.push('planwright.planner.runTestsAfter needs planwright.planner.testCommand; no tests are run.');
  return {
    ...(rollback === 'ask' ? {} : { rollbackOnFailure: rollback === 'always' }),
    maxSteps: own('planner.maxSteps', z.int().check(z.nonnegative()), 100, problems),
    stepTimeoutSeconds: own('planner.stepTimeoutSeconds', z.number().check(z.nonnegative()), 0, problems),
    validateEachStep: own('planner.validateEachStep', z.boolean(), true, problems),
    runTestsAfter: runTestsAfter && testCommand !== '',
    ...(testCommand === '' ? {} : { testCommand }),
    defaultInteractive: own('planner.defaultInteractive', z.boolean(), false, problems),
    confirmDestructive: own('planner.confirmDestructive', z.boolean(), true, problems),
    isolation: own('planner.isolation', z.enum(ISOLATIONS), 'shared', problems),
  };
}

/** Adds a host that commands in the sandbox may reach to the person's own settings. */
export async function rememberDomain(domain: string): Promise<void> {
  const domains = readDomains([]);
  if (domains.includes(domain)) return;
  await workspace
    .getConfiguration(SECTION)
    .update('allowedDomains', [...domains, domain], ConfigurationTarget.Global);
}

/** Makes a model the one for new sessions. */
export async function rememberModel(model: string): Promise<void> {
  await workspace.getConfiguration(SECTION).update('model', model, ConfigurationTarget.Global);
}

function readProviders(problems: string[]): readonly ProviderSettings[] {
  const values = own('providers', z.record(z.string(), z.unknown()), {}, problems);
  return Object.entries(values).flatMap(([name, value]) => {
    if (!providerName.test(name) || reservedProviders.has(name)) {
      problems.push(`planwright.providers: "${name}" is no usable name of a provider.`);
      return [];
    }
    const parsed = providerSchema.safeParse(value);
    if (parsed.success) return [{ name, ...parsed.data }];
    const where = parsed.error.issues[0]?.path.map(String).join('.') ?? '';
    problems.push(
      `planwright.providers: ${name}${where === '' ? '' : `.${where}`} is not valid; the provider is ignored.`,
    );
    return [];
  });
}

function readDomains(problems: string[]): readonly string[] {
  return own('allowedDomains', z.array(z.string()), [], problems).filter((domain) => {
    const isReadable = isDomain(domain);
    if (!isReadable)
      problems.push(`planwright.allowedDomains: ${domain} names no host, such as example.com.`);
    return isReadable;
  });
}

/** 0 means no limit. */
function readLimits(problems: string[]): Limits {
  const limit = (name: string): number =>
    own(`limits.${name}`, z.number().check(z.nonnegative()), 0, problems);
  const [turns, tokens, cost, minutes] = [limit('turns'), limit('tokens'), limit('cost'), limit('minutes')];
  return {
    ...(turns > 0 ? { turns } : {}),
    ...(tokens > 0 ? { tokens } : {}),
    ...(cost > 0 ? { cost } : {}),
    ...(minutes > 0 ? { minutes } : {}),
  };
}

/** The person's own value, else the default of `package.json`; never a workspace's. */
function own<Value>(key: string, schema: z.ZodMiniType<Value>, fallback: Value, problems: string[]): Value {
  const inspected = workspace.getConfiguration(SECTION).inspect<unknown>(key);
  if (inspected?.workspaceValue !== undefined || inspected?.workspaceFolderValue !== undefined) {
    problems.push(`planwright.${key}: the value in the workspace's settings is ignored.`);
  }
  const value = inspected?.globalValue ?? inspected?.defaultValue;
  if (value === undefined) return fallback;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  problems.push(`planwright.${key} is not valid; the default is used.`);
  return fallback;
}
