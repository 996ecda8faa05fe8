// Types of core that the webview draws. It imports them from here, so that the panel depends on the protocol alone.
export type { AgentEvent } from '../core/events/agentEvent';
export type {
  ConfirmationAnswer,
  ConfirmationDetails,
  FileAnswer,
  RememberScope,
  RememberSubject,
  RuleScope,
} from '../core/permissions/confirmation';
export type { RefusalReason } from '../core/review/refusal';
export type { PlannedFile, RestoreChoice } from '../core/journal/restorePlan';
export type { CommandFacts } from '../core/permissions/commands/commandFacts';
export type { Effect } from '../core/permissions/effect';
export type { UnparsableReason } from '../core/permissions/commands/commandLine';
export type { PermissionCause, ProtectedKind, RuleProblem } from '../core/permissions/permissionCause';
export type { PermissionMode } from '../core/permissions/permissionMode';
export type { ComplexitySign, GoalOpenCause, PlanningCause } from '../core/words/decisionCause';
export type {
  CheckCause,
  DiffMisfit,
  ErrorCause,
  FileCause,
  ModelCause,
  PlanCause,
  RunCause,
  SetupCause,
  StepCause,
  StepPlace,
} from '../core/words/errorCause';
export type { DiffNote, LeftOutReason, OwnCriterion, OwnProblem } from '../core/words/fixedText';
export type { FieldFault, TemplateCause } from '../core/words/templateCause';
export type { PlanEditCause, PlanEditPlace } from '../core/words/planEditCause';
export type { FileProblem } from '../core/plan/evidence';
export type { SandboxProblem } from '../core/sandbox/commandSandbox';
export type { NoticeCause, WatchFailure } from '../core/words/noticeCause';
export type { ChangedFile, DiffHunk, FileDiff, ToolDetails } from '../core/tools/toolDetails';
export type { OfferedCommand } from '../core/commands/offeredCommand';
