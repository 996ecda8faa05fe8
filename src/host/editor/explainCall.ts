// "Explain this tool call": the small model says what a call does, beside the session, so that it also works while the call waits for
// an answer.
import { l10n, ProgressLocation, window } from 'vscode';
import type { FileDiff } from '../../core/tools/toolDetails';
import type { ToolItem } from '../../protocol/viewState';
import { toAbortSignal } from '../cancellation';
import type { SideModel } from '../models/sideModel';
import type { PanelDocuments } from '../panel/documents';
import { PersonError } from '../sessions/liveSession';
import type { SessionHub } from '../sessions/sessionHub';
import type { AgentLog } from './agentLog';
import { callStateWords, changedLines } from './agentLogText';
import { EXPLAIN_CALL_SYSTEM } from './explainCall.prompt';
import { fenced } from './selectionText';

export interface ExplainCallOptions {
  readonly hub: SessionHub;
  readonly log: AgentLog;
  readonly sideModel: SideModel;
  readonly documents: PanelDocuments;
}

/** Characters of output that the model sees. */
const OUTPUT_LIMIT = 6_000;
/** Calls offered to choose from. */
const OFFERED = 50;

/** Explains the given call, else the one at the cursor of the agent log, else one that the person chooses. */
export async function explainCall(options: ExplainCallOptions, toolId?: unknown): Promise<void> {
  const session = await options.hub.ensureCurrent();
  const calls = session.view.runs.flatMap(({ items }) => items.filter((item) => item.kind === 'tool'));
  const wanted =
    typeof toolId === 'string' ? toolId : options.log.callAtCursor(window.activeTextEditor)?.toolId;
  const call = wanted === undefined ? await choose(calls) : calls.find((item) => item.toolId === wanted);
  if (call === undefined) {
    if (wanted === undefined) return;
    throw new PersonError(l10n.t('This call is not part of the session on the screen.'));
  }
  const answer = await window.withProgress(
    {
      location: ProgressLocation.Notification,
      title: l10n.t('Asking what the call does…'),
      cancellable: true,
    },
    async (_progress, token) => {
      const linked = toAbortSignal(token);
      try {
        const question = { system: EXPLAIN_CALL_SYSTEM, prompt: callText(call), maxOutputTokens: 1_000 };
        return await options.sideModel.ask(question, linked.signal);
      } catch (error) {
        if (linked.signal.aborted) return undefined;
        throw error;
      } finally {
        linked.dispose();
      }
    },
  );
  if (answer === undefined) return;
  const heading = `# ${call.toolName} ${call.title}`.trim();
  await options.documents.show(
    `${session.id}/${call.toolId}/explained`,
    `${l10n.t('Explanation')}.md`,
    `${heading}\n\n${answer}\n`,
  );
}

async function choose(calls: readonly ToolItem[]): Promise<ToolItem | undefined> {
  if (calls.length === 0) throw new PersonError(l10n.t('There is no tool call in this session yet.'));
  const items = calls
    .slice(-OFFERED)
    .toReversed()
    .map((call) => ({
      label: `${call.toolName} ${call.title}`.trim(),
      description: callStateWords(call.state),
      call,
    }));
  return (await window.showQuickPick(items, { title: l10n.t('Which call?') }))?.call;
}

/** For the model, and so in English. */
function callText({ toolName, state, argumentsText, output, details, question }: ToolItem): string {
  const parts = [`Tool: ${toolName}`, `State: ${state}`, `Arguments:\n${fenced(argumentsText, 'json')}`];
  const files = details?.type === 'diff' ? details.files : (question?.details.files ?? []);
  parts.push(...files.map(diffText));
  if (output.trim() !== '') parts.push(`Output:\n${fenced(output.slice(-OUTPUT_LIMIT))}`);
  return parts.join('\n\n');
}

function diffText(diff: FileDiff): string {
  const { path, kind, renamedTo, added, removed, note } = diff;
  const to = renamedTo === undefined ? '' : ` to \`${renamedTo}\``;
  const remark = note === undefined ? '' : ` (${note})`;
  const heading = `${kind} \`${path}\`${to}, ${added} added, ${removed} removed${remark}`;
  return [heading, changedLines(diff)].filter((part) => part !== undefined).join('\n\n');
}
