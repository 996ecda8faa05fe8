// Which steps of a plan a person is asked about before they run (planners spec 5.7), beside those whose type says so: commands that no
// rule allows, migrations, and whole files written over edits that are nowhere else.
import { dirname } from 'node:path';
import { openRepository } from '../effects/gitRepository';
import { gitObjectId } from '../effects/gitObjects';
import { pathBelow } from '../effects/effectPaths';
import type { PermissionVerdict } from '../permissions/permission';
import type { PlanStep } from '../plan/plan';
import { effectOf } from '../plan/stepEffects';
import type { DestructiveReason } from '../plan/stepEffects';
import { WorkspaceError } from '../workspace/workspaceError';
import type { ResolvedPath, Workspace } from '../workspace/workspace';

export interface DestructiveCheck {
  readonly workspace: Workspace;
  /** What the permission rules say to this command line. */
  readonly verdictOf: (command: string) => Promise<PermissionVerdict>;
}

/** Why the step needs a confirmation, for a person; undefined where it needs none. */
export async function whyDestructive(
  step: PlanStep,
  { workspace, verdictOf }: DestructiveCheck,
): Promise<DestructiveReason | undefined> {
  const { command } = step;
  if (command !== undefined) {
    if (isMigration(command)) return { cause: 'migrates', words: 'It runs a migration.' };
    const { decision, reason } = await verdictOf(command);
    return decision === 'allow' ? undefined : { cause: 'command', words: reason };
  }
  if (step.type === 'run_command')
    return { cause: 'unknown_command', words: 'It runs a command that is not known yet.' };
  return effectOf(step) === 'writes' ? whyOverwrite(step, workspace) : undefined;
}

/** Command lines that change a database or its schema in a way that undoing files does not take back. */
export function isMigration(command: string): boolean {
  if (MIGRATION.test(command)) return true;
  // In two steps, each of one pass: a command line may be as long as its writer likes.
  const tool = MIGRATING_TOOL.exec(command);
  return tool !== null && MIGRATING_ACTION.test(command.slice(tool.index + tool[0].length));
}

const MIGRATION =
  /\b(?:db:(?:migrate|rollback|drop|reset|seed)|migrate|alembic\s{1,9}(?:upgrade|downgrade)|flyway\s{1,9}(?:migrate|clean|repair)|liquibase\s{1,9}(?:update|rollback|drop-all)\w*)\b/i;
const MIGRATING_TOOL =
  /\b(?:prisma|sequelize|knex|typeorm|drizzle-kit|goose|dbmate|diesel|flask|manage\.py|artisan|mix|rails|rake|ef)\b/i;
const MIGRATING_ACTION = /\b(?:migrat\w*|push|reset|rollback|upgrade|downgrade|revert)\b/i;

/** A step that writes a file as a whole: what is there is gone, where an edit would keep the rest. */
async function whyOverwrite(
  { type, file, code, diff }: PlanStep,
  workspace: Workspace,
): Promise<DestructiveReason | undefined> {
  const isWhole = /^create(?:_|$)/.test(type) || (code !== undefined && diff === undefined);
  if (file === undefined || !isWhole) return undefined;
  try {
    const target = await workspace.resolve(file);
    if ((await workspace.stat(target.path))?.kind !== 'file') return undefined;
    if ((await workspace.unsaved()).some(({ path }) => path === target.path))
      return {
        cause: 'unsaved',
        words: `\`${target.display}\` has unsaved edits, and the step writes the whole file.`,
      };
    return (await isUncommitted(target, workspace))
      ? {
          cause: 'uncommitted',
          words: `\`${target.display}\` has edits that are not committed, and the step writes the whole file.`,
        }
      : undefined;
  } catch (error) {
    // What can't be read is refused later, when the step wants to write it.
    if (error instanceof WorkspaceError) return undefined;
    throw error;
  }
}

/** True where git tracks the folder and does not have this content. Staged text counts as kept: it can be had back. */
async function isUncommitted({ path, folder }: ResolvedPath, workspace: Workspace): Promise<boolean> {
  if (folder === undefined || !(workspace.isOnDisk ?? workspace.isLocal)) return false;
  const repository = repositoryOf(path);
  if (repository?.index === undefined) return false;
  const { index, root } = repository;
  const object = index.objectOf(pathBelow(root, path));
  if (object === undefined) return true;
  const { text, bytes } = await workspace.read(path);
  const content = bytes ?? Buffer.from(text ?? '');
  const ids = [content, ...(text === undefined ? [] : [Buffer.from(text.replaceAll('\r\n', '\n'))])];
  return !ids.some((candidate) => gitObjectId(candidate, index.algorithm) === object);
}

function repositoryOf(path: string) {
  let folder = dirname(path);
  for (;;) {
    const repository = openRepository(folder);
    if (repository !== undefined) return repository;
    const above = dirname(folder);
    if (above === folder) return undefined;
    folder = above;
  }
}
