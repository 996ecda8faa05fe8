// The commit as files, and nothing beside it: what lies in the working tree without being tracked can't reach a build.

import { createHash } from 'node:crypto';
import { copyFile, cp, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { capture } from '../setup/runCommand.mjs';

/**
 * What git says about a working tree. Rejects where it is none.
 * @param {string} root
 */
export async function inspectTree(root) {
  const git = async (/** @type {string[]} */ ...args) =>
    (await capture('git', args, { cwd: root })).trimEnd();
  const [status, commit, tags, date, remote] = await Promise.all([
    git('status', '--porcelain', '--untracked-files=all'),
    git('rev-parse', 'HEAD'),
    git('tag', '--points-at', 'HEAD'),
    git('log', '-1', '--format=%ct'),
    git('config', '--get', 'remote.origin.url').catch(() => undefined),
  ]);
  return { status, commit, tags: tags.split('\n').filter(Boolean), commitSeconds: date, remote };
}

/**
 * Writes the files of a commit into a new folder of its own and returns its path; the caller removes it.
 * @param {string} root
 * @param {string} commit
 * @returns {Promise<string>}
 */
export async function exportCommit(root, commit) {
  const folder = await mkdtemp(path.join(tmpdir(), 'planwright-release-'));
  const archive = path.join(folder, 'source.tar');
  const tree = path.join(folder, 'source');
  await mkdir(tree);
  await capture('git', ['archive', '--format=tar', `--output=${archive}`, commit], { cwd: root });
  await capture('tar', ['-xf', archive, '-C', tree]);
  return folder;
}

/**
 * The folder that becomes the npm package: the command line and the library, bundled. What stays outside of the bundles is its only
 * dependency, in exactly the version that the lock file has.
 * @param {string} tree A built checkout.
 * @param {string} target Is created.
 */
export async function stageNpmPackage(tree, target) {
  const manifest = JSON.parse(await readFile(path.join(tree, 'package.json'), 'utf8'));
  await mkdir(path.join(target, 'dist'), { recursive: true });
  for (const name of ['cli.js', 'core.js', 'effectsWorker.js', 'chunks', 'grammars'])
    await cp(path.join(tree, 'dist', name), path.join(target, 'dist', name), { recursive: true });
  for (const name of ['README.md', 'CHANGELOG.md', 'LICENSE'])
    await copyFile(path.join(tree, name), path.join(target, name));
  await cp(path.join(tree, 'skills'), path.join(target, 'skills'), { recursive: true });
  await writeFile(path.join(target, 'package.json'), `${JSON.stringify(npmManifest(manifest), null, 2)}\n`);
}

/**
 * @param {Record<string, any>} manifest The one of the repository.
 */
export function npmManifest(manifest) {
  const { name, version, description, license, type, bin, exports } = manifest;
  return {
    name,
    version,
    description,
    license,
    type,
    bin,
    exports,
    engines: { node: manifest.engines.node },
    ...(manifest.repository === undefined ? {} : { repository: manifest.repository }),
    files: ['dist', 'skills', 'CHANGELOG.md'],
    dependencies: Object.fromEntries(
      OUTSIDE_OF_BUNDLES.map((dependency) => [dependency, manifest.devDependencies[dependency]]),
    ),
  };
}

/** As in `external` of esbuild.mjs. */
const OUTSIDE_OF_BUNDLES = ['@vscode/ripgrep'];

/**
 * @param {string} file
 * @returns {Promise<string>} Lower-case hex.
 */
export async function sha256Of(file) {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}
