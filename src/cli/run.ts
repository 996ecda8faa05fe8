// The composition root of the command line: arguments and configuration in, one agent, one session, one exit code out.
// What the first request does not need is loaded later, in chunks; small modules that it needs come in one file, since every file costs a
// millisecond at the start.
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { isatty } from 'node:tty';
import { ConfigurationError } from '../core/config/configurationError';
import type { AgentApi, SessionApi } from '../core/session/sessionApi';
import type { Attachment, SessionOptions } from '../core/session/sessionOptions';
import { version } from '../../package.json';
import { parseArguments } from './arguments';
import { withRememberedRules } from './ask/rememberedRules';
import type { CommandLineOptions, PlanCommandOptions, TrustCommandOptions } from './arguments';
import { prepareLaunch, setUpProblem } from './config/launch';
import type { Launch } from './config/launch';
import { EXIT_CANCELLED, EXIT_DONE, EXIT_FAILED, EXIT_USAGE } from './exitCode';
import { HELP } from './help';
import { createMemoryCeiling } from './memoryCeiling';
import { createJsonlRenderer } from './output/jsonlRenderer';
import { createOutputWriter } from './output/outputWriter';
import type { OutputWriter } from './output/outputWriter';
import type { Renderer } from './output/renderer';
import { chooseStyle } from './output/style';
import { createTextRenderer } from './output/textRenderer';
import { runOnce } from './session/oneShot';
import { onSignals } from './session/signals';
import { combinePrompt, isPiped, readAll } from './standardInput';
import { UsageError } from './usageError';
import { userFolders } from './userFolders';
import type { UserFolders } from './userFolders';

/** Runs the command line of a process and ends it with the exit code. */
export async function runCommandLine(host: NodeJS.Process): Promise<void> {
  let cancel: () => void = () => undefined;
  const output = createOutputWriter(
    () => host.stdout,
    () => cancel(),
  );
  const errors = createOutputWriter(() => host.stderr);
  let code: number;
  try {
    code = await run({ host, output, errors, onCancel: (action) => (cancel = action) });
  } catch (error) {
    code = report(error, errors);
  }
  await output.flush();
  await errors.flush();
  host.exit(code);
}

interface Program {
  readonly host: NodeJS.Process;
  readonly output: OutputWriter;
  readonly errors: OutputWriter;
  /** What to do when the reader of the output goes away. */
  readonly onCancel: (action: () => void) => void;
}

async function run(program: Program): Promise<number> {
  const { host, output } = program;
  const options = parseArguments(host.argv.slice(2));
  if (options.help || options.subcommand === 'help') {
    output.write(HELP);
    return EXIT_DONE;
  }
  if (options.version) {
    output.write(`planwright ${version}\n`);
    return EXIT_DONE;
  }
  const folders = userFolders(host.env, host.platform, homedir());
  const workingDirectory = host.cwd();
  // Before the configuration, which may be what is to be trusted.
  if (options.trust !== undefined)
    return trust(program, options.trust, { options, folders, workingDirectory });
  const [launch, { Agent }] = await Promise.all([
    prepareLaunch({ options, environment: host.env, folders, workingDirectory }),
    import('../core/session/agent'),
  ]);
  const agent = await Agent.create(launch.agent);
  try {
    if (options.subcommand === 'sessions' || options.subcommand === 'models') {
      return await list(options.subcommand, agent, output);
    }
    if (options.subcommand === 'undo') {
      return await undo(program, { options, launch, folders, workingDirectory, agent });
    }
    if (options.plan !== undefined) {
      return await plan(program, { options, launch, folders, workingDirectory, agent }, options.plan);
    }
    return await converse(program, { options, launch, folders, workingDirectory, agent });
  } finally {
    await agent.dispose();
  }
}

async function list(
  subcommand: 'sessions' | 'models',
  agent: AgentApi,
  output: OutputWriter,
): Promise<number> {
  const { modelLines, sessionLines } = await import('./listing');
  const lines =
    subcommand === 'models'
      ? modelLines(await agent.models())
      : sessionLines((await agent.sessionStore?.list()) ?? []);
  for (const line of lines) output.write(`${line}\n`);
  return EXIT_DONE;
}

/** Takes back what runs did to files. No model takes part. */
async function undo(
  { output, errors }: Program,
  { agent, options, launch, folders, workingDirectory }: Conversation,
): Promise<number> {
  const [{ openResumed }, { undoChanges }] = await Promise.all([
    import('./session/resumed'),
    import('./undo'),
  ]);
  const folder = folderOf({ options, workingDirectory });
  const isFolderNamed = options.directory !== undefined;
  // A session has to have a model, but this one will not ask it.
  const model = launch.agent.defaultModel ?? 'demo/scripted';
  const session = await openResumed(
    agent,
    options.resume ?? 'last',
    folder,
    isFolderNamed,
    { ...launch.session, model },
    folders.permissionsFile,
  );
  try {
    return await undoChanges(session, {
      run: options.run,
      list: options.list,
      print: (line) => output.write(`${line}\n`),
      warn: (line) => errors.write(`${line}\n`),
    });
  } finally {
    await session.dispose();
  }
}

