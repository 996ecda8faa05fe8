// A dry run of a plan: its steps work on an overlay, so that a later one sees what an earlier one wrote, and nothing reaches the files.
// No command runs, nobody is asked, and what a step changed is its difference.
import { decodeText } from '../workspace/textCodec';
import { createOverlayWorkspace } from '../workspace/overlayWorkspace';
import type { FileChange, FileContent, FileSnapshot, Workspace } from '../workspace/workspace';
import type { StepFile } from '../plan/plan';
import type { PlanPorts, StepOutcome, StepRequest } from '../plan/planPorts';
import { stepDiff } from '../plan/stepDiff';
import { effectOf } from '../plan/stepEffects';
import { isWritingTool } from '../tools/tool';
import type { Tool } from '../tools/tool';
import type { LeftOutReason } from '../words/fixedText';

/** An overlay that remembers what was written since it was last asked. */
export interface DryWorkspace {
  readonly workspace: Workspace;
  takeChanges(): readonly FileChange[];
}

export function createDryWorkspace(base: Workspace): DryWorkspace {
  const overlay = createOverlayWorkspace(base);
  let changes: readonly FileChange[] = [];
  const workspace = Object.assign(Object.create(overlay) as Workspace, {
    async apply(change: FileChange) {
      const applied = await overlay.apply(change);
      changes = [...changes, change];
      return applied;
    },
  });
  return {
    workspace,
    takeChanges() {
      const taken = changes;
      changes = [];
      return taken;
    },
  };
}

/** Tools whose effects stay in the overlay. */
export function isDryTool(tool: Tool): boolean {
  return tool.lane === 'query' || isWritingTool(tool);
}

/** @param runStep works on a step over the dry workspace */
export function dryRunPorts(
  runStep: PlanPorts['runStep'],
  { takeChanges }: Pick<DryWorkspace, 'takeChanges'>,
): Pick<PlanPorts, 'runStep' | 'rollbackStep' | 'accept' | 'verify' | 'problems' | 'versionOf'> {
  return {
    rollbackStep: undefined,
    verify: undefined,
    problems: undefined,
    versionOf: undefined,
    accept: ({ command }) => Promise.resolve({ command, passed: true, output: `Would run: ${command}` }),
    async runStep(request: StepRequest, signal: AbortSignal): Promise<StepOutcome> {
      const { description, command } = request.step;
      if (effectOf(request.step) === 'command')
        return { success: true, output: `Would run: ${command ?? description}`, files: [] };
      const outcome = await runStep(request, signal);
      const { files, filesLeftOut } = filesOf(takeChanges());
      const diff = stepDiff(files);
      return {
        ...outcome,
        output: `Would: ${description}${outcome.output ? `\n\n${outcome.output}` : ''}`,
        files,
        ...(filesLeftOut.length === 0 ? {} : { filesLeftOut }),
        ...(diff === '' ? {} : { diff }),
      };
    },
  };
}

/** Undefined for what is no text. */
type Text = string | null | undefined;

/** What changes make of files, each once. */
export function filesOf(changes: readonly FileChange[]) {
  const found = new Map<string, { readonly before: Text; readonly after: Text }>();
  const origins = new Map<string, string>();
  const note = (path: string, before: Text, after: Text): void =>
    void found.set(path, { before: found.has(path) ? found.get(path)?.before : before, after });
  for (const change of changes) {
    const { display } = change.file;
    if (change.kind === 'create') note(display, null, textOf(change.after));
    else if (change.kind === 'edit') note(display, change.before.text, textOf(change.after));
    else {
      note(display, change.before.text, null);
      const origin = origins.get(display) ?? display;
      origins.delete(display);
      if (change.kind !== 'rename') continue;
      note(change.to.display, null, textOf(change.after ?? change.before));
      origins.set(change.to.display, origin);
    }
  }
  const files: StepFile[] = [];
  const filesLeftOut: { path: string; reason: LeftOutReason }[] = [];
  for (const [path, { before, after }] of found) {
    if (before === undefined || after === undefined) filesLeftOut.push({ path, reason: 'it is no text' });
    else if (before !== after) {
      const movedFrom = after === null ? undefined : origins.get(path);
      files.push({ path, before, after, ...(movedFrom === undefined ? {} : { movedFrom }) });
    }
  }
  return { files, filesLeftOut };
}

function textOf(content: FileContent | FileSnapshot): string | undefined {
  if ('text' in content && content.text !== undefined) return content.text;
  return 'bytes' in content && content.bytes !== undefined ? decodeText(content.bytes).text : undefined;
}
