// What a scripted model does to fix the failing test of the sample project: read, edit, run the tests, say so.
import type { ModelServerRequest, ScriptedTurn } from '../../../model-server/script';

export const BROKEN = 'Math.floor(amount * 100) / 100';
export const FIXED = 'Math.round(amount * 100) / 100';

export const FIX_THE_TEST: readonly ScriptedTurn[] = [
  { text: 'I look at the code.', toolCalls: [{ name: 'read', args: { file_path: 'src/cart.js' } }] },
  {
    toolCalls: [{ name: 'edit', args: { file_path: 'src/cart.js', old_string: BROKEN, new_string: FIXED } }],
  },
  { toolCalls: [{ name: 'bash', args: { command: 'node --test' } }] },
  { text: 'The test passes now.' },
];

/** The conversation in a request as text: what the model was told, without the system prompt where it stands apart. */
export function told(request: ModelServerRequest | undefined): string {
  return JSON.stringify(request?.body['messages'] ?? request?.body['input'] ?? []);
}
