// The factory of sessions: owns configuration, models and the store (spec sections 1 and 26).
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ConfigurationError } from '../config/configurationError';
import type { LanguageModel, ModelInfo, ModelResolver } from '../model/languageModel';
import { parseModelName } from '../model/modelName';
import { createModelResolver } from '../model/resolver';
import { environmentSecrets } from '../security/environmentSecrets';
import { DefaultSecurityProvider } from '../security/securityProvider';
import type { SecurityProvider } from '../security/securityProvider';
import { createSessionRedactor } from '../security/sessionRedactor';
import { createEffectsPool } from '../effects/effectsPool';
import { createSystemSandbox } from '../sandbox/systemSandbox';
import { createFileLeases } from '../workspace/fileLeases';
import { createDiskWorkspace } from '../workspace/diskWorkspace';
import { createFileSessionStore } from './fileSessionStore';
import { createRuntime } from './runtime';
import { Session } from './session';
import type { AgentApi, SessionApi } from './sessionApi';
import type { AgentConfig, Runtime, SessionOptions } from './sessionOptions';
import type { SessionStore } from './sessionStore';
import { plannerOptions } from './sessionPlanning';
import { refuseUnsupportedOptions } from './unsupportedOptions';

export class Agent implements AgentApi {
  readonly sessionStore: SessionStore | undefined;
  readonly #config: AgentConfig;
  readonly #models: ModelResolver;
  readonly #runtime: Runtime;
  readonly #secrets: () => readonly string[];
  readonly #leases = createFileLeases();
  readonly #effects = createEffectsPool();
  readonly #sandbox = createSystemSandbox();
  readonly #sessions = new Set<Session>();

  private constructor(config: AgentConfig) {
    this.#config = config;
    this.#models = createModelResolver(config);
    this.#runtime = createRuntime(config.runtime);
    this.#secrets = secretsOf(config);
    this.sessionStore =
      config.sessionStore ??
      (config.sessionsDir === undefined ? undefined : createFileSessionStore(config.sessionsDir));
  }

  /**
   * Makes an agent. Throws `ConfigurationError` for wrong configuration.
   *
   * @param config an object; HCL files and texts come with a later version and are refused by name.
   */
  static create(config: AgentConfig | string): Promise<Agent> {
    if (typeof config === 'string') {
      return Promise.reject(
        new ConfigurationError(
          'HCL configuration is not available in this version. Pass an object: { defaultModel, providers }.',
        ),
      );
    }
    return Promise.resolve().then(() => {
      refuseUnsupportedOptions(config);
      if (config.defaultModel !== undefined) parseModelName(config.defaultModel);
      return new Agent(config);
    });
  }

  session(workspace: string, options: SessionOptions = {}): SessionApi {
    return this.#open(workspace, options, options.sessionId ?? this.#runtime.newId(), false);
  }

  /** The workspace is `options.workspace`, else the folder that the session was saved with, else the current one. */
  resumeSession(sessionId: string, options: SessionOptions & { readonly cwd?: string } = {}): SessionApi {
    if ((options.sessionStore ?? this.sessionStore) === undefined) {
      throw new ConfigurationError(
        'Sessions can be resumed only with a session store: set sessionStore or sessionsDir.',
      );
    }
    return this.#open(options.cwd ?? '.', options, sessionId, true);
  }

  models(): Promise<readonly ModelInfo[]> {
    return this.#models.list();
  }

  resolveModel(name: string): Promise<LanguageModel> {
    return this.#models.resolve(name);
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.#sessions].map((session) => session.dispose()));
    await this.#effects.dispose();
    await this.#sandbox.dispose();
  }

  #open(folder: string, options: SessionOptions, sessionId: string, resume: boolean): SessionApi {
    refuseUnsupportedOptions(options);
    const model = options.model ?? this.#config.defaultModel;
    if (model === undefined) {
      throw new ConfigurationError({ about: 'setup', code: 'no_model' });
    }
    const name = parseModelName(model);
    const security = securityOf(options);
    const session = new Session({
      sessionId,
      options: withReasoning(options, this.#config.reasoning),
      resume,
      model: `${name.provider}/${name.id}`,
      models: this.#models,
      workspace: options.workspace ?? createDiskWorkspace({ folders: [{ root: resolve(folder) }] }),
      store: options.sessionStore ?? this.sessionStore,
      runtime: this.#runtime,
      redactor: createSessionRedactor(this.#secrets, security),
      security,
      leases: options.leases ?? this.#leases,
      effects: options.effects ?? this.#effects,
      sandbox: this.#sandbox,
      maxToolRounds: this.#config.maxToolRounds ?? 50,
      thinkingBudget: this.#config.thinkingBudget,
      outputDir: this.#outputDir(sessionId),
      onDispose: (ended) => this.#sessions.delete(ended),
    });
    this.#sessions.add(session);
    return session;
  }

  /** Beside the stored sessions, else a folder whose name nobody can foresee. */
  #outputDir(sessionId: string): string {
    const { sessionsDir } = this.#config;
    if (sessionsDir === undefined) return join(tmpdir(), `planwright-${randomUUID()}`);
    return join(resolve(sessionsDir), 'outputs', sessionId.replaceAll(/[^A-Za-z0-9_-]/g, '_'));
  }
}

/** The agent's engine plans for sessions that don't say how they plan. */
function withReasoning(options: SessionOptions, reasoning: AgentConfig['reasoning']): SessionOptions {
  const isChosen =
    options.reasoning !== undefined || options.planning || plannerOptions(options).enabled === true;
  return isChosen ? options : { ...options, reasoning };
}

/** Values that must never leave the process in an event, a log or a tool result. */
function secretsOf(config: AgentConfig): () => readonly string[] {
  const fixed = [
    ...environmentSecrets(config.processEnvironment ?? process.env),
    ...(config.providers ?? []).flatMap((provider) => [
      ...(provider.apiKey === undefined ? [] : [provider.apiKey]),
      ...Object.values(provider.headers ?? {}),
    ]),
  ];
  return () => (config.secrets === undefined ? fixed : [...fixed, ...config.secrets()]);
}

function securityOf({ defaultSecurity, securityProvider }: SessionOptions): SecurityProvider {
  if (securityProvider !== undefined && defaultSecurity !== undefined) {
    throw new ConfigurationError('Give securityProvider or defaultSecurity, not both.');
  }
  if (securityProvider !== undefined) return securityProvider;
  if (defaultSecurity === undefined) return new DefaultSecurityProvider({ redact: 'personal' });
  return new DefaultSecurityProvider({ redact: defaultSecurity ? 'all' : 'none' });
}
