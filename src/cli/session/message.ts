// What a line typed in an interactive session means. Pure.

export type TypedMessage =
  | { readonly type: 'nothing' }
  | { readonly type: 'exit' }
  | { readonly type: 'help' }
  /** Answer the prompt that is being planned without a plan. */
  | { readonly type: 'no_plan' }
  | { readonly type: 'unknown_command'; readonly name: string }
  | { readonly type: 'prompt'; readonly text: string };

/** A single word that begins with `/` is a command; a path such as `/usr/bin/env` and everything else is a prompt. */
export function interpretMessage(typed: string): TypedMessage {
  const text = typed.trim();
  if (text === '') return { type: 'nothing' };
  if (text === '/exit' || text === '/quit') return { type: 'exit' };
  if (text === '/noplan') return { type: 'no_plan' };
  if (text === '/help') return { type: 'help' };
  if (/^\/[a-z][a-z-]*$/.test(text)) return { type: 'unknown_command', name: text };
  return { type: 'prompt', text };
}
