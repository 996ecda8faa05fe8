// Where a ripgrep may be found. Pure rules: which of the places has one is asked through `isFile`.

export interface RipgrepPlaces {
  readonly platform: NodeJS.Platform;
  /** As `process.arch`. */
  readonly arch: string;
  /** The editor's own application folder; its ripgrep stands in a different place in each version. */
  readonly appRoot?: string;
  /** Folders from which a package `@vscode/ripgrep` is looked for, each with its parents. */
  readonly moduleFolders?: readonly string[];
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** Absolute paths in the order of preference: the editor's own, the package, then PATH. */
export function ripgrepCandidates(places: RipgrepPlaces): readonly string[] {
  const windows = places.platform === 'win32';
  const separator = windows ? '\\' : '/';
  const program = windows ? 'rg.exe' : 'rg';
  const join = (...parts: readonly string[]) => parts.join(separator);
  const machine = `${places.platform}-${places.arch}`;
  const inModules = (modules: string) => [
    join(modules, '@vscode', 'ripgrep-universal', 'bin', machine, program),
    join(modules, '@vscode', 'ripgrep', 'bin', program),
    join(modules, '@vscode', `ripgrep-${machine}`, 'bin', program),
  ];
  const ofEditor = (
    places.appRoot === undefined ? [] : ['node_modules', 'node_modules.asar.unpacked']
  ).flatMap((modules) => inModules(join(trimSeparator(places.appRoot ?? ''), modules)));
  const ofPackages = (places.moduleFolders ?? [])
    .flatMap((folder) => withParents(trimSeparator(folder), separator))
    .flatMap((folder) => inModules(join(folder, 'node_modules')));
  const pathKey = Object.keys(places.environment ?? {}).find(
    (key) => (windows ? key.toUpperCase() : key) === 'PATH',
  );
  const ofPath = (places.environment?.[pathKey ?? ''] ?? '')
    .split(windows ? ';' : ':')
    .map((folder) => trimSeparator(folder.replace(/^"(.*)"$/, '$1')))
    // A relative entry would let the workspace choose the program.
    .filter((folder) => (windows ? /^[a-z]:\\/i.test(folder) : folder.startsWith('/')))
    .map((folder) => join(folder, program));
  return [...new Set([...ofEditor, ...ofPackages, ...ofPath])];
}

/** The first candidate that is there; undefined without any. */
export function locateRipgrep(places: RipgrepPlaces, isFile: (path: string) => boolean): string | undefined {
  return ripgrepCandidates(places).find(isFile);
}

function withParents(folder: string, separator: string): readonly string[] {
  const folders = [folder];
  for (let end = folder.lastIndexOf(separator); end > 0; end = folder.lastIndexOf(separator, end - 1)) {
    folders.push(folder.slice(0, end));
  }
  return folders;
}

function trimSeparator(folder: string): string {
  return folder.replace(/[\\/]+$/, '');
}
