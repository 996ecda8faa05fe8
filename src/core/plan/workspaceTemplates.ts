// The plan templates that a workspace has: those that come with the product, and its own in `.planwright/templates/*.json`, as far as a
// person has trusted them.
import { stripInvisible } from '../security/visibleText';
import { nameInFolder } from '../trust/workspaceContent';
import type { AdmitContent } from '../trust/workspaceContent';
import type { Workspace, WorkspaceFolder } from '../workspace/workspace';
import { WorkspaceError } from '../workspace/workspaceError';
import { templateText } from '../words/templateCause';
import type { TemplateCause } from '../words/templateCause';
import { BUILTIN_TEMPLATES } from './builtinTemplates';
import type { Plan } from './plan';
import { PlanError } from './planError';
import { createTemplateRegistry } from './planTemplate';
import type { PlanTemplate, TemplateParams, TemplatePlanOptions } from './planTemplate';
import { readTemplateFile } from './templateFile';

export const TEMPLATE_FOLDER = '.planwright/templates';

/** A template and where it comes from. */
export interface ListedTemplate {
  readonly template: PlanTemplate;
  /** The file as shown; absent: it comes with the product. */
  readonly file?: string;
}

/** A template file that could not be taken as it is. */
export interface TemplateProblem {
  /** As shown. */
  readonly file: string;
  /** From 1; absent: it is about the whole file. */
  readonly line?: number;
  /** One sentence that says what to do. */
  readonly message: string;
  /** The same as a value. */
  readonly cause: TemplateCause;
  /** Nothing is wrong with it: nobody has trusted it yet, or it has changed since. */
  readonly isHeldBack?: true;
}

export interface TemplateListing {
  /** Sorted by name; one of a file takes the place of a built-in one of that name. */
  readonly templates: readonly ListedTemplate[];
  readonly problems: readonly TemplateProblem[];
}

/** Bytes of one template file. */
const MAX_BYTES = 256 * 1024;

/**
 * Reads the files anew at each call. In a workspace that is not trusted only the built-in templates are listed. What a file says wrong is
 * among the problems; nothing is thrown for it. `admit`: default everything, for hosts that vouch for their workspaces.
 */
export async function listTemplates(workspace: Workspace, admit?: AdmitContent): Promise<TemplateListing> {
  const templates = new Map<string, ListedTemplate>(
    BUILTIN_TEMPLATES.map((template) => [template.name, { template }]),
  );
  const problems: TemplateProblem[] = [];
  for (const folder of workspace.isTrusted ? workspace.folders : []) {
    for (const name of await fileNames(workspace, folder, problems)) {
      const read = await readTemplate(workspace, `${folder.root}/${TEMPLATE_FOLDER}/${name}`, name, admit);
      if (read === undefined) continue;
      if ('message' in read) {
        problems.push(read);
        continue;
      }
      const earlier = templates.get(read.template.name)?.file;
      if (earlier !== undefined) {
        const { name: given } = read.template;
        problems.push(problemOf(read.file, { code: 'repeated_name', name: given, file: earlier }));
        continue;
      }
      templates.set(read.template.name, read);
      if (read.removed > 0)
        problems.push(problemOf(read.file, { code: 'invisible_characters', count: read.removed }));
    }
  }
  const listed = [...templates.values()].map(({ template, file }) => ({
    template,
    ...(file === undefined ? {} : { file }),
  }));
  listed.sort((left, right) => left.template.name.localeCompare(right.template.name));
  return { templates: listed, problems };
}

/** Such as `.planwright/templates/audit.json:4: …`. */
export function templateProblemText({ file, line, message }: TemplateProblem): string {
  return `${file}${line === undefined ? '' : `:${line}`}: ${message}`;
}

/**
 * Throws `PlanError` `template` for an unknown name, which also tells the problems that may be why, and for a missing parameter; `invalid`
 * for steps that break a rule.
 *
 * @param listing of several with one name the last one counts
 */
export async function planFromTemplate(
  { templates, problems }: TemplateListing,
  name: string,
  params: TemplateParams,
  options: TemplatePlanOptions,
): Promise<Plan> {
  const registry = createTemplateRegistry(templates.map(({ template }) => template));
  const isThere = templates.some(({ template }) => template.name === name);
  try {
    return await registry.create(name, params, options);
  } catch (error) {
    if (isThere || problems.length === 0 || !(error instanceof PlanError)) throw error;
    const lines = [error.message, ...problems.map(templateProblemText)];
    throw new PlanError(lines.join('\n'), 'template', lines);
  }
}

async function fileNames(
  workspace: Workspace,
  folder: WorkspaceFolder,
  problems: TemplateProblem[],
): Promise<readonly string[]> {
  try {
    const { path } = await workspace.resolve(`${folder.root}/${TEMPLATE_FOLDER}`);
    if ((await workspace.stat(path))?.kind !== 'directory') return [];
    const entries = await workspace.list(path);
    return entries.map(({ name }) => name).filter((name) => name.toLowerCase().endsWith('.json'));
  } catch (error) {
    if (!(error instanceof WorkspaceError)) throw error;
    problems.push(problemOf(TEMPLATE_FOLDER, { code: 'unreadable', of: error.why }));
    return [];
  }
}

async function readTemplate(
  workspace: Workspace,
  path: string,
  name: string,
  admit: AdmitContent | undefined,
): Promise<(Required<ListedTemplate> & { readonly removed: number }) | TemplateProblem | undefined> {
  try {
    const file = await workspace.resolve(path);
    if (file.folder === undefined) return problemOf(file.display, { code: 'leads_outside' });
    const written = (await workspace.read(file.path, { maxBytes: MAX_BYTES })).text;
    if (written === undefined) return problemOf(file.display, { code: 'no_text' });
    const { root } = file.folder;
    const content = {
      kind: 'template',
      root,
      name: nameInFolder(root, file.path),
      content: written,
    } as const;
    const verdict = (await admit?.(content)) ?? 'trusted';
    if (verdict === 'refused') return undefined;
    if (verdict !== 'trusted')
      return {
        ...problemOf(file.display, { code: verdict === 'new' ? 'not_trusted' : 'changed_since_trusted' }),
        isHeldBack: true,
      };
    const { text, removed } = stripInvisible(written);
    const reading = readTemplateFile(text, name.replace(/\.json$/i, ''));
    if (reading.ok) return { template: reading.template, file: file.display, removed };
    return { ...problemOf(file.display, reading.cause), line: reading.line };
  } catch (error) {
    if (!(error instanceof WorkspaceError)) throw error;
    return problemOf(error.path, { code: 'unreadable', of: error.why });
  }
}

function problemOf(file: string, cause: TemplateCause): TemplateProblem {
  return { file, message: templateText(cause), cause };
}
