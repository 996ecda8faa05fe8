// Folders that hold what tools make again: left out by rule, also where no ignore file names them. What git tracks is never left out.

const VERSION_CONTROL: ReadonlySet<string> = new Set(['.git', '.hg', '.svn', '.jj']);

const GENERATED: ReadonlySet<string> = new Set(
  `node_modules bower_components jspm_packages __pycache__ .venv .tox .nox .gradle .mypy_cache .pytest_cache .ruff_cache
  .parcel-cache .turbo .next .nuxt .svelte-kit .terraform .dart_tool .nyc_output .eggs`.split(/\s+/),
);

/** Build output by what lies beside it: such names alone mean nothing. */
const OUTPUT_BESIDE: ReadonlyMap<string, readonly string[]> = new Map([
  ['target', ['Cargo.toml', 'pom.xml', 'build.sbt']],
  ['dist', ['package.json', 'pyproject.toml', 'setup.py']],
  ['out', ['package.json', 'foundry.toml']],
  [
    'build',
    ['package.json', 'build.gradle', 'build.gradle.kts', 'pyproject.toml', 'setup.py', 'pubspec.yaml'],
  ],
  ['coverage', ['package.json']],
  ['venv', ['pyproject.toml', 'requirements.txt', 'setup.py']],
]);

/** Never looked into, whatever is tracked. */
export function isVersionControlFolder(name: string): boolean {
  return VERSION_CONTROL.has(name);
}

/** @param siblings names in the folder that holds it */
export function isGeneratedFolder(name: string, siblings: ReadonlySet<string>): boolean {
  return GENERATED.has(name) || (OUTPUT_BESIDE.get(name)?.some((sibling) => siblings.has(sibling)) ?? false);
}
