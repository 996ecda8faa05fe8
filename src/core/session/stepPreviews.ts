// Steps of an interactive run: each is worked out on a copy, its difference is shown with the question, and a yes writes exactly that. A step
// that can't be worked out so, since it runs a command, is asked about as planned and then worked on as any other.
import type { PlanPorts, StepOutcome } from '../plan/planPorts';
import type { StepId } from '../plan/plan';
import { stepDiff } from '../plan/stepDiff';
import { effectOf } from '../plan/stepEffects';
import { createOverlayWorkspace } from '../workspace/overlayWorkspace';
import type { FileChange } from '../workspace/workspace';
import { WorkspaceError } from '../workspace/workspaceError';
import type { ParentRun } from './childRun';
import { filesOf, isDryTool } from './dryRun';
import type { Children, PlannedRunOptions } from './plannedRun';
import { PREVIEW_SYSTEM } from './plannedRun.prompt';
import { createStepRunner } from './plannedStep';

interface Preview {
  readonly outcome: Extract<StepOutcome, { readonly success: true }>;
  readonly changes: readonly FileChange[];
}

/** @param runStep works on a step that was not previewed */
export function createStepPreviews(
  options: PlannedRunOptions,
  childrenOf: (parent: ParentRun) => Children,
  runStep: PlanPorts['runStep'],
): Required<Pick<PlanPorts, 'previewStep' | 'runStep'>> {
  const { parent } = options;
  const previews = new Map<StepId, Preview>();

  return {
    async previewStep(request, signal) {
      const { step } = request;
      previews.delete(step.id);
      if (effectOf(step) === 'command' || !parent.machinery.mayWrite()) return undefined;
      const copy = createOverlayWorkspace(options.workspace);
      const machinery = options.machineryFor(copy);
      try {
        const over = { ...parent, machinery };
        const children = childrenOf(over);
        const work = createStepRunner({
          parent: over,
          maxToolRounds: options.maxToolRounds,
          executorPrompt: options.planning.executorPrompt,
          runChild: (child, stepSignal) =>
            children.run(
              {
                ...child,
                name: `${child.name ?? step.id}-preview`,
                tools: isDryTool,
                system: (own) => `${child.system?.(own) ?? own}\n\n${PREVIEW_SYSTEM}`,
              },
              stepSignal,
            ),
        });
        const outcome = await work.runStep(
          { ...request, onActivity: () => undefined, onWaiting: () => undefined },
          signal,
        );
        const { changes, conflicts } = await copy.changes();
        if (!outcome.success || conflicts.length > 0) return undefined;
        const { files, filesLeftOut } = filesOf(changes);
        const diff = stepDiff(files);
        const left = filesLeftOut.length === 0 ? {} : { filesLeftOut };
        previews.set(step.id, { outcome: { ...outcome, ...left, files, diff }, changes });
        return { diff };
      } finally {
        await machinery.dispose();
      }
    },

    async runStep(request, signal) {
      const { id } = request.step;
      const preview = previews.get(id);
      previews.delete(id);
      if (preview === undefined) return runStep(request, signal);
      const { outcome, changes } = preview;
      try {
        if (changes.length > 0)
          await parent.machinery.commitStep(changes, { runId: parent.runId, stepId: id }, signal);
        return outcome;
      } catch (error) {
        if (!(error instanceof WorkspaceError)) throw error;
        return { success: false, error: error.message, cause: error.why, errorCode: 'conflict', files: [] };
      }
    },
  };
}