/** Which files of the folder may instruct the agent. No model takes part. */
async function trust(
  program: Program,
  trustOptions: TrustCommandOptions,
  { options, folders, workingDirectory }: Pick<Conversation, 'options' | 'folders' | 'workingDirectory'>,
): Promise<number> {
  const { host, output, errors } = program;
  const folder = folderOf({ options, workingDirectory });
  await requireFolder(folder);
  const [{ runTrustCommand }, { createTrustStore }, { createDiskWorkspace }, { createLineReader }] =
    await Promise.all([
      import('./trust'),
      import('../core/trust/trustStore'),
      import('../core/workspace/diskWorkspace'),
      import('./session/questions'),
    ]);
  const cancelling = new AbortController();
  const readLine = createLineReader({
    terminal: host,
    flush: () => Promise.all([output.flush(), errors.flush()]),
    cancel: () => cancelling.abort(),
  });
  const confirm = async (question: string): Promise<boolean> =>
    /^y(?:es)?$/i.test((await readLine(question, cancelling.signal))?.trim() ?? '');
  return runTrustCommand({
    options: trustOptions,
    workspace: createDiskWorkspace({ folders: [{ root: folder }] }),
    store: createTrustStore(folders.trust),
    resolveFile: (file) => resolve(folder, file),
    print: (line) => output.write(`${line}\n`),
    ...(isatty(0) && isatty(2) ? { confirm } : {}),
  });
}

interface Conversation {
  readonly options: CommandLineOptions;
  readonly launch: Launch;
  readonly folders: UserFolders;
  readonly workingDirectory: string;
  readonly agent: AgentApi;
}

async function converse(program: Program, conversation: Conversation): Promise<number> {
  const { host, errors } = program;
  const { options } = conversation;
  await requireModel(conversation);
  const attachments = await readImages(options, conversation.workingDirectory);
  const piped = isPiped(0)
    ? await readAll(host.stdin, () => errors.write('Reading the prompt from standard input ...\n'))
    : '';
  const prompt = combinePrompt(options.prompt, piped);
  const hasPerson = isatty(0) && isatty(2);
  if (prompt === '' && !options.resume && (!hasPerson || options.output === 'jsonl')) {
    throw new UsageError('There is no prompt, and no terminal to ask for one.');
  }
  return prompt === '' && hasPerson && options.output === 'text'
    ? talk(program, conversation, attachments)
    : ask(program, conversation, { prompt, attachments, hasPerson });
}

async function requireModel({ options, launch, agent }: Conversation): Promise<void> {
  const problem = setUpProblem(launch.agent);
  if (problem && !options.resume) throw new ConfigurationError(problem);
  // An unknown provider is a mistake in the command, not a run that failed.
  if (launch.agent.defaultModel) await agent.resolveModel(launch.agent.defaultModel);
}

/** A plan: made, shown, and carried out where that is wanted. */
async function plan(
  program: Program,
  conversation: Conversation,
  planOptions: PlanCommandOptions,
): Promise<number> {
  const { host, output, errors } = program;
  const { options, workingDirectory } = conversation;
  const [{ runPlanCommand }, { createPlanQuestions }, { createLineReader }] = await Promise.all([
    import('./plan/planCommand'),
    import('./plan/planQuestions'),
    import('./session/questions'),
  ]);
  const hasOther = planOptions.load !== undefined || planOptions.template !== undefined;
  const piped =
    !hasOther && isPiped(0)
      ? await readAll(host.stdin, () => errors.write('Reading the task from standard input ...\n'))
      : '';
  const cancelling = new AbortController();
  const open: { session?: SessionApi } = {};
  const cancel = (): void => {
    cancelling.abort(new DOMException('It was cancelled.', 'AbortError'));
    void open.session?.cancel();
  };
  const flush = (): Promise<unknown> => Promise.all([output.flush(), errors.flush()]);
  const style = chooseStyle(isatty(1), host.env);
  const hasPerson = isatty(0) && isatty(2);
  const questions =
    hasPerson && options.output === 'text'
      ? createPlanQuestions({
          style: chooseStyle(true, host.env),
          print: progressOf(program),
          readLine: createLineReader({ terminal: host, flush, cancel }),
        })
      : undefined;
  program.onCancel(cancel);
  const stopListening = onSignals(host, cancel, () => host.exit(EXIT_CANCELLED));
  try {
    return await runPlanCommand({
      options: planOptions,
      settings: conversation.launch.planner,
      task: combinePrompt(options.prompt, piped),
      format: options.output,
      workingDirectory,
      async openSession() {
        if (open.session !== undefined) return open.session;
        await requireModel(conversation);
        const confirmation = hasPerson ? await askTerminal(program, cancel) : undefined;
        open.session = await openSession(conversation, { confirmation });
        open.session.onEvent(createMemoryCeiling());
        return open.session;
      },
      folder: folderOf(conversation),
      contentGate: conversation.launch.contentGate,
      renderer: makeRenderer(program, conversation),
      print: (text) => output.write(text),
      style,
      questions,
      signal: cancelling.signal,
    });
  } finally {
    stopListening();
    await open.session?.dispose();
  }
}

