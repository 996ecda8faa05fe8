// Options of an agent and of a session. An option whose feature does not exist yet throws by name (see `unsupportedOptions.ts`).
import type { StopReason } from '../events/agentEvent';
import type { LanguageModel, ModelInfo, ModelPrice } from '../model/languageModel';
import type { ImageMediaType, Message } from '../model/message';
import type {
  ConfirmationAnswer,
  ConfirmationProvider,
  ConfirmationRequest,
  StoredRuleScope,
} from '../permissions/confirmation';
import type { PlanningDecision } from '../plan/planDecision';
import type { PlannerEngine } from '../plan/plannerEngine';
import type { PlanPresetName, PlanRunOverrides } from '../plan/planOptions';
import type { PermissionChecker } from '../permissions/permission';
import type { PermissionMode } from '../permissions/permissionMode';
import type { PermissionPolicy } from '../permissions/policy';
import type { PermissionRules } from '../permissions/rules';
import type { Dispatcher } from '../queue/dispatcher';
import type { Tool } from '../tools/tool';
import type { SecurityProvider } from '../security/securityProvider';
import type { SearchBackend } from '../tools/toolServices';
import type { AllowedDomains } from '../sandbox/allowedDomains';
import type { BashSandbox } from '../sandbox/bashSandbox';
import type { SandboxConfig } from '../sandbox/containerArguments';
import type { SandboxMode } from '../sandbox/sandboxMode';
import type { SkillRegistry } from '../skills/skillRegistry';
import type { CommandRunner } from '../process/commandRunner';
import type { Review } from '../review/review';
import type { ReviewSink } from '../review/reviewSink';
import type { EffectsPool } from '../effects/effectsPool';
import type { FileLeases } from '../workspace/fileLeases';
import type { WatchFiles } from '../workspace/watchFiles';
import type { DenialMemory } from '../permissions/denialMemory';
import type { ContentGate } from '../trust/contentGate';
import type { Workspace } from '../workspace/workspace';
import type { GoalTracking } from './goalRun';
import type { PlanningContext } from './planningContext';
import type { ProblemsPort } from './planChecks';
import type { SessionStore } from './sessionStore';

/** A picture that goes along with a prompt. */
export interface Attachment {
  readonly data: Uint8Array;
  readonly mediaType: ImageMediaType;
}

/** Limits of one run; a run that reaches one ends with stop reason `limit`. */
export interface Limits {
  /** Model responses. Default 50 (spec 1.1: `max_tool_rounds`). */
  readonly turns?: number;
  /** Tokens, prompt and completion. Default none. */
  readonly tokens?: number;
  /** US dollars. Default none. Not checked for models of unknown price. */
  readonly cost?: number;
  /** Minutes of wall clock, without the time spent waiting for a person. Default none. */
  readonly minutes?: number;
}

/** Sections of the system prompt that may be replaced or added (spec section 17). */
export interface PromptSlots {
  readonly role?: string;
  readonly guidelines?: string;
  readonly responseStyle?: string;
  readonly extra?: string;
}

/** One provider as configured. Secrets come from the environment (command line) or `SecretStorage` (host), never from a workspace. */
export interface ProviderConfig {
  /** `anthropic`, `openai`, or any name for a compatible server. */
  readonly name: string;
  readonly apiKey?: string;
  readonly baseUrl?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Wire format. Default: `anthropic` for that name, `responses` for OpenAI itself, `chat` for any other. */
  readonly api?: 'anthropic' | 'responses' | 'chat';
  readonly models?: readonly (Partial<Omit<ModelInfo, 'provider'>> & {
    readonly id: string;
    readonly price?: ModelPrice;
  })[];
}

/** What `Agent.create` takes. */
export interface AgentConfig {
  /** `provider/model`; `provider:model` is read as well. */
  readonly defaultModel?: string;
  readonly providers?: readonly ProviderConfig[];
  /** Ready-made models beside the configured ones (the host's `vscode.lm`, the demo). Key: `provider/model`. */
  readonly models?: readonly LanguageModel[];
  readonly sessionStore?: SessionStore;
  /** Folder for sessions; makes a file store when `sessionStore` is absent. */
  readonly sessionsDir?: string;
  /** Default 50. */
  readonly maxToolRounds?: number;
  readonly thinkingBudget?: number;
  /**
   * Further values that never leave the process in an event, a log or a tool result, asked at each use. Beside them: keys and headers of
   * providers, and what in the environment looks like a secret.
   */
  readonly secrets?: () => readonly string[];
  /** Where secrets are looked for. Default `process.env`, as it is when the agent is made. */
  readonly processEnvironment?: Readonly<Record<string, string | undefined>>;
  /** Default of the session option. */
  readonly reasoning?: 'planner' | PlannerEngine;
  /** What model requests go through, such as the editor's `fetch` with its proxy and certificates. Default: the global one. */
  readonly fetch?: typeof globalThis.fetch;
  /** Clock, ids and randomness; the real ones by default. */
  readonly runtime?: Partial<Runtime>;
}

