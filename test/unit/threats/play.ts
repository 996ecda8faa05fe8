// One run of a session in which the model wants exactly these calls, one after another, and a person who says no unless told otherwise.
import type { ConfirmationRequest } from '../../../src/core/permissions/confirmation';
import { openSession } from '../session/sessionFixture';
import type { OpenedSession, OpenOptions } from '../session/sessionFixture';
import type { ScriptedCall } from '../session/scriptedModel';

export interface Played extends OpenedSession {
  readonly questions: readonly ConfirmationRequest[];
  /** How each call ended: it ran (`done`, `failed`), was refused by a rule (`denied`), or a person said no (`asked`). */
  readonly ended: readonly string[];
  /** What the model was told by each call. */
  readonly results: readonly string[];
}

export interface PlayOptions extends Omit<OpenOptions, 'turns'> {
  /** What the person says. Default no. */
  readonly answer?: (request: ConfirmationRequest, root: string) => boolean | Promise<boolean>;
}

export async function play(
  calls: readonly ScriptedCall[] | ((root: string) => readonly ScriptedCall[]),
  { answer = () => false, ...options }: PlayOptions = {},
): Promise<Played> {
  const questions: ConfirmationRequest[] = [];
  let root = '';
  const turns: OpenOptions['turns'] = Array.from({ length: MOST_CALLS }, (_, index) => () => {
    const call = (typeof calls === 'function' ? calls(root) : calls)[index];
    return call === undefined ? { text: 'Done.' } : { calls: [call] };
  });
  const opened = await openSession({
    // A rule for everything, so that only the defence in question can stop a call.
    permissionMode: 'auto',
    permissions: { allow: ['bash', 'write', 'edit', 'delete', 'read'] },
    onConfirm: async (request) => {
      questions.push(request);
      // With a reason, so that another way to the same is asked about as well and not refused by what is remembered of this one.
      return (await answer(request, root)) || { approved: false, reason: 'Not this way.' };
    },
    turns,
    ...options,
  });
  ({ root } = opened);
  await opened.session.send('Do the work');
  const asked = new Set(questions.map(({ toolId }) => toolId));
  const ends = opened.events.filter((event) => event.type === 'tool_end');
  const messages = opened.model.requests.at(-1)?.messages ?? [];
  return {
    ...opened,
    questions,
    ended: ends.map(({ outcome, toolId }) =>
      outcome === 'denied' && asked.has(toolId) ? 'asked' : (outcome ?? ''),
    ),
    results: messages.flatMap((message) =>
      message.role === 'tool' ? message.results.map(({ text }) => text) : [],
    ),
  };
}

export const bash = (command: string): ScriptedCall => ({ name: 'bash', input: { command } });
export const read = (file_path: string): ScriptedCall => ({ name: 'read', input: { file_path } });
export const write = (file_path: string, content: string): ScriptedCall => ({
  name: 'write',
  input: { file_path, content },
});

const MOST_CALLS = 50;
