// What a workspace brings that instructs the agent, configures it or runs: a value with a hash. It does nothing until a person has
// trusted exactly this content.
import { createHash } from 'node:crypto';

export const CONTENT_KINDS = [
  'instructions',
  'template',
  'plan',
  'config',
  'skill',
  'hook',
  'mcp_server',
  'agent',
  'prompt',
] as const;
export type ContentKind = (typeof CONTENT_KINDS)[number];

export interface WorkspaceContent {
  readonly kind: ContentKind;
  /** The folder of the workspace, as an absolute path or address. */
  readonly root: string;
  /** The file below it, with `/`; for one entry of a file, such as an MCP server, with its name behind a `#`. */
  readonly name: string;
  /** All of what would be used, such as command, arguments and environment of an entry. It is what people are shown. */
  readonly content: string;
}

/** `changed`: another content of it was trusted. `refused`: a person never wants to be asked about it again. */
export type ContentVerdict = 'trusted' | 'new' | 'changed' | 'refused';

/**
 * The one question of every loader, about the very text that it goes on with. Only after `trusted` may that be used. Must not throw:
 * a guard that fails answers `new`.
 */
export type AdmitContent = (content: WorkspaceContent) => Promise<ContentVerdict>;

/** SHA-256 in hex. */
export function contentHash(content: string): string {
  return createHash('sha256').update(content, 'utf8').digest('hex');
}

/** Tells one thing from every other, whatever it holds. */
export function contentId({ kind, root, name }: Omit<WorkspaceContent, 'content'>): string {
  return contentHash(JSON.stringify([kind, root, name]));
}

/** The name of a file in its folder, both as resolved paths. */
export function nameInFolder(root: string, path: string): string {
  return path.slice(root.length).replaceAll('\\', '/').replace(/^\/+/, '');
}

/** What a file of a workspace would be used as; undefined for one that is only data. */
export function kindOfFile(name: string): ContentKind | undefined {
  if (/(?:^|\/)(?:AGENTS|CLAUDE)\.md$/.test(name) || name === '.github/copilot-instructions.md')
    return 'instructions';
  if (/^\.planwright\/templates\/[^/]+\.json$/i.test(name)) return 'template';
  if (/(?:^|\/)(?:planwright\.json|agent\.hcl)$/.test(name)) return 'config';
  return name.toLowerCase().endsWith('.json') ? 'plan' : undefined;
}