/** What would make runs differ from each other; tests pass their own. */
export interface Runtime {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly newId: () => string;
  /** 0 (inclusive) to 1. */
  readonly random: () => number;
  /** Resolves after the time, or rejects with the signal's reason. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** Facts about the editor for the prompt, asked before each run. */
export interface EnvironmentFacts {
  readonly openFiles?: readonly string[];
  readonly activeFile?: string;
  /** Selected text of the active editor with its lines. */
  readonly selection?: {
    readonly file: string;
    readonly fromLine: number;
    readonly toLine: number;
    readonly text: string;
  };
}

/** `planningEnabled`, `planningModel` and `planningInstructions` as a group. */
export interface PlannerOptions {
  /** Default false. */
  readonly enabled?: boolean;
  readonly model?: string;
  readonly instructions?: string;
}

export interface SessionOptions extends PromptSlots {
  /** `provider/model`. */
  readonly model?: string;
  readonly sessionId?: string;
  readonly temperature?: number;
  readonly maxOutputTokens?: number;
  readonly thinkingBudget?: number;
  /** Allow everything (deny rules and protected paths still hold). Default false. */
  readonly permissive?: boolean;
  /** Default `ask`. */
  readonly permissionMode?: PermissionMode;
  /** A function is asked at each call and gives the same object while nothing has changed, so that changes hold at once. */
  readonly permissions?: PermissionRules | (() => PermissionRules);
  readonly permissionChecker?: PermissionChecker;
  /** Rules that a person remembered for the session. Pass the same again where a session goes on in a new object. Default none. */
  readonly sessionRules?: PermissionPolicy;
  /** The same for commands that run in the sandbox, and for no other. */
  readonly sandboxRules?: PermissionPolicy;
  /**
   * What keeps secrets in. `true`: the default provider with everything it knows, e-mail addresses and telephone numbers too (spec section
   * 5); `false`: only values that are known to be secret are replaced. Default: keys, tokens, passwords and numbers of cards, accounts and
   * social insurance.
   */
  readonly defaultSecurity?: boolean;
  /** One's own provider, or the default one with options. Excludes `defaultSecurity`. */
  readonly securityProvider?: SecurityProvider;
  readonly confirmation?: ConfirmationProvider;
  /** Answers an ask; without it (and without `confirmation`) asks are refused. `true` and `false` are short answers. */
  readonly onConfirm?: (
    request: ConfirmationRequest,
  ) => Promise<ConfirmationAnswer | boolean> | ConfirmationAnswer | boolean;
  /**
   * Stores an allow rule that a person wants to keep, in their own storage. Without it, such a rule lasts for the session. Where
   * `permissions` is a function, that has to tell of the rule from then on.
   */
  readonly onRemember?: (rule: string, scope: StoredRuleScope) => Promise<void> | void;
  readonly limits?: Limits;
  /** Default 2 (spec section 16). */
  readonly maxParseRetries?: number;
  /** Milliseconds for one tool call, without the wait for a person. Default none. */
  readonly toolTimeoutMs?: number;
  /** Attempts per model call. Default 3; 0 counts as 1. */
  readonly circuitBreakerThreshold?: number;
  /** Ask the model to go on when its answer looks unfinished. Default true. */
  readonly continuation?: boolean;
  /** Default 3. */
  readonly maxContinuations?: number;
  /** Tools beside the built-in ones; a tool of the same name replaces the built-in one. */
  readonly tools?: readonly Tool[];
  readonly sessionStore?: SessionStore;
  readonly dispatcher?: Dispatcher;
  /** Default: `DiskWorkspace` over the folder given to `agent.session`. */
  readonly workspace?: Workspace;
  /** Pass one to all agents that write the same workspace, so that no two write a file at once. Default: one for each agent. */
  readonly leases?: FileLeases;
  /** Pass one to all agents of a window, so that its files are followed once. Default: one for each agent. */
  readonly effects?: EffectsPool;
  readonly search?: SearchBackend;
  readonly commands?: CommandRunner;
  /**
   * Whether commands of this machine run in a sandbox (docs/guide/sandbox.md), or the container that they run in, made with the first of
   * them by docker or podman. Ignored with `commands`. Default `auto`.
   */
  readonly sandbox?: SandboxMode | SandboxConfig;
  /**
   * Offer the tool `sandbox`, whose commands run in a machine of their own, ended with the session: a container of docker or podman, or
   * what the function makes. Default false.
   */
  readonly sandboxTool?: boolean | ((config: SandboxConfig) => BashSandbox);
  /** What the person refused in this session, by effect. Default: a memory of its own, which ends with the session. */
  readonly denials?: DenialMemory;
  /** Commands that run in the sandbox need no question where no rule asks for one. Default false. */
  readonly allowSandboxed?: boolean;
  /**
   * Hosts that commands in the sandbox may reach: `example.com`, `*.example.com` (names below it), each with `:port`; without, 80 and 443.
   * Only what is on the public internet. Ignored in a container. Default none: commands have no network.
   */
  readonly allowedDomains?: readonly string[];
  /** The same with what was allowed for the session, shared with `commands`. Default made of `allowedDomains`. */
  readonly domains?: AllowedDomains;
  /** A person allowed a host for always: keep it. Default: it holds until the session ends. */
  readonly onAllowDomain?: (domain: string) => Promise<void>;
  readonly environment?: () => Promise<EnvironmentFacts>;
  /** Before a command runs while documents have unsaved text: asked once per session whether to save them. */
  readonly onUnsaved?: (files: readonly string[]) => Promise<'save' | 'leave'>;
  /** Hears of every write, and says what a person decided about earlier ones. Default none: changes count as applied and done. */
  readonly review?: ReviewSink & Pick<Review, 'takeNotes'>;
  /** Whose way prompts are planned with `planning`: that of a source, or the product's own (`editor`). Default `a3s`. */
  readonly planningPreset?: Exclude<PlanPresetName, 'exo'>;
  /** With `planning`: the plan is made and waits for `session.plan.run()`. Default false. */
  readonly planApproval?: boolean;
  /**
   * Somebody answers questions about plan steps by `session.plan.answerStep` and `chooseAfterFailure`. Default false: a step that needs
   * a confirmation fails, and a run that asks what to do stops.
   */
  readonly asksAboutPlan?: boolean;
  /**
   * Make a plan before the work and carry its steps out in waves, as A3S does (planners spec section 4): one or more further model
   * calls. `auto`: where the prompt looks complex (`plan/planDecision.ts`), said in the event `planning_decided`. Default false.
   */
  readonly planning?: boolean | 'auto';
  /** With planning `auto`: the last word on a prompt that would be planned; false runs it without a plan. Default: no question. */
  readonly onPlanning?: (decision: PlanningDecision, signal: AbortSignal) => Promise<boolean> | boolean;
  /**
   * With `planning`: extract a goal before the plan and check it at the end. `pursue`: plan and work on what the check finds open, inside
   * `maxGoalRounds` and the limits of the run. Default false.
   */
  readonly goalTracking?: GoalTracking;
  /** With `goalTracking: 'pursue'`: how often what remains is worked on in one run. Default 2. */
  readonly maxGoalRounds?: number;
  /** Make a text plan first and give it along with the prompt, as Exo does (planners spec section 3). Default false. */
  readonly planningEnabled?: boolean;
  /** Plan with AgentLIB's engine (planners spec section 1); `planner` is one with its defaults. Default none. */
  readonly reasoning?: 'planner' | PlannerEngine;
  /** Model that plans, `provider/model` or `provider:model`. Default the session's. Ignored without planning. */
  readonly planningModel?: string;
  /** Replaces the planner's prompt; for a text plan, the session's own. Blank counts as absent. */
  readonly planningInstructions?: string;
  /** The three options above as a group; one way of writing excludes the other. */
  readonly planner?: PlannerOptions;
  /**
   * What the workspace has about the task is gathered (`ContextEngine`) and given to the planner, where `createPlan` says no context.
   * Default: nothing is gathered.
   */
  readonly planningContext?: PlanningContext;
  /** What differs from the preset in every plan of the session, where the call says nothing else. */
  readonly planOptions?: PlanRunOverrides;
  /** Command line that runs the tests of the workspace: for the check of a goal, and for plans that run tests. Default none. */
  readonly testCommand?: string;
  /** What the editor sees wrong in files, before and after each step of a plan. Default: only what can be parsed is looked at. */
  readonly problems?: ProblemsPort;
  /** Tells of changes to the files that evidence of a plan or goal covers. Default: they are looked at when the next run begins. */
  readonly watchFiles?: WatchFiles;
  /**
   * Offer the built-in skills (spec section 6); a string is the folder that they are kept in. Default false; the editor and the command
   * line offer them.
   */
  readonly builtinSkills?: boolean | string;
  /** Folders with further skills; of one name the last one counts. `~` is the home folder. Default none. */
  readonly skillDirs?: readonly string[];
  /** The embedder's own skills; the session works on a copy. Default none. */
  readonly skillRegistry?: SkillRegistry;
  /** Folders whose Markdown files are slash commands, named after the files. `~` is the home folder. Default none. */
  readonly commandDirs?: readonly string[];
  /**
   * Decides which files of the workspace may instruct the agent: instructions, templates. Default: all of a trusted workspace, for which
   * whoever opens the session vouches.
   */
  readonly contentGate?: Pick<ContentGate, 'admit' | 'location'>;
  /** Read AGENTS.md and its fall-backs. Default true; never in an untrusted workspace. */
  readonly projectInstructions?: boolean;
}

/** Result of `send` (spec section 26). */
export interface AgentResult {
  readonly text: string;
  readonly toolCallsCount: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly totalTokens: number;
  /** US dollars; absent when the price is unknown. */
  readonly cost?: number;
  readonly stopReason: StopReason;
  /** The whole history after the run. */
  readonly messages: readonly Message[];
}
