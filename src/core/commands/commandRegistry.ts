import { ConfigurationError } from '../config/configurationError';
import type { SessionCommand } from './sessionCommand';

const NAME = /^[A-Za-z][\w:-]{0,63}$/;

/** A prompt that is meant as a command. */
export interface SlashLine {
  readonly name: string;
  readonly args: string;
}

/**
 * Undefined for an ordinary prompt. The name ends at the first blank; what has another `/` or a dot in it is a path, such as
 * `/usr/bin/foo explain`, and goes to the model.
 */
export function parseSlashLine(prompt: string): SlashLine | undefined {
  const [, name, args = ''] = /^\/([^\s]+)(?:\s+([^]*))?$/.exec(prompt.trim()) ?? [];
  return name === undefined || !NAME.test(name) ? undefined : { name, args: args.trim() };
}

/** The commands of a session. */
export class CommandRegistry {
  private readonly commands = new Map<string, SessionCommand>();

  constructor(commands: readonly SessionCommand[] = []) {
    for (const command of commands) this.register(command);
  }

  /** The last one of a name wins, also over a built-in one. Throws `ConfigurationError` for a name that nobody could type. */
  register(command: SessionCommand): void {
    if (!NAME.test(command.name)) {
      throw new ConfigurationError(
        `"${command.name}" is no name for a command: begin with a letter; letters, digits, "-", "_" and ":" may follow.`,
      );
    }
    this.commands.set(command.name, command);
  }

  get(name: string): SessionCommand | undefined {
    return this.commands.get(name);
  }

  /** By name. */
  list(): readonly SessionCommand[] {
    return [...this.commands.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
  }
}
