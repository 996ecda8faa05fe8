// Joins the system prompt from parts (spec section 17): identity, core, response format, guidelines, extra, project instructions.
import {
  COMPLETION,
  CORE_BEHAVIOUR,
  IDENTITY,
  IDENTITY_CLAUSE,
  RESPONSE_FORMAT,
  TOOL_STRATEGY,
} from './systemPrompt.prompt';
import type { PromptSlots } from './sessionOptions';

/** What is stable about the place where the session works. */
export interface WorkspaceFacts {
  readonly folders: readonly { readonly name: string; readonly root: string }[];
  /** Such as `linux`, `win32`. */
  readonly platform: string;
  /** Absent where commands can't run. */
  readonly shell?: string;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly readOnly: boolean;
}

export interface SystemPromptParts {
  readonly slots: PromptSlots;
  readonly facts: WorkspaceFacts;
  /** Text of AGENTS.md or its fall-backs; empty when there is none. */
  readonly projectInstructions: string;
  /** What skills there are; empty when there are none. */
  readonly skills?: string;
}

/** The whole system prompt. Empty slots add nothing. */
export function buildSystemPrompt({
  slots,
  facts,
  projectInstructions,
  skills = '',
}: SystemPromptParts): string {
  const sections = [
    `${identity(slots.role)} ${IDENTITY_CLAUSE}`,
    CORE_BEHAVIOUR,
    TOOL_STRATEGY,
    COMPLETION,
    `## Response Format\n${clean(slots.responseStyle) || RESPONSE_FORMAT}`,
  ];
  const guidelines = clean(slots.guidelines);
  if (guidelines !== '') sections.push(`## Guidelines\n${guidelines}`);
  sections.push(workspaceSection(facts));
  const extra = clean(slots.extra);
  if (extra !== '') sections.push(extra);
  if (projectInstructions !== '') sections.push(projectInstructions);
  if (skills !== '') sections.push(skills);
  return sections.join('\n\n');
}

function identity(role: string | undefined): string {
  const text = clean(role);
  return text === '' ? `${IDENTITY}.` : `${text.replace(/\.+$/, '')}.`;
}

function clean(text: string | undefined): string {
  return (text ?? '').replaceAll('\r', '').trim();
}

function workspaceSection(facts: WorkspaceFacts): string {
  const [first, ...others] = facts.folders;
  const lines = ['## Workspace'];
  if (first === undefined) lines.push('No folder is open.');
  else if (others.length === 0) lines.push(`Folder: ${first.root}`);
  else {
    lines.push('Folders (write paths as `name/...`):');
    for (const folder of facts.folders) lines.push(`- ${folder.name}: ${folder.root}`);
  }
  lines.push(`Platform: ${facts.platform}`);
  lines.push(facts.shell === undefined ? 'Commands cannot be run here.' : `Shell of bash: ${facts.shell}`);
  lines.push(`Date: ${facts.date}`);
  if (facts.readOnly)
    lines.push('This workspace is read-only for you: look and explain, do not try to change it.');
  return lines.join('\n');
}
