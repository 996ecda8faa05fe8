// What has to hold before anything is built: each rule gives the reasons against a release as sentences, and none where there is nothing
// to say. Nothing here reads a file or starts a program.

/**
 * @typedef {object} Source
 * @property {string} status What `git status --porcelain --untracked-files=all` prints.
 * @property {readonly string[]} tags Tags of the commit.
 * @property {string | undefined} refTag The tag that started the job; undefined where none did.
 * @property {Manifest} manifest
 * @property {Lock} lock
 */

/**
 * @typedef {object} Manifest
 * @property {string} version
 * @property {Record<string, string>} [scripts]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [devDependencies]
 * @property {Record<string, string>} [optionalDependencies]
 */

/**
 * @typedef {object} Lock
 * @property {number} [lockfileVersion]
 * @property {string} [version]
 * @property {Record<string, LockEntry>} [packages]
 */

/** @typedef {{ version?: string, resolved?: string, integrity?: string, link?: boolean } & Record<string, unknown>} LockEntry */

/**
 * All reasons against a release.
 * @param {Source} source
 * @param {{ publishes: boolean }} options
 * @returns {string[]}
 */
export function releaseProblems(source, { publishes }) {
  const { status, tags, refTag, manifest, lock } = source;
  return [
    ...treeProblems(status),
    ...tagProblems({ version: manifest.version, tags, refTag, publishes }),
    ...manifestProblems(manifest),
    ...lockProblems(lock, manifest),
  ];
}

/**
 * @param {string} status
 * @returns {string[]}
 */
export function treeProblems(status) {
  const files = status.split('\n').filter((line) => line.trim() !== '');
  if (files.length === 0) return [];
  const shown = files.slice(0, MOST_NAMES).map((line) => line.slice(3));
  const more = files.length > shown.length ? ` and ${files.length - shown.length} more` : '';
  return [`The tree is not clean: ${shown.join(', ')}${more}.`];
}

/**
 * A tag that looks like one of a version has to be the one of `package.json`; without any only a build for trying out is made.
 * @param {{ version: string, tags: readonly string[], refTag: string | undefined, publishes: boolean }} given
 * @returns {string[]}
 */
export function tagProblems({ version, tags, refTag, publishes }) {
  const wanted = `v${version}`;
  if (!VERSION.test(version)) return [`The version ${JSON.stringify(version)} of package.json is none.`];
  const others = [...new Set([...tags, ...(refTag === undefined ? [] : [refTag])])].filter(
    (tag) => /^v?\d/.test(tag) && tag !== wanted,
  );
  const problems = others.map((tag) => `The tag ${tag} is not the version of package.json, ${version}.`);
  if (refTag !== undefined && !tags.includes(refTag))
    problems.push(`The tag ${refTag} that started this does not stand at the commit that is checked out.`);
  if (publishes && !tags.includes(wanted)) problems.push(`The commit does not have the tag ${wanted}.`);
  return problems;
}

/**
 * Nothing runs when the package is installed, and each dependency is one version.
 * @param {Manifest} manifest
 * @returns {string[]}
 */
export function manifestProblems(manifest) {
  const scripts = Object.keys(manifest.scripts ?? {}).filter((name) => INSTALL_SCRIPTS.has(name));
  const loose = Object.entries(dependenciesOf(manifest)).filter(([, version]) => !VERSION.test(version));
  return [
    ...scripts.map((name) => `package.json has the script "${name}", which runs on its own.`),
    ...loose.map(([name, version]) => `package.json does not pin ${name}: ${version}`),
  ];
}

/**
 * The lock file has to be the one of the manifest, and to fix the content of every package without saying where it comes from.
 * @param {Lock} lock
 * @param {Manifest} manifest
 * @returns {string[]}
 */
export function lockProblems(lock, manifest) {
  if (lock.lockfileVersion !== 3) return ['package-lock.json is not of version 3.'];
  const { '': root, ...packages } = lock.packages ?? {};
  if (root === undefined) return ['package-lock.json has no entry for this package.'];
  const problems = [];
  if (lock.version !== manifest.version || root.version !== manifest.version)
    problems.push(`package-lock.json is of version ${lock.version}, package.json of ${manifest.version}.`);
  const locked = dependenciesOf(root);
  const wanted = dependenciesOf(manifest);
  for (const name of new Set([...Object.keys(locked), ...Object.keys(wanted)])) {
    if (locked[name] !== wanted[name])
      problems.push(
        `package-lock.json has ${name} ${locked[name] ?? 'not at all'}, package.json ${wanted[name] ?? 'not at all'}.`,
      );
    else if (packages[`node_modules/${name}`]?.version !== wanted[name])
      problems.push(`package-lock.json does not hold ${name} ${wanted[name]}.`);
  }
  for (const [place, entry] of Object.entries(packages)) {
    const reason = entryProblem(entry);
    if (reason !== undefined) problems.push(`package-lock.json, ${place}: ${reason}.`);
  }
  return problems;
}

/**
 * @param {LockEntry} entry
 * @returns {string | undefined}
 */
function entryProblem(entry) {
  if (entry.link === true) return 'a link to a folder';
  if (entry.resolved !== undefined) return 'a download address';
  if (typeof entry.version !== 'string' || !VERSION.test(entry.version)) return 'no exact version';
  if (typeof entry.integrity !== 'string' || !INTEGRITY.test(entry.integrity))
    return 'no SHA-512 of its content';
  return undefined;
}

/**
 * @param {object} manifest
 * @returns {Record<string, string>}
 */
function dependenciesOf(manifest) {
  const {
    dependencies = {},
    devDependencies = {},
    optionalDependencies = {},
  } = /** @type {Manifest} */ (manifest);
  return Object.assign(Object.create(null), dependencies, devDependencies, optionalDependencies);
}

const MOST_NAMES = 10;
const VERSION = /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/;
const INTEGRITY = /^sha512-[A-Za-z0-9+/]{86}==$/;

/** npm runs these without being asked. */
const INSTALL_SCRIPTS = new Set([
  ...['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare'],
  ...['prepack', 'postpack', 'prepublishOnly', 'publish', 'postpublish', 'dependencies'],
  ...['vscode:prepublish', 'vscode:uninstall'],
]);
