// Slash commands: what a prompt that begins with `/name` does in place of going to a model (spec section 11).

/** What a command is told about its session. */
export interface CommandContext {
  readonly sessionId: string;
  /** Root of the first folder; empty where none is open. */
  readonly workspace: string;
  /** `provider/model`. */
  readonly model: string;
  /** Messages in the conversation. */
  readonly historyLength: number;
  /** Of all runs of the session so far. */
  readonly totalTokens: number;
  /** US dollars; absent where no price is known. */
  readonly totalCost?: number;
  readonly toolNames: readonly string[];
  readonly mcpServers: readonly { readonly name: string; readonly tools: number }[];
  /** All commands, by name. */
  readonly commands: readonly Pick<SessionCommand, 'name' | 'description' | 'usage'>[];
  /** Skills that a person may load by `/name`. */
  readonly skills: readonly { readonly name: string; readonly description: string }[];
  /** The goal that the session follows; absent where there is none. */
  readonly goal?: string;
}

/** What the session does once the command has answered. */
export type CommandAction =
  | { readonly type: 'clear_history' }
  /** `provider/model`. */
  | { readonly type: 'set_model'; readonly model: string }
  /** Takes back what the last run with changes did to files. */
  | { readonly type: 'undo' }
  /** Goes on as a prompt: `text` is what the model reads. */
  | {
      readonly type: 'prompt';
      readonly text: string;
      /** Make a plan first. Default as the session does. */
      readonly plan?: boolean;
      /** Take a goal from it and check it at the end. Default as the session does. */
      readonly goal?: boolean;
    };

export interface CommandResult {
  /** Shown to the person; the model never sees it. */
  readonly text: string;
  readonly action?: CommandAction;
}

/** Extension point. */
export interface SessionCommand {
  /** Without the slash: letters, digits, `-`, `_` and `:`. */
  readonly name: string;
  readonly description: string;
  /** How it is written with its arguments, such as `/model [provider/model]`. */
  readonly usage?: string;
  /** @param args the rest of the line, trimmed */
  execute(args: string, context: CommandContext): CommandResult | Promise<CommandResult>;
}
