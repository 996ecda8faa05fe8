// What the gate needs to know of a `bash` call: what rules say about its line and the files that it is known to read and write, which
// protection it meets, and what it is by itself.
import { decideLine, isForAll } from './commands/commandRules';
import type { CommandRules, LineDecision } from './commands/commandRules';
import { isParsed } from './commands/commandLine';
import { examineLine } from './commands/examineLine';
import type { ExaminedLine, ExaminedReader, ExamineOptions, Locate } from './commands/examineLine';
import { runsText } from './commands/hiddenCode';
import type { LineShell } from './commands/parseCommandLine';
import type { PermissionRequest, PermissionVerdict } from './permission';
import type { PermissionCause } from './permissionCause';
import { answer, verdict } from './policy';
import type { PermissionPolicy } from './policy';
import { protectedCommandCause } from './protectedCommands';
import type { ProtectedPaths } from './protectedPaths';
import { argumentText } from './rule';
import type { ResolvedPath } from '../workspace/workspace';

export interface JudgeOptions {
  readonly shell: LineShell;
  readonly locate: Locate;
  readonly list?: ExamineOptions['list'];
  readonly policies: readonly PermissionPolicy[];
  readonly protectedPaths: ProtectedPaths;
  readonly gitRisk?: (folder: string) => string | undefined;
}

export interface JudgedCommand {
  readonly line: ExaminedLine;
  /** What rules say, together with what needs none. */
  readonly ruled?: PermissionVerdict;
  /** Asks in every mode, whatever rules say. */
  readonly protection?: PermissionCause;
  /** Asks unless a rule names exactly this line. */
  readonly unparsable?: PermissionVerdict;
  /** Where neither a rule nor a checker decides. */
  readonly byItself?: PermissionVerdict;
  /** It reads or writes outside of the workspace: asks in every mode. */
  readonly outside?: PermissionVerdict;
}

export async function judgeCommand(
  request: PermissionRequest,
  options: JudgeOptions,
): Promise<JudgedCommand> {
  const { policies, protectedPaths } = options;
  const cwd = request.paths[0]?.path;
  const examined = await examineLine(argumentText(request), {
    shell: options.shell,
    locate: options.locate,
    ...(options.list === undefined ? {} : { list: options.list }),
    ...(options.gitRisk === undefined ? {} : { gitRisk: options.gitRisk }),
    ...(cwd === undefined ? {} : { cwd }),
  });
  const files = judgeFiles(examined, policies);
  const isInside = request.paths.every(({ folder }) => folder !== undefined);
  const line: ExaminedLine = { ...examined, reading: isInside ? files.reading : new Set() };
  const rules = mergedRules(policies);
  const decided = decideLine(line, rules);
  // A rule for all commands does not name a place outside.
  const rule = files.outside !== undefined && isAllowForAll(decided) ? undefined : decided?.rule;
  const byRule = rule === undefined || decided === undefined ? undefined : verdict(decided.decision, rule);
  const ruled = byRule?.decision === 'deny' ? byRule : (files.limited ?? byRule);
  const protection = protectedCommandCause(line, protectedPaths);
  const isReading = decided?.decision === 'allow' && decided.rule === undefined;
  const why = decided?.isExact === true ? undefined : whyUnseen(line, rules);
  return {
    line,
    ...(ruled === undefined ? {} : { ruled }),
    ...(protection === undefined ? {} : { protection }),
    ...(why === undefined ? {} : { unparsable: asksUnparsed(why) }),
    ...(isReading ? { byItself: answer('allow', { code: 'reading_command' }) } : {}),
    ...(files.outside === undefined ? {} : { outside: answer('ask', files.outside) }),
  };
}

function isAllowForAll(decided: LineDecision | undefined): boolean {
  return decided?.decision === 'allow' && decided.rule !== undefined && isForAll(decided.rule);
}

interface JudgedFiles {
  readonly reading: ExaminedLine['reading'];
  /** A deny or ask rule for reading or writing files meets one of them. */
  readonly limited?: PermissionVerdict;
  readonly outside?: PermissionCause;
}

/** A command may not read or write what the rules for the tools that read and write keep back. */
function judgeFiles(line: ExaminedLine, policies: readonly PermissionPolicy[]): JudgedFiles {
  const reading = new Set(line.reading);
  const limits: PermissionVerdict[] = [];
  const hasLimits = policies.some(({ hasReadLimits }) => hasReadLimits);
  let outside: PermissionCause | undefined;
  for (const reader of line.readers) {
    const { isFree, verdicts, outside: path } = judgeReader(reader, policies);
    limits.push(...verdicts);
    // Where some files may not be read, all that is read has to be known.
    if (isFree && !(reader.isWide && hasLimits)) reading.add(reader.part);
    else reading.delete(reader.part);
    if (path !== undefined) outside ??= { code: 'outside_read', path: path.display };
  }
  for (const file of line.written) {
    const found = verdictsOf('write', file, policies);
    limits.push(...found.filter(({ decision }) => decision !== 'allow'));
    if (file.folder === undefined && !found.some(({ decision }) => decision === 'allow'))
      outside = { code: 'outside_write', path: file.display };
  }
  const limited =
    limits.find(({ decision }) => decision === 'deny') ?? limits.find(({ decision }) => decision === 'ask');
  return {
    reading,
    ...(limited === undefined ? {} : { limited }),
    ...(outside === undefined ? {} : { outside }),
  };
}

/** `isFree`: every file lies inside, or a rule allows to read it. */
function judgeReader(
  { files }: ExaminedReader,
  policies: readonly PermissionPolicy[],
): {
  readonly isFree: boolean;
  readonly verdicts: readonly PermissionVerdict[];
  readonly outside?: ResolvedPath;
} {
  const verdicts: PermissionVerdict[] = [];
  let outside: ResolvedPath | undefined;
  for (const file of files) {
    const found = verdictsOf('read', file, policies);
    verdicts.push(...found.filter(({ decision }) => decision !== 'allow'));
    const isAllowed = file.folder !== undefined || found.some(({ decision }) => decision === 'allow');
    if (!isAllowed) outside ??= file;
  }
  const isFree = verdicts.length === 0 && outside === undefined;
  return { isFree, verdicts, ...(outside === undefined ? {} : { outside }) };
}

function verdictsOf(
  toolName: 'read' | 'write',
  file: ResolvedPath,
  policies: readonly PermissionPolicy[],
): readonly PermissionVerdict[] {
  const subject = { toolName, args: { file_path: file.display }, paths: [file] };
  return policies.flatMap((policy) => policy.matchingRule(subject) ?? []);
}

function mergedRules(policies: readonly PermissionPolicy[]): CommandRules {
  const rules = policies.map(({ commandRules }) => commandRules);
  return {
    deny: rules.flatMap(({ deny }) => deny),
    allow: rules.flatMap(({ allow }) => allow),
    ask: rules.flatMap(({ ask }) => ask),
  };
}

type Unseen = Extract<PermissionCause, { readonly code: 'unparsable' }>['why'];

/** Why rules could not be checked against all that the line runs. */
function whyUnseen({ parsed }: ExaminedLine, { deny }: CommandRules): Unseen | undefined {
  if (!isParsed(parsed)) return parsed.unparsable;
  return deny.length > 0 && runsText(parsed) ? 'runs_text' : undefined;
}

/** Nobody can judge for later what they can't see. */
function asksUnparsed(why: Unseen): PermissionVerdict {
  const asked = answer('ask', { code: 'unparsable', why });
  return why === 'hidden_characters' ? { ...asked, isProtected: true } : asked;
}
