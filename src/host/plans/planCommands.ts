// The commands about plans of the palette; what they do is in `planActions.ts`.
import { randomUUID } from 'node:crypto';
import { l10n, QuickPickItemKind, window } from 'vscode';
import type { QuickPickItem } from 'vscode';
import { createTemplateRegistry } from '../../core/plan/planTemplate';
import type { PlanTemplate, TemplateParam } from '../../core/plan/planTemplate';
import type { Plan, StepId } from '../../core/plan/plan';
import { PlanError } from '../../core/plan/planError';
import { orderOf, stepOf, titleOf } from '../../core/plan/planViews';
import { templateProblemText } from '../../core/plan/workspaceTemplates';
import type { TemplateListing, TemplateProblem } from '../../core/plan/workspaceTemplates';
import { templateWords } from '../../protocol/words/templateWords';
import type { PLAN_COMMANDS } from '../commandIds';
import type { Log } from '../log';
import { PersonError } from '../sessions/liveSession';
import type { LiveSession } from '../sessions/liveSession';
import type { SessionHub } from '../sessions/sessionHub';
import type { PlanActions } from './planActions';
import type { PlanFiles } from './planFiles';
import { wordsOfError } from '../wordsOfError';

export interface PlanCommandsOptions {
  readonly hub: SessionHub;
  readonly actions: PlanActions;
  readonly files: PlanFiles;
  readonly log: Log;
  /** Brings the panel up. */
  readonly reveal: () => Promise<void>;
  /** Shows what of the workspace is not trusted. */
  readonly manageContents: () => Promise<void>;
}

export function createPlanCommands(
  options: PlanCommandsOptions,
): Readonly<Record<(typeof PLAN_COMMANDS)[number], () => Promise<void>>> {
  const { hub, actions, files, reveal } = options;
  /** The session on the screen; the panel shows what happens. */
  const onSession = async (work: (session: LiveSession) => Promise<void> | void): Promise<void> => {
    const session = await hub.ensureCurrent();
    await work(session);
    await reveal();
  };
  return {
    'planwright.planTask': async () => {
      const goal = await window.showInputBox({
        title: l10n.t('Plan This Task'),
        prompt: l10n.t('What is to be done? The plan is shown first; nothing of it runs.'),
        ignoreFocusOut: true,
      });
      if (goal === undefined || goal.trim() === '') return;
      const session = await sessionForPlan(hub);
      if (session === undefined) return;
      await actions.create(session, goal);
      await reveal();
    },
    'planwright.runPlan': () => onSession((session) => actions.run(session)),
    'planwright.dryRunPlan': () => onSession((session) => actions.dryRun(session)),
    'planwright.keepDryRun': () => onSession((session) => actions.keepDryRun(session)),
    'planwright.pausePlan': () => onSession((session) => actions.pause(session)),
    'planwright.answerWithoutPlan': () => onSession((session) => actions.decline(session)),
    'planwright.resumePlan': () => onSession((session) => actions.resume(session)),
    'planwright.retryFailedSteps': () => onSession((session) => actions.retry(session)),
    'planwright.savePlan': async () => actions.save(await hub.ensureCurrent()),
    'planwright.openPlan': async () => actions.openDocument(await hub.ensureCurrent()),
    'planwright.loadPlan': async () => {
      const plan = await files.askForPlan();
      if (plan !== undefined) await take(options, plan);
    },
    'planwright.planFromTemplate': async () => {
      const session = await hub.ensureCurrent();
      const listing = await session.api.planTemplates();
      for (const problem of listing.problems.filter(isWrong)) options.log.warn(templateProblemText(problem));
      const chosen = await window.showQuickPick(templateItems(listing), {
        title: l10n.t('Plan from Template'),
        placeHolder: l10n.t('A plan whose steps are known already'),
        matchOnDetail: true,
      });
      if (chosen?.problem !== undefined) await files.openTemplate(chosen.problem.file, chosen.problem.line);
      if (chosen?.isHeldBack === true) await options.manageContents();
      if (chosen?.template === undefined) return;
      const plan = await fill(chosen.template);
      if (plan !== undefined) await take(options, plan);
    },
    'planwright.rollBackPlan': async () => {
      const session = await hub.ensureCurrent();
      session.assertIdle();
      const { stepIds, files: changed, irreversible } = await actions.previewRollBack(session);
      const plan = session.api.plan.current;
      if (plan === undefined || stepIds.length === 0)
        throw new PersonError(l10n.t('There is nothing to take back.'));
      const rollBack = l10n.t('Roll Back');
      const answer = await window.showWarningMessage(
        stepIds.length === 1
          ? l10n.t('Take back what one step of the plan did?')
          : l10n.t('Take back what {0} steps of the plan did?', stepIds.length),
        { modal: true, detail: rollBackDetail(plan, { stepIds, files: changed, irreversible }) },
        rollBack,
      );
      if (answer !== rollBack) return;
      const { conflicts } = await actions.rollBack(session);
      if (conflicts.length > 0)
        void window.showWarningMessage(
          l10n.t('Left as they are, because somebody changed them since: {0}', conflicts.join(', ')),
        );
    },
    'planwright.discardPlan': async () => {
      const session = await hub.ensureCurrent();
      const discard = l10n.t('Discard');
      const answer = await window.showWarningMessage(
        l10n.t('Discard the plan?'),
        { modal: true, detail: l10n.t('What it changed stays.') },
        discard,
      );
      if (answer === discard) await actions.discard(session);
    },
  };
}

