// Where the plan of a command comes from when no model makes it: a file or a template. Mistakes are those of the command.
import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { Plan } from '../../core/plan/plan';
import { PlanError } from '../../core/plan/planError';
import { readPlanFile, writePlan } from '../../core/plan/planFile';
import { listTemplates, planFromTemplate } from '../../core/plan/workspaceTemplates';
import { readContent } from '../../core/trust/readContent';
import type { AdmitContent, WorkspaceContent } from '../../core/trust/workspaceContent';
import { createDiskWorkspace } from '../../core/workspace/diskWorkspace';
import { UsageError } from '../usageError';

/** All steps are pending again. Throws `UsageError`. */
export async function loadPlan(file: string, name: string): Promise<Plan> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`The plan ${name} can't be read: ${wordsOf(error)}`, { cause: error });
  }
  return asUsage(() => readPlanFile(text), `${name}: `);
}

/**
 * A plan that is a file of the folder is carried out without a look at it only once it is trusted. Throws `UsageError`.
 *
 * @param file absolute
 */
export async function requireTrusted(
  file: string,
  name: string,
  folder: string,
  admit: AdmitContent,
): Promise<void> {
  const content = await planContent(file, folder);
  if (content === undefined || (await admit(content)) === 'trusted') return;
  throw new UsageError(
    `The plan ${name} belongs to this folder, and nobody has trusted it as it is. Look at it with "planwright trust add ${name}", or leave out --execute.`,
  );
}

/** The plan as something that can be trusted; undefined where it is no file of the folder. */
export async function planContent(file: string, folder: string): Promise<WorkspaceContent | undefined> {
  const workspace = createDiskWorkspace({ folders: [{ root: folder }] });
  const resolved = await workspace.resolve(file);
  return resolved.folder === undefined ? undefined : readContent(workspace, resolved, 'plan');
}

/** @param folder its own templates are known, as far as `admit` lets them in. Throws `UsageError`. */
export function templatePlan(
  folder: string,
  admit: AdmitContent | undefined,
  name: string,
  params: readonly string[],
  strategy: Plan['strategy'],
): Promise<Plan> {
  const given = Object.fromEntries(params.map(parseParam));
  const clock = { now: Date.now, newId: randomUUID, strategy };
  return asUsage(async () => {
    const listing = await listTemplates(createDiskWorkspace({ folders: [{ root: folder }] }), admit);
    return planFromTemplate(listing, name, given, clock);
  });
}

/** All or nothing. Throws `UsageError`. */
export async function savePlan(plan: Plan, file: string, name: string): Promise<void> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, writePlan(plan), { flag: 'wx' });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new UsageError(`The plan can't be saved as ${name}: ${wordsOf(error)}`, { cause: error });
  }
}

/** `name=value`: true, false and JSON lists are read as such, anything else is text. */
export function parseParam(text: string): readonly [string, unknown] {
  const at = text.indexOf('=');
  if (at < 1) throw new UsageError(`--param must be name=value; got "${text}".`);
  const value = text.slice(at + 1);
  return [text.slice(0, at).trim(), valueOf(value)];
}

function valueOf(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  if (!text.startsWith('[')) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text; // no list, then it is text
  }
}

async function asUsage<Value>(make: () => Value | Promise<Value>, prefix = ''): Promise<Value> {
  try {
    return await make();
  } catch (error) {
    if (error instanceof PlanError) throw new UsageError(`${prefix}${error.message}`, { cause: error });
    throw error;
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
