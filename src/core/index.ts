// The library. Everything an embedder uses is named here; nothing else is public.
export { Agent } from './session/agent';
export type {
  AgentApi,
  DirectToolResult,
  RestoreFilesOptions,
  RunStream,
  SessionApi,
} from './session/sessionApi';
export type { RecordedChange } from './journal/sessionChanges';
export type { RestoreResult } from './journal/restore';
export type { PlannedFile, RestoreChoice, RestoreConflict, RestorePlan } from './journal/restorePlan';
export type { ChangeOrigin } from './workspace/changeRecorder';
export type {
  AgentConfig,
  AgentResult,
  Attachment,
  EnvironmentFacts,
  Limits,
  PlannerOptions,
  PromptSlots,
  ProviderConfig,
  Runtime,
  SessionOptions,
} from './session/sessionOptions';
export type { GoalTracking } from './session/goalRun';
export type { PlanningContext } from './session/planningContext';
export type { ProblemsPort } from './session/planChecks';
export type { PlanExecution, PlanMaking, PlanOutcome } from './session/planWork';
export { Planner } from './session/planner';
export type { CreateOptions, ExecuteOptions, PlannerSettings } from './session/planner';
export { ContextEngine } from './context/contextEngine';
export type {
  ContextEngineOptions,
  ContextLimits,
  ContextSource,
  GatherOptions,
} from './context/contextEngine';
export type { ContextExcerpt, GatheredContext, Relation } from './context/gatheredContext';
export type { OutlineSymbol } from './context/outline';
export { PatchEngine } from './session/patchEngine';
export type { ApplyOptions, PatchEngineOptions, PatchRequest, PatchResult } from './session/patchEngine';
export type { SessionFiles } from './session/sessionFiles';
export type { Patch, PatchedFile } from './patch/patch';
export { PatchError } from './patch/patchError';
export type { PatchOperation } from './patch/patchOperation';
export type { PatchUndo } from './patch/undoPatch';
export { PlannerEngine } from './plan/plannerEngine';
export type { PlannerEngineConfig, PlanTask, ReasoningStep } from './plan/plannerEngine';
export { PlannerPlan, PlannerStep } from './plan/plannerPlan';
export type {
  Plan,
  PlanConstraints,
  PlanRunResult,
  PlanStatus,
  PlanStep,
  StepFile,
  StepResult,
  StepSpec,
  StepStatus,
} from './plan/plan';
export { PlanError } from './plan/planError';
export type { CommandEvidence, FileProblem, FileVersions, StepEvidence, TreeState } from './plan/evidence';
export type { GoalTrail } from './plan/goalTrail';
export type { PlanningDecision } from './plan/planDecision';
export type { AgentGoal, CheckedCriterion, PlanEventBody } from './plan/planEvent';
export { readPlanFile, writePlan } from './plan/planFile';
export { planOverridesOf } from './plan/plannerSettings';
export type { PlanRunSettings } from './plan/plannerSettings';
export type { FailureRule, PlanPresetName, PlanRunOptions, PlanRunOverrides } from './plan/planOptions';
export type { FailureChoice, StepAnswer, StepFailure } from './plan/planPorts';
export type { PlanTemplate, TemplateParam, TemplateParams } from './plan/planTemplate';
export { listTemplates, planFromTemplate, templateProblemText } from './plan/workspaceTemplates';
export type { ListedTemplate, TemplateListing, TemplateProblem } from './plan/workspaceTemplates';
export { RunError } from './session/runError';
export type {
  SessionHeader,
  SessionLease,
  SessionStore,
  SessionSummary,
  StoredSession,
} from './session/sessionStore';
export { createFileSessionStore } from './session/fileSessionStore';
export { createMemorySessionStore } from './session/memorySessionStore';
export type {
  AgentEvent,
  AgentEventBody,
  AgentEventOf,
  AgentEventType,
  EventEnvelope,
  RunErrorKind,
  RunUsage,
  StopReason,
} from './events/agentEvent';
export { assertNever } from './events/assertNever';
export { ConfigurationError } from './config/configurationError';
export { ModelError } from './model/modelError';
export type { ModelErrorKind } from './model/modelError';
export type {
  LanguageModel,
  ModelInfo,
  ModelPart,
  ModelPrice,
  ModelRequest,
  ModelResolver,
  ToolDefinition,
  Usage,
} from './model/languageModel';
export type {
  AssistantMessage,
  ImagePart,
  Message,
  TextPart,
  ThinkingPart,
  ToolCallPart,
  ToolMessage,
  ToolResultPart,
  UserMessage,
} from './model/message';
export { DefaultSecurityProvider } from './security/securityProvider';
export type { DefaultSecurityOptions, RedactionLevel, SecurityProvider } from './security/securityProvider';
export { createGuardedHttp } from './security/guardedHttp';
export type {
  GuardedGetOptions,
  GuardedHttp,
  GuardedHttpOptions,
  GuardedResponse,
} from './security/guardedHttp';
export { GuardedHttpError } from './security/guardedHttpError';
export type { ContentSource, InjectionFinding, InjectionKind } from './security/injection';
export type { CustomPattern } from './security/customPatterns';
export { createDemoModel } from './model/demoModel';
export { PermissionPolicy } from './permissions/policy';
export { ConfirmationManager } from './permissions/confirmationManager';
export type { ConfirmationPolicy } from './permissions/confirmationManager';
export type {
  ConfirmationAnswer,
  ConfirmationDetails,
  ConfirmationProvider,
  ConfirmationRequest,
  FileAnswer,
} from './permissions/confirmation';
export type {
  PermissionChecker,
  PermissionDecision,
  PermissionRequest,
  PermissionVerdict,
} from './permissions/permission';
export type { JudgedCall } from './permissions/dryRun';
export type { PermissionMode } from './permissions/permissionMode';
export type { PermissionRules } from './permissions/rules';
export type { Dispatcher, DispatchLane } from './queue/dispatcher';
export { createBuiltinTools } from './tools/registry';
export type { ActionTool, Lane, Proposal, Tool, ToolContext, ToolOutput, WritingTool } from './tools/tool';
export type { DiffHunk, FileDiff, ToolDetails } from './tools/toolDetails';
export type { ToolServices } from './tools/toolServices';
export type {
  BackgroundCommand,
  CommandOutcome,
  CommandRequest,
  CommandRunner,
} from './process/commandRunner';
export { createLocalCommandRunner } from './process/localCommandRunner';
export type { LocalCommandRunnerOptions } from './process/localCommandRunner';
export { createSystemSandbox } from './sandbox/systemSandbox';
export type { SystemSandbox, SystemSandboxOptions } from './sandbox/systemSandbox';
export type { CommandSandbox, SandboxProblem, SandboxState } from './sandbox/commandSandbox';
export { AllowedDomains } from './sandbox/allowedDomains';
export type { SandboxMode } from './sandbox/sandboxMode';
export { createContainerSandbox } from './sandbox/containerSandbox';
export type { ContainerSandbox, ContainerSandboxOptions } from './sandbox/containerSandbox';
export { DEFAULT_SANDBOX_CONFIG } from './sandbox/containerArguments';
export type { SandboxConfig } from './sandbox/containerArguments';
export type { BashSandbox, BashSandboxOutput } from './sandbox/bashSandbox';
export { createContentGate } from './trust/contentGate';
export type { ContentGate, WaitingContent } from './trust/contentGate';
export { createTrustStore } from './trust/trustStore';
export type { TrustRecord, TrustStore } from './trust/trustStore';
export type { AdmitContent, ContentKind, ContentVerdict, WorkspaceContent } from './trust/workspaceContent';
export { createDiskWorkspace } from './workspace/diskWorkspace';
export { createOverlayWorkspace } from './workspace/overlayWorkspace';
export type { OverlayWorkspace } from './workspace/overlayWorkspace';
export type { OverlayChanges, OverlayConflict } from './workspace/overlayChanges';
export { createFileLeases } from './workspace/fileLeases';
export type { FileLease, FileLeases, LeaseHolder } from './workspace/fileLeases';
export { WorkspaceError } from './workspace/workspaceError';
export type {
  AppliedChange,
  FileChange,
  FileSnapshot,
  ResolvedPath,
  Workspace,
  WorkspaceFolder,
} from './workspace/workspace';
export { builtinSkills } from './skills/builtinSkills';
export { loadSkills, loadSkillFile } from './skills/skillFiles';
export type { BrokenSkill, LoadedSkills, LoadSkillsOptions } from './skills/skillFiles';
export { matchSkills } from './skills/matchSkills';
export { parseSkill } from './skills/parseSkill';
export type { ParsedSkill, SkillProblem } from './skills/parseSkill';
export type { Skill, SkillKind, SkillSource } from './skills/skill';
export { SkillRegistry } from './skills/skillRegistry';
export type { SkillRegistryOptions } from './skills/skillRegistry';
export { DefaultSkillScorer } from './skills/skillScorer';
export type { SkillFeedback, SkillScorer, SkillScorerOptions } from './skills/skillScorer';
export { DefaultSkillValidator } from './skills/skillValidator';
export type {
  SkillFault,
  SkillRefusal,
  SkillValidator,
  SkillValidatorOptions,
} from './skills/skillValidator';
export { builtinCommands } from './commands/builtinCommands';
export { CommandRegistry } from './commands/commandRegistry';
export type { CommandAction, CommandContext, CommandResult, SessionCommand } from './commands/sessionCommand';
export type { OfferedCommand } from './commands/offeredCommand';
