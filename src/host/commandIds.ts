/** Commands of the list of proposed changes. */
export const REVIEW_VIEW_COMMANDS = [
  'planwright.review.show',
  'planwright.review.openRow',
  'planwright.review.openRowFile',
  'planwright.review.openRowDiff',
  'planwright.review.openPromptDiff',
  'planwright.review.openStepDiff',
  'planwright.review.openAllDiff',
  'planwright.review.nextDiffGroup',
  'planwright.review.keepRows',
  'planwright.review.undoRows',
  'planwright.review.keepShown',
  'planwright.review.undoShown',
  'planwright.review.filter',
  'planwright.review.filterPrompt',
  'planwright.review.filterStep',
  'planwright.review.filterAll',
  'planwright.review.viewAsTree',
  'planwright.review.viewAsList',
  'planwright.review.restoreDeleted',
  'planwright.review.restoreRows',
  'planwright.review.forgetRows',
] as const;

/** Commands about the plan of a session. */
export const PLAN_COMMANDS = [
  'planwright.planTask',
  'planwright.runPlan',
  'planwright.dryRunPlan',
  'planwright.keepDryRun',
  'planwright.pausePlan',
  'planwright.answerWithoutPlan',
  'planwright.resumePlan',
  'planwright.retryFailedSteps',
  'planwright.rollBackPlan',
  'planwright.savePlan',
  'planwright.loadPlan',
  'planwright.planFromTemplate',
  'planwright.openPlan',
  'planwright.discardPlan',
] as const;

/** Commands about questions and permission rules. */
export const PERMISSION_COMMANDS = [
  'planwright.answerQuestion',
  'planwright.permissions.show',
  'planwright.permissions.add',
  'planwright.permissions.edit',
  'planwright.permissions.remove',
  'planwright.permissions.import',
] as const;

/** Every command of `package.json` (a test compares the two). The bootstrap registers them; the host runs them. */
export const COMMAND_IDS = [
  'planwright.open',
  'planwright.newSession',
  'planwright.resumeSession',
  'planwright.stop',
  'planwright.switchModel',
  'planwright.switchMode',
  'planwright.setApiKey',
  'planwright.deleteApiKey',
  'planwright.useDemo',
  'planwright.useEditorModel',
  'planwright.continueInterrupted',
  'planwright.discardInterrupted',
  'planwright.takeOverSession',
  'planwright.renameSession',
  'planwright.forkSession',
  'planwright.deleteSession',
  'planwright.deleteAllSessions',
  'planwright.copyTranscript',
  'planwright.exportTranscript',
  'planwright.showTerminal',
  'planwright.showLog',
  'planwright.openInEditor',
  'planwright.openSettings',
  'planwright.manageTrust',
  'planwright.manageTrustedContent',
  'planwright.explainSelection',
  'planwright.fixSelection',
  'planwright.testSelection',
  'planwright.fixProblem',
  'planwright.addSelection',
  'planwright.addFiles',
  'planwright.addTerminalSelection',
  'planwright.openAgentLog',
  'planwright.generateCommitMessage',
  'planwright.explainToolCall',
  'planwright.copyDiagnostics',
  'planwright.chooseServerModel',
  'planwright.chooseSmallModel',
  'planwright.setReasoningEffort',
  'planwright.openWalkthrough',
  'planwright.keepHunk',
  'planwright.undoHunk',
  'planwright.undoHunkWithReason',
  'planwright.peekHunk',
  'planwright.keepFile',
  'planwright.undoFile',
  'planwright.keepAll',
  'planwright.undoAll',
  'planwright.nextHunk',
  'planwright.previousHunk',
  'planwright.undoLastDecision',
  'planwright.applyEdited',
  'planwright.restoreToPrompt',
  'planwright.redoRestore',
  ...REVIEW_VIEW_COMMANDS,
  ...PLAN_COMMANDS,
  ...PERMISSION_COMMANDS,
] as const;

export type CommandId = (typeof COMMAND_IDS)[number];

/** Id of the panel's view. */
export const PANEL_VIEW = 'planwright.panel';
/** Id of the list of proposed changes. */
export const REVIEW_VIEW = 'planwright.review';
/** Id of the list of permission rules. */
export const PERMISSIONS_VIEW = 'planwright.permissions';
/** Scheme of a plan as a document. */
export const PLAN_SCHEME = 'planwright-plan';
/** Type of the panel as an editor tab. */
export const EDITOR_PANEL = 'planwright.editor';

/** Workspace state: ids of sessions with a run in progress. What is left there after a start was cut off. */
export const OPEN_RUNS_KEY = 'openRuns';

/** Workspace state: what is in the input of each session. */
export const DRAFTS_KEY = 'drafts';

/** Workspace state: true while a person has proposed changes to decide about. */
export const PENDING_REVIEW_KEY = 'pendingReview';