interface TemplateItem extends QuickPickItem {
  readonly template?: PlanTemplate;
  /** Of a file that can't be taken as it is: choosing it opens the file there. */
  readonly problem?: TemplateProblem;
  /** Stands for those that nobody has trusted: choosing it shows them. */
  readonly isHeldBack?: true;
}

function isWrong({ isHeldBack }: TemplateProblem): boolean {
  return isHeldBack !== true;
}

function templateItems({ templates, problems }: TemplateListing): readonly TemplateItem[] {
  const items = templates.map(({ template, file }) => ({
    label: template.name.replaceAll('_', ' '),
    detail: template.description ?? '',
    description: file ?? '',
    template,
  }));
  const wrong = problems.filter(isWrong);
  const held = heldBackItems(problems.length - wrong.length);
  if (wrong.length === 0) return [...items, ...held];
  const heading = { label: l10n.t('To be put right'), kind: QuickPickItemKind.Separator };
  const faulty = wrong.map((problem) => ({
    label: `$(warning) ${problem.file}${problem.line === undefined ? '' : `:${problem.line}`}`,
    detail: templateWords(problem.cause, l10n.t),
    problem,
  }));
  return [...items, ...held, heading, ...faulty];
}

function heldBackItems(count: number): readonly TemplateItem[] {
  if (count === 0) return [];
  const label =
    count === 1
      ? l10n.t('$(shield) Look at a Template of This Workspace…')
      : l10n.t('$(shield) Look at {0} Templates of This Workspace…', count);
  return [{ label, detail: l10n.t('Not used until you trust it'), alwaysShow: true, isHeldBack: true }];
}

/** The session on the screen; where it has a plan that is not done, the person says what becomes of it. */
async function sessionForPlan(hub: SessionHub): Promise<LiveSession | undefined> {
  const session = await hub.ensureCurrent();
  const plan = session.api.plan.current;
  const isOpen =
    plan?.steps.some(({ status }) => ['pending', 'failed', 'cancelled'].includes(status)) === true;
  if (!isOpen && !session.isBusy) return session;
  const inNew = l10n.t('In a New Session');
  const replace = l10n.t('Replace It');
  const answer = await window.showWarningMessage(
    session.isBusy
      ? l10n.t('A run is on in this session.')
      : l10n.t('This session has a plan that is not done.'),
    {
      modal: true,
      detail: session.isBusy
        ? l10n.t('The new plan can go into a session of its own.')
        : l10n.t(
            'The new plan can go into a session of its own, or take the place of that one. What that one changed stays.',
          ),
    },
    inNew,
    ...(session.isBusy ? [] : [replace]),
  );
  if (answer === inNew) return hub.newSession();
  return answer === replace ? session : undefined;
}

async function take({ hub, reveal }: PlanCommandsOptions, plan: Plan): Promise<void> {
  const session = await sessionForPlan(hub);
  if (session === undefined) return;
  session.assertIdle();
  await session.api.plan.set(plan);
  await reveal();
}

/** Asks for the parameters one after another. Undefined when the person closes a question. */
async function fill(template: PlanTemplate): Promise<Plan | undefined> {
  const params: Record<string, string> = {};
  const all = template.params ?? [];
  for (const [index, param] of all.entries()) {
    const value = await askParam(template, param, { step: index + 1, of: all.length });
    if (value === undefined) return undefined;
    if (value !== '') params[param.name] = value;
  }
  try {
    return await createTemplateRegistry([template]).create(template.name, params, {
      strategy: 'waves',
      now: Date.now,
      newId: randomUUID,
    });
  } catch (error) {
    if (error instanceof PlanError) throw new PersonError(wordsOfError(error));
    throw error;
  }
}

function askParam(
  template: PlanTemplate,
  param: TemplateParam,
  place: { readonly step: number; readonly of: number },
): Thenable<string | undefined> {
  const isNeeded = param.default === undefined;
  return window.showInputBox({
    title: l10n.t('{0} ({1} of {2})', template.name.replaceAll('_', ' '), place.step, place.of),
    prompt: param.description,
    placeHolder: param.name,
    value: textOf(param.default),
    ignoreFocusOut: true,
    validateInput: (text) =>
      isNeeded && text.trim() === '' ? l10n.t('This has to be given: {0}', param.description) : undefined,
  });
}

function textOf(value: unknown): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return value.map(String).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function rollBackDetail(
  plan: Plan,
  {
    stepIds,
    files,
    irreversible,
  }: {
    readonly stepIds: readonly StepId[];
    readonly files: readonly string[];
    readonly irreversible: readonly StepId[];
  },
): string {
  const nameOf = (id: StepId): string => {
    const step = stepOf(plan, id);
    return step === undefined ? id : `${orderOf(plan, id)}. ${titleOf(step)}`;
  };
  return [
    stepIds.map(nameOf).join('\n'),
    files.length === 0 ? '' : l10n.t('Files: {0}', files.join(', ')),
    irreversible.length === 0
      ? ''
      : l10n.t(
          'These ran commands; what they did outside the workspace stays: {0}',
          irreversible.map(nameOf).join(', '),
        ),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}
