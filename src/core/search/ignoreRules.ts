// Ignore files as a walk meets them: each counts for its folder and below, and the deepest one that says something wins.
import ignore from 'ignore';
import type { Ignore } from 'ignore';
import type { FolderReader } from './folderReader';

/** Later ones win over earlier ones in the same folder, as for ripgrep. */
export const ignoreFileNames: readonly string[] = ['.gitignore', '.ignore', '.rgignore'];

const maxIgnoreFileBytes = 1024 * 1024;

interface Level {
  /** Folder of the ignore files, relative to the top folder with `/`; empty for the top folder. */
  readonly folder: string;
  readonly rules: Ignore;
}

/** The rules that hold in one folder. Paths are relative to the top folder, with `/`. */
export class IgnoreRules {
  static readonly none = new IgnoreRules([]);

  private constructor(
    /** Deepest first. */
    private readonly levels: readonly Level[],
  ) {}

  isIgnored(path: string, isFolder: boolean): boolean {
    for (const { folder, rules } of this.levels) {
      const relative = folder === '' ? path : path.slice(folder.length + 1);
      const result = rules.test(isFolder ? `${relative}/` : relative);
      if (result.ignored || result.unignored) {
        return result.ignored;
      }
    }
    return false;
  }

  /**
   * These rules and those of the ignore files in `folder` (whose absolute path is `absolute`).
   * `names` are the names in it, where they are known: they save asking for what is not there.
   */
  async with(
    reader: FolderReader,
    folder: string,
    absolute: string,
    names?: ReadonlySet<string>,
  ): Promise<IgnoreRules> {
    const present = ignoreFileNames.filter((name) => names?.has(name) ?? true);
    const separator = absolute.endsWith('/') ? '' : '/';
    const texts = await Promise.all(
      present.map((name) => reader.readText(`${absolute}${separator}${name}`, maxIgnoreFileBytes)),
    );
    const known = texts.filter((text) => text !== undefined);
    if (known.length === 0) {
      return this;
    }
    const rules = ignore();
    for (const text of known) {
      rules.add(text);
    }
    return new IgnoreRules([{ folder, rules }, ...this.levels]);
  }
}
