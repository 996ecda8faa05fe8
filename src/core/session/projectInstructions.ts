// Finds the instructions that a project keeps for agents: AGENTS.md, else CLAUDE.md, else .github/copilot-instructions.md.
// Those of the roots go into the system prompt; those of a folder further in go along with the first tool result that touches it,
// so the nearest ones are the last ones read. Only in trusted workspaces, and only what a person has trusted.
import { stripInvisible } from '../security/visibleText';
import { nameInFolder } from '../trust/workspaceContent';
import type { AdmitContent } from '../trust/workspaceContent';
import type { ResolvedPath, Workspace, WorkspaceFolder } from '../workspace/workspace';
import { WorkspaceError } from '../workspace/workspaceError';
import type { NoticeCause } from '../words/noticeCause';

const ROOT_NAMES = ['AGENTS.md', 'CLAUDE.md', '.github/copilot-instructions.md'];
const NESTED_NAMES = ['AGENTS.md', 'CLAUDE.md'];
/** Bytes of one file that go into a prompt. */
const MAX_BYTES = 32 * 1024;

export interface ProjectInstructions {
  /** Section for the system prompt; empty when there is nothing. */
  ofRoots(): Promise<string>;
  /** Instructions of folders between the root and these files that were not given out before; empty when there are none. */
  ofPaths(paths: readonly ResolvedPath[]): Promise<string>;
}

/**
 * Makes the finder for one session. In an untrusted workspace it finds nothing. Invisible characters, in which orders can be hidden, are
 * taken out; `warn` is told so, and what `admit` held back. `inspect` gets each text as it is in the file and returns it, or marked as
 * untrusted; default as it is. `admit`: default everything, for hosts that vouch for their workspaces.
 */
export function createProjectInstructions(
  workspace: Workspace,
  enabled: boolean,
  {
    warn,
    inspect = (text) => text,
    admit,
  }: {
    readonly warn: (cause: NoticeCause) => void;
    readonly inspect?: (text: string, origin: string) => string;
    readonly admit?: AdmitContent;
  },
): ProjectInstructions {
  const visited = new Set<string>();
  /** Contents that the person was told about. */
  const told = new Set<string>();

  const readIfThere = async (folder: string, name: string): Promise<string | undefined> => {
    try {
      const file = await workspace.resolve(`${folder}/${name}`);
      if (file.folder === undefined || (await workspace.stat(file.path))?.kind !== 'file') return undefined;
      const written = (await workspace.read(file.path, { maxBytes: MAX_BYTES })).text ?? '';
      if (written.trim() === '') return undefined;
      const content = { kind: 'instructions', root: file.folder.root, content: written } as const;
      const named = { ...content, name: nameInFolder(file.folder.root, file.path) };
      const verdict = (await admit?.(named)) ?? 'trusted';
      if (verdict === 'refused') return undefined;
      if (verdict !== 'trusted') {
        if (!told.has(`${file.path}\n${written}`))
          warn({ code: 'content_held_back', file: file.display, isChanged: verdict === 'changed' });
        told.add(`${file.path}\n${written}`);
        return ''; // another file must not take its place before a person has decided
      }
      const { text, removed } = stripInvisible(inspect(written.trim(), file.display));
      if (removed > 0) warn({ code: 'invisible_characters', file: file.display, count: removed });
      return text === '' ? undefined : `## Instructions from ${file.display}\n${text}`;
    } catch (error) {
      if (error instanceof WorkspaceError) return undefined; // unreadable or too large: the agent works without them
      throw error;
    }
  };

  const firstOf = async (folder: string, names: readonly string[]): Promise<string | undefined> => {
    for (const name of names) {
      const text = await readIfThere(folder, name);
      if (text !== undefined) return text;
    }
    return undefined;
  };

  return {
    async ofRoots() {
      if (!enabled || !workspace.isTrusted) return '';
      const found = await Promise.all(workspace.folders.map((folder) => firstOf(folder.root, ROOT_NAMES)));
      return found.filter(isText).join('\n\n');
    },
    async ofPaths(paths) {
      if (!enabled || !workspace.isTrusted) return '';
      const folders = paths.flatMap((file) =>
        file.folder === undefined ? [] : foldersBetween(file.folder, file.path),
      );
      const fresh = [...new Set(folders)].filter((folder) => !visited.has(folder));
      const found = await Promise.all(
        fresh.map(async (folder) => {
          visited.add(folder);
          const text = await firstOf(folder, NESTED_NAMES);
          if (text === '') visited.delete(folder); // it may be trusted by the next time
          return text;
        }),
      );
      return found.filter(isText).join('\n\n');
    },
  };
}

function isText(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}

/** Folders strictly between the root and a path, outermost first. Works for `/` and `\` paths alike. */
export function foldersBetween(folder: WorkspaceFolder, path: string): readonly string[] {
  const separator = folder.root.includes('\\') ? '\\' : '/';
  const root = folder.root.endsWith(separator) ? folder.root.slice(0, -1) : folder.root;
  const parts = path.slice(root.length + 1).split(separator);
  return parts.slice(0, -1).map((_, index) => [root, ...parts.slice(0, index + 1)].join(separator));
}
