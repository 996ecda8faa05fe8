// What one session of this window owns beside the core's session, and keeps when that is replaced after a change of settings: the
// runner with its background commands, and the questions that are open outside the panel.
import { l10n, window } from 'vscode';
import { createDenialMemory } from '../../core/permissions/denialMemory';
import type { DenialMemory } from '../../core/permissions/denialMemory';
import { PermissionPolicy } from '../../core/permissions/policy';
import type { CommandRunner } from '../../core/process/commandRunner';
import { createLocalCommandRunner } from '../../core/process/localCommandRunner';
import type { RunnerSandbox } from '../../core/process/localCommandRunner';
import { AllowedDomains } from '../../core/sandbox/allowedDomains';
import type { CommandMirror } from '../../core/process/commandMirror';

export interface SessionResources {
  /** What the person allowed for this session. */
  readonly sessionRules: PermissionPolicy;
  /** Hosts that commands may reach from the sandbox, with those that the person allowed for this session. */
  readonly domains: AllowedDomains;
  /** The same for commands in the sandbox, and for no other. */
  readonly sandboxRules: PermissionPolicy;
  /** What the person refused in it. */
  readonly denials: DenialMemory;
  /** Its `dispose` does nothing: the owner of the resources ends the commands. */
  readonly commands: CommandRunner;
  /** Asks whether to save files before a command. Answered `leave` when the run is stopped. */
  askToSave(files: readonly string[]): Promise<'save' | 'leave'>;
  cancelQuestions(): void;
  dispose(): Promise<void>;
}

export interface SessionResourcesOptions {
  /** Private folder of this session for long outputs. */
  readonly outputDir: string;
  /** Keys in use, kept out of the environment of commands. */
  readonly secrets: () => readonly string[];
  readonly sandbox: RunnerSandbox;
  /** Hosts of the person's settings, asked for each connection. */
  readonly allowedDomains: () => readonly string[];
  readonly mirrorOf: (write: (callId: string, input: string) => boolean) => CommandMirror;
}

export function createSessionResources(options: SessionResourcesOptions): SessionResources {
  const domains = new AllowedDomains(options.allowedDomains);
  const runner: CommandRunner = createLocalCommandRunner({
    outputDir: options.outputDir,
    secrets: options.secrets,
    sandbox: { ...options.sandbox, domains },
    mirror: options.mirrorOf((callId, input) => runner.writeInput(callId, input)),
  });
  const sessionRules = new PermissionPolicy();
  // Long outputs are the session's own: the model is told where they are and may look.
  for (const name of ['read', 'grep']) sessionRules.allow(`${name}(${options.outputDir}/**)`);
  let questions = new AbortController();
  return {
    sessionRules,
    domains,
    sandboxRules: new PermissionPolicy(),
    denials: createDenialMemory(),
    commands: kept(runner),
    async askToSave(files) {
      const names =
        files.length > 3
          ? l10n.t('{0} and {1} more', files.slice(0, 3).join(', '), files.length - 3)
          : files.join(', ');
      const save = l10n.t('Save');
      const question = window.showWarningMessage(
        l10n.t('Planwright is about to run a command. Save {0} first?', names),
        save,
        l10n.t('Leave Unsaved'),
      );
      const { signal } = questions;
      const stopped = new Promise<undefined>((resolve) => {
        signal.addEventListener('abort', () => resolve(undefined), { once: true });
      });
      return (await Promise.race([question, stopped])) === save ? 'save' : 'leave';
    },
    cancelQuestions() {
      questions.abort();
      questions = new AbortController();
    },
    dispose: () => runner.dispose(),
  };
}

/** The same runner for sessions that come and go. */
function kept(runner: CommandRunner): CommandRunner {
  return {
    shellName: runner.shellName,
    get sandboxKind() {
      return runner.sandboxKind ?? 'none';
    },
    place: async (request) => (await runner.place?.(request)) ?? { kind: 'open' },
    run: (request) => runner.run(request),
    moveToBackground: (callId) => runner.moveToBackground(callId),
    background: () => runner.background(),
    readBackground: (id) => runner.readBackground(id),
    writeInput: (callId, input) => runner.writeInput(callId, input),
    writeBackground: (id, input) => runner.writeBackground(id, input),
    endBackground: (id) => runner.endBackground(id),
    whenEnded: (id) => runner.whenEnded(id),
    dispose: () => Promise.resolve(),
  };
}
