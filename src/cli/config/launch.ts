// Puts arguments, environment and the person's own files together into what the agent and its session take.
import { resolve } from 'node:path';
import { ConfigurationError } from '../../core/config/configurationError';
import type { PlanRunSettings } from '../../core/plan/plannerSettings';
import { parseModelName } from '../../core/model/modelName';
import { createContentGate } from '../../core/trust/contentGate';
import type { ContentGate } from '../../core/trust/contentGate';
import { readContent } from '../../core/trust/readContent';
import { createTrustStore } from '../../core/trust/trustStore';
import { createDiskWorkspace } from '../../core/workspace/diskWorkspace';
import { createProxyFetch, readProxySettings } from '../../core/model/proxyFetch';
import type { AgentConfig, SessionOptions } from '../../core/session/sessionOptions';
import { planningOf } from '../../core/session/sessionPlanning';
import type { PlanningChoice } from '../../core/plan/planEvent';
import type { CommandLineOptions, GoalChoice, Redaction } from '../arguments';
import type { UserFolders } from '../userFolders';
import { readConfigurationFile } from './configurationFile';
import type { FileConfiguration } from './configurationFile';
import { mergeProviders, modelForKeys } from './providers';

/** Answers of the model after which a run is ended. More than the library's 50: here nobody watches a run to let it go on. */
const DEFAULT_ROUNDS = 1000;

export interface LaunchInput {
  readonly options: CommandLineOptions;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly folders: UserFolders;
  /** Relative paths of the arguments start here. */
  readonly workingDirectory: string;
}

export interface Launch {
  /** Which files of the folder may instruct or configure. */
  readonly contentGate: ContentGate;
  readonly agent: AgentConfig & { readonly sessionsDir: string };
  /** Without what answers questions and what was remembered. `model` is only set where the arguments name one. */
  readonly session: SessionOptions;
  /** Defaults of `plan`. */
  readonly planner: PlanRunSettings;
}

/** Reads the configuration. Throws `ConfigurationError`. */
export async function prepareLaunch({
  options,
  environment,
  folders,
  workingDirectory,
}: LaunchInput): Promise<Launch> {
  const named = options.configFile ?? environment['PLANWRIGHT_CONFIG'];
  const file = named ? resolve(workingDirectory, named) : folders.configFile;
  const contentGate = createContentGate(createTrustStore(folders.trust));
  // Who sets the variable may be the workspace's own start-up file; an argument is the person's word.
  if (named !== undefined && options.configFile === undefined)
    await refuseUntrusted(file, resolve(workingDirectory, options.directory ?? '.'), contentGate);
  const configuration = (await readConfigurationFile(file, Boolean(named), environment)) ?? {};
  const defaultModel =
    options.model ??
    environment['PLANWRIGHT_MODEL'] ??
    configuration.defaultModel ??
    modelForKeys(environment);
  const provider = defaultModel === undefined ? undefined : parseModelName(defaultModel).provider;
  if (options.baseUrl && !provider)
    throw new ConfigurationError('--base-url needs a model: -m provider/model.');
  const choice = { provider, baseUrl: options.baseUrl, api: options.api };
  return {
    agent: {
      defaultModel,
      providers: mergeProviders(configuration.providers ?? [], choice, environment),
      sessionsDir: configuration.sessionsDir ? resolve(configuration.sessionsDir) : folders.sessions,
      maxToolRounds: options.limits.turns ?? configuration.maxToolRounds ?? DEFAULT_ROUNDS,
      thinkingBudget: configuration.thinkingBudget,
      fetch: createProxyFetch(readProxySettings(environment)),
    },
    contentGate,
    session: {
      ...sessionOptions(configuration, options),
      builtinSkills: true,
      skillDirs: [folders.skills],
      commandDirs: [folders.commands],
      ...(await securityOf(options.redaction ?? configuration.redaction)),
      contentGate,
      model: options.model,
    },
    planner: configuration.planner ?? {},
  };
}

/** A configuration inside of the folder decides nothing, least of all where keys go, before it is trusted. */
async function refuseUntrusted(file: string, folder: string, { admit }: ContentGate): Promise<void> {
  const workspace = createDiskWorkspace({ folders: [{ root: folder }] });
  const found = await workspace.resolve(file);
  if (found.folder === undefined || (await workspace.stat(found.path))?.kind !== 'file') return;
  const content = await readContent(workspace, found, 'config');
  if (content !== undefined && (await admit(content)) === 'trusted') return;
  throw new ConfigurationError(
    `PLANWRIGHT_CONFIG leads to ${file}, a file of this folder that nobody has trusted as it is. Look at it with "planwright trust add ${found.display}", or name it with -c.`,
  );
}

function sessionOptions(configuration: FileConfiguration, options: CommandLineOptions): SessionOptions {
  const { permissions } = configuration;
  const given = Object.fromEntries(Object.entries(options.limits).filter(([, value]) => value !== undefined));
  return {
    role: configuration.role,
    guidelines: configuration.guidelines,
    responseStyle: configuration.responseStyle,
    extra: configuration.extra,
    temperature: configuration.temperature,
    maxOutputTokens: configuration.maxOutputTokens,
    thinkingBudget: configuration.thinkingBudget,
    toolTimeoutMs: configuration.toolTimeoutMs,
    circuitBreakerThreshold: configuration.circuitBreakerThreshold,
    permissionMode: options.permissionMode ?? configuration.permissionMode,
    sandbox: options.sandbox ?? configuration.sandbox,
    allowSandboxed: configuration.allowSandboxed,
    allowedDomains: configuration.allowedDomains,
    sandboxTool: configuration.sandboxTool,
    permissions: {
      allow: [...(permissions?.allow ?? []), ...options.allow],
      ask: permissions?.ask,
      deny: [...(permissions?.deny ?? []), ...options.deny],
    },
    limits: { ...configuration.limits, ...given },
    ...planning(options.planning ?? configuration.planning, options.goal ?? configuration.goal),
    testCommand: configuration.planner?.testCommand,
  };
}

/** Without a choice it is the library's. Loaded only then: it comes with the agent in any case. */
async function securityOf(redact: Redaction | undefined): Promise<SessionOptions> {
  if (redact === undefined) return {};
  const { DefaultSecurityProvider } = await import('../../core/security/securityProvider');
  return { securityProvider: new DefaultSecurityProvider({ redact }) };
}

function planning(
  choice: PlanningChoice = 'off',
  goal: GoalChoice = 'off',
): Pick<SessionOptions, 'planning' | 'planningPreset' | 'goalTracking'> {
  return {
    planning: planningOf(choice),
    planningPreset: 'editor',
    goalTracking: goal === 'pursue' ? goal : goal === 'on',
  };
}

/** What to do when no model can be asked, for a person. Undefined when all is well. */
export function setUpProblem(agent: AgentConfig): string | undefined {
  if (agent.defaultModel === undefined) {
    return 'No model is set up. Set ANTHROPIC_API_KEY or OPENAI_API_KEY, or name a model with -m and --base-url. To look around without a key: -m demo/scripted.';
  }
  const { provider } = parseModelName(agent.defaultModel);
  const variable =
    provider === 'anthropic' ? 'ANTHROPIC_API_KEY' : provider === 'openai' ? 'OPENAI_API_KEY' : undefined;
  const known = agent.providers?.find((candidate) => candidate.name === provider);
  if (!variable || known?.apiKey || known?.baseUrl) return undefined;
  return `There is no key for ${agent.defaultModel}. Set ${variable}, or give the provider an apiKey in the configuration.`;
}
