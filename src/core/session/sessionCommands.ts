// Slash commands of a session: a prompt that begins with `/name` becomes an answer without a model, or another prompt.
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { builtinCommands } from '../commands/builtinCommands';
import { CommandRegistry, parseSlashLine } from '../commands/commandRegistry';
import type { SlashLine } from '../commands/commandRegistry';
import { loadPromptFiles } from '../commands/promptFiles';
import type { BrokenPromptFile } from '../commands/promptFiles';
import type {
  CommandAction,
  CommandContext,
  CommandResult,
  SessionCommand,
} from '../commands/sessionCommand';
import type { AgentEvent } from '../events/agentEvent';
import type { OfferedCommand } from '../commands/offeredCommand';
import type { RestoreResult } from '../journal/restore';
import { skillInstructions } from '../skills/skillCatalogue.prompt';
import type { Skill } from '../skills/skill';
import { causeOf } from '../words/errorCause';
import { errorText } from '../words/errorText';
import type { RunRequest } from './sessionRun';
import type { CheckpointInfo } from './sessionRestore';
import type { SessionSkills } from './sessionSkills';

export interface SessionCommandsPort {
  /** Folders with prompt files. */
  readonly commandDirs: readonly string[];
  readonly context: () => Omit<CommandContext, 'commands' | 'skills'>;
  readonly skills: Pick<SessionSkills, 'registry'>;
  /** The conversation becomes empty. */
  readonly clear: () => void;
  /** Rejects for an unknown model. */
  readonly setModel: (model: string) => Promise<void>;
  /** Newest first. */
  readonly checkpoints: () => Promise<readonly CheckpointInfo[]>;
  readonly restore: (checkpointId: string) => Promise<RestoreResult>;
  /** A prompt file can't be used. Once for each problem. */
  readonly onProblem: (problem: BrokenPromptFile) => void;
}

export class SessionCommands {
  readonly registry = new CommandRegistry(builtinCommands());
  readonly #port: SessionCommandsPort;
  readonly #told = new Set<string>();
  /** Checkpoint that each restore went back to, by the restore's own. */
  readonly #restores = new Map<string, string>();

  constructor(port: SessionCommandsPort) {
    this.#port = port;
  }

  /** Every event of the session, those of a resumed one first. */
  follow(event: AgentEvent): void {
    if (event.type === 'files_restored' && event.restoreId !== undefined)
      this.#restores.set(event.restoreId, event.checkpointId);
  }

