// What a line typed in an interactive session means. Pure.

export type TypedMessage =
  | { readonly type: 'nothing' }
  | { readonly type: 'exit' }
  | { readonly type: 'help' }
  /** Answer the prompt that is being planned without a plan. */
  | { readonly type: 'no_plan' }
  | { readonly type: 'prompt'; readonly text: string };

/** Commands of the terminal itself; it adds to `/help` as well. */
export const TERMINAL_COMMANDS = ['/exit', '/noplan'];

/** Commands that begin with what is typed, as far as that is one word. `names`: with the slash. */
export function completeCommand(typed: string, names: readonly string[]): readonly string[] {
  return /^\/\S*$/.test(typed)
    ? names.filter((name) => name.startsWith(typed)).map((name) => `${name} `)
    : [];
}

/** What concerns only the terminal; every other command is the session's. */
export function interpretMessage(typed: string): TypedMessage {
  const text = typed.trim();
  if (text === '') return { type: 'nothing' };
  if (text === '/exit' || text === '/quit') return { type: 'exit' };
  if (text === '/noplan') return { type: 'no_plan' };
  if (text === '/help') return { type: 'help' };
  return { type: 'prompt', text };
}