async function readImages(
  options: CommandLineOptions,
  workingDirectory: string,
): Promise<readonly Attachment[]> {
  if (options.images.length === 0) return [];
  const { readImageFile } = await import('./imageFile');
  return Promise.all(options.images.map((file) => readImageFile(resolve(workingDirectory, file))));
}

/** One prompt. */
async function ask(
  program: Program,
  conversation: Conversation,
  run: { readonly prompt: string; readonly attachments: readonly Attachment[]; readonly hasPerson: boolean },
): Promise<number> {
  const { host, output } = program;
  const renderer = makeRenderer(program, conversation);
  // The questions are made before the session that they can cancel.
  const open: { session?: SessionApi } = {};
  const cancel = (): void => void open.session?.cancel();
  const confirmation = run.hasPerson ? await askTerminal(program, cancel) : undefined;
  const session = await openSession(conversation, { confirmation });
  open.session = session;
  session.onEvent(createMemoryCeiling());
  if (run.prompt === '' && !session.isInterrupted) {
    throw new UsageError('There is no prompt, and the session has no interrupted run to go on with.');
  }
  program.onCancel(cancel);
  const stopListening = onSignals(host, cancel, () => host.exit(EXIT_CANCELLED));
  try {
    return await runOnce({ session, prompt: run.prompt, attachments: run.attachments, renderer, output });
  } finally {
    stopListening();
    await session.dispose();
  }
}

async function askTerminal(program: Program, cancel: () => void) {
  const { createQuestions } = await import('./session/questions');
  return createQuestions({
    terminal: program.host,
    print: progressOf(program),
    flush: () => Promise.all([program.output.flush(), program.errors.flush()]),
    cancel,
  });
}

/** An interactive session. */
async function talk(
  program: Program,
  conversation: Conversation,
  attachments: readonly Attachment[],
): Promise<number> {
  const { runConversation } = await import('./session/conversation');
  await runConversation({
    host: program.host,
    answer: (text) => program.output.write(text),
    progress: progressOf(program),
    flush: () => Promise.all([program.output.flush(), program.errors.flush()]),
    attachments,
    folders: conversation.folders,
    openSession: (options) => openSession(conversation, options),
  });
  return EXIT_DONE;
}

function folderOf({ options, workingDirectory }: Pick<Conversation, 'options' | 'workingDirectory'>): string {
  return resolve(workingDirectory, options.directory ?? '.');
}

async function openSession(conversation: Conversation, extra: SessionOptions): Promise<SessionApi> {
  const { agent, options, launch } = conversation;
  const { permissionsFile } = conversation.folders;
  const folder = folderOf(conversation);
  const sessionOptions = { ...launch.session, ...extra };
  if (!options.resume) {
    await requireFolder(folder);
    return agent.session(folder, await withRememberedRules(sessionOptions, permissionsFile, folder));
  }
  const { openResumed } = await import('./session/resumed');
  const isFolderNamed = options.directory !== undefined;
  return openResumed(agent, options.resume, folder, isFolderNamed, sessionOptions, permissionsFile);
}

async function requireFolder(folder: string): Promise<void> {
  const { stat } = await import('node:fs/promises');
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) throw new UsageError(`There is no folder ${folder}.`);
}

function makeRenderer(program: Program, { options }: Conversation): Renderer {
  const { host, output } = program;
  if (options.output === 'jsonl') return createJsonlRenderer(output);
  return createTextRenderer({
    answer: (text) => output.write(text),
    progress: progressOf(program),
    style: chooseStyle(isatty(2), host.env),
    answerIsTerminal: isatty(1),
  });
}

/** Where progress goes: standard error, but in one stream with the answer where both are the terminal, to keep their order. */
function progressOf({ output, errors }: Program): (text: string) => void {
  const writer = isatty(1) && isatty(2) ? output : errors;
  return (text) => writer.write(text);
}

function report(error: unknown, errors: OutputWriter): number {
  if (error instanceof UsageError) {
    errors.write(`planwright: ${error.message}\nTry planwright --help.\n`);
    return EXIT_USAGE;
  }
  if (error instanceof ConfigurationError) {
    errors.write(`planwright: ${error.message}\n`);
    return EXIT_USAGE;
  }
  errors.write(`planwright: ${error instanceof Error ? error.message : String(error)}\n`);
  return EXIT_FAILED;
}
