/** In-editor suites that share one editor. */
export interface SuiteGroup {
  /** Folder below `test/vscode` with the `*.test.ts` files, and name of the group. */
  readonly name: string;
  /** False: the workspace is not trusted (Restricted Mode). */
  readonly trust: boolean;
  /** Paths of folders, each a root of the workspace and empty. Default: one root with the sample project. */
  readonly roots?: readonly string[];
  /** User settings that differ from the quiet ones. */
  readonly settings: Readonly<Record<string, unknown>>;
}

export const suiteGroups: readonly SuiteGroup[] = [
  { name: 'suites', trust: true, settings: {} },
  { name: 'multiRoot', trust: true, settings: {}, roots: ['api', 'web', 'old/api'] },
  { name: 'restricted', trust: false, settings: {} },
  {
    name: 'autoSave',
    trust: true,
    settings: { 'files.autoSave': 'afterDelay', 'files.autoSaveDelay': 200 },
  },
];