  /** What is run for a prompt: the prompt itself where it is no command. Pictures and a history of one's own make it none. */
  async requestFor(request: RunRequest): Promise<RunRequest> {
    const isPlain = request.attachments.length === 0 && request.history === undefined;
    const slash = isPlain ? parseSlashLine(request.prompt) : undefined;
    if (slash === undefined) return request;
    const command = (await this.#commands()).get(slash.name);
    if (command !== undefined) return this.#resultOf(command, slash, request);
    const skill = await this.#loadable(slash.name);
    if (skill !== undefined) {
      return { ...request, shown: request.prompt, prompt: skillInstructions(skill, slash.args), skill };
    }
    return answering(request, () =>
      Promise.resolve(`Unknown command: /${slash.name}. /help lists the commands.`),
    );
  }

  /** By name: commands, then skills. */
  async offered(): Promise<readonly OfferedCommand[]> {
    const commands = (await this.#commands()).list();
    const names = new Set(commands.map(({ name }) => name));
    const skills = (await this.#skills()).filter(({ name }) => !names.has(name));
    return [
      ...commands.map(({ name, description, usage }) => ({
        name,
        description,
        ...(usage === undefined ? {} : { usage }),
        kind: 'command' as const,
      })),
      ...skills.map(({ name, description }) => ({ name, description, kind: 'skill' as const })),
    ];
  }

  /** Registered ones win over files; files are read at each use, so that a new one is there at once. */
  async #commands(): Promise<CommandRegistry> {
    const all = new CommandRegistry();
    for (const dir of this.#port.commandDirs) {
      const { commands, broken } = await loadPromptFiles(resolve(dir.replace(/^~(?=[\\/]|$)/, homedir())));
      for (const command of commands) all.register(command);
      for (const problem of broken) this.#tell(problem);
    }
    for (const command of this.registry.list()) all.register(command);
    return all;
  }

  async #resultOf(command: SessionCommand, { args }: SlashLine, request: RunRequest): Promise<RunRequest> {
    let result: CommandResult;
    try {
      result = await command.execute(args, await this.#context());
    } catch (error) {
      return answering(request, () =>
        Promise.resolve(`/${command.name} failed: ${errorText(causeOf(error))}`),
      );
    }
    const { text, action } = result;
    if (action?.type === 'prompt') {
      return {
        ...request,
        shown: request.prompt,
        prompt: action.text,
        ...(action.plan === undefined ? {} : { plans: action.plan }),
        ...(action.goal === undefined ? {} : { tracksGoal: action.goal }),
      };
    }
    return answering(request, () => this.#perform(action, text));
  }

  async #perform(
    action: Exclude<CommandAction, { type: 'prompt' }> | undefined,
    text: string,
  ): Promise<string> {
    switch (action?.type) {
      case undefined:
        return text;
      case 'clear_history':
        this.#port.clear();
        return text;
      case 'set_model':
        try {
          await this.#port.setModel(action.model);
          return text;
        } catch (error) {
          return errorText(causeOf(error));
        }
      case 'undo':
        return this.#undo();
    }
  }

  async #undo(): Promise<string> {
    const last = lastInEffect(await this.#port.checkpoints(), this.#restores);
    if (last === undefined)
      return 'There is nothing to take back: no run changed files that are as it left them.';
    const { restored, kept, notUndoable } = await this.#port.restore(last.id);
    return [
      restored.length === 0 ? 'No file was taken back.' : `Taken back: ${restored.join(', ')}`,
      ...(kept.length === 0 ? [] : [`Left as they are, since somebody changed them: ${kept.join(', ')}`]),
      ...notUndoable.map(({ display, reason }) => `Not taken back: ${display} (${reason})`),
    ].join('\n');
  }

  async #context(): Promise<CommandContext> {
    return {
      ...this.#port.context(),
      commands: (await this.#commands()).list(),
      skills: (await this.#skills()).map(({ name, description }) => ({ name, description })),
    };
  }

  /** Also those that only a person may load; no personas, none that is switched off. */
  async #skills(): Promise<readonly Skill[]> {
    const registry = await this.#port.skills.registry();
    return registry.list().filter(({ name, kind }) => kind !== 'persona' && registry.isEnabled(name));
  }

  async #loadable(name: string): Promise<Skill | undefined> {
    return (await this.#skills()).find((skill) => skill.name === name);
  }

  #tell(problem: BrokenPromptFile): void {
    const key = `${problem.file}\0${problem.message}`;
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.#port.onProblem(problem);
  }
}

/** The last run whose changes are there still: what a restore went back over is taken back already. */
function lastInEffect(
  newestFirst: readonly CheckpointInfo[],
  restores: ReadonlyMap<string, string>,
): CheckpointInfo | undefined {
  let skippedTo: string | undefined;
  for (const checkpoint of newestFirst) {
    if (skippedTo !== undefined) {
      if (checkpoint.id === skippedTo) skippedTo = undefined;
    } else if (checkpoint.kind === 'restore') skippedTo = restores.get(checkpoint.id);
    else if (checkpoint.kind === 'run' && checkpoint.files.length > 0) return checkpoint;
  }
  return undefined;
}

/** A run that only says something. Nothing of it enters the conversation. */
function answering(request: RunRequest, answer: () => Promise<string>): RunRequest {
  return {
    ...request,
    history: [],
    async work({ parent }) {
      const text = await answer();
      parent.emit({ type: 'text_delta', text }, {});
      return { text, stopReason: 'end' };
    },
  };
}
