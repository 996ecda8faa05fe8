// `.ci/release [--publish]`: checks what the release would be made of, builds it from the commit alone, and writes checksums and
// provenance beside it. Without `--publish` nothing leaves this machine.

import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { isNewEnough } from '../setup/nodeRuntime.mjs';
import { npmClient } from '../setup/npmClient.mjs';
import { projectRoot } from '../setup/paths.mjs';
import { minimumNode } from '../setup/pins.mjs';
import { beside, capture } from '../setup/runCommand.mjs';
import { exportCommit, inspectTree, sha256Of, stageNpmPackage } from './checkout.mjs';
import { checksumFile, jobOf, provenanceStatement } from './provenance.mjs';
import { masking, publishingPlan, withoutSecrets } from './publishing.mjs';
import { releaseProblems } from './releaseRules.mjs';

const env = process.env;
const mask = masking(env);
const print = (/** @type {string} */ text) => console.log(mask(text));

/** @param {readonly string[]} args */
async function main(args) {
  const unknown = args.find((argument) => argument !== '--publish');
  if (unknown !== undefined) {
    print(`Unknown argument ${unknown}. Usage: .ci/release [--publish]`);
    return 2;
  }
  const publishes = args.includes('--publish');
  if (!isNewEnough(process.versions.node)) {
    print(`A release needs Node ${minimumNode.join('.')} or newer; this is ${process.versions.node}.`);
    return 2;
  }
  const source = await readSource();
  const problems = releaseProblems(source, { publishes });
  const target = path.join(projectRoot, 'dist', 'release');
  const { version } = source.manifest;
  const packagePath = path.join(target, `planwright-${version}.vsix`);
  const archivePath = path.join(target, `planwright-${version}.tgz`);
  const plan = publishes ? publishingPlan({ env, packagePath, archivePath }) : undefined;
  problems.push(...(plan?.problems ?? []));
  if (problems.length > 0) {
    print(`No release:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    return 1;
  }
  const folder = await exportCommit(projectRoot, source.commit);
  try {
    await build(source, path.join(folder, 'source'), { target, packagePath, archivePath });
    if (plan === undefined) print('Nothing was published; that takes --publish.');
    for (const publication of plan?.publications ?? [])
      await publish(publication, path.join(folder, 'source'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return 0;
}

async function readSource() {
  const read = (/** @type {string} */ name) => readFile(path.join(projectRoot, name), 'utf8');
  const [tree, manifest, lock] = await Promise.all([
    inspectTree(projectRoot),
    read('package.json'),
    read('package-lock.json'),
  ]);
  const refTag = env['GITHUB_REF_TYPE'] === 'tag' ? env['GITHUB_REF_NAME'] : env['CI_COMMIT_TAG'];
  return { ...tree, refTag: refTag || undefined, manifest: JSON.parse(manifest), lock: JSON.parse(lock) };
}

/**
 * @param {Awaited<ReturnType<typeof readSource>>} source
 * @param {string} tree The files of the commit.
 * @param {{ target: string, packagePath: string, archivePath: string }} to
 */
async function build(source, tree, { target, packagePath, archivePath }) {
  const startedOn = new Date().toISOString();
  const commands = [];
  // What is installed may run code while it builds; nothing in its environment speaks for anybody. Times are those of the commit, so
  // that the same commit gives the same bytes.
  const buildEnv = {
    ...withoutSecrets(env),
    PATH: [path.dirname(process.execPath), env['PATH'] ?? ''].join(path.delimiter),
    SOURCE_DATE_EPOCH: source.commitSeconds,
    TZ: 'UTC',
  };
  const npm = npmClient();
  const npmRuns = async (/** @type {string[]} */ words, /** @type {string} */ cwd) => {
    const command = `npm ${words.join(' ')}`;
    print(`${command} ...`);
    commands.push(command);
    await run(command, npm.command, [...npm.args, ...words], { cwd, env: buildEnv });
  };
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  await npmRuns(['ci', '--ignore-scripts'], tree);
  await npmRuns(['run', 'package'], tree);
  await copyFile(path.join(tree, 'dist', 'planwright.vsix'), packagePath);
  const staged = path.join(tree, 'dist', 'npm');
  await stageNpmPackage(tree, staged);
  await npmRuns(['pack', '--ignore-scripts'], staged);
  await copyFile(path.join(staged, path.basename(archivePath)), archivePath);

  const outputs = [];
  for (const file of [packagePath, archivePath]) {
    outputs.push({ name: path.basename(file), sha256: await sha256Of(file) });
  }
  const { tags, commit, remote, manifest } = source;
  const tag = `v${manifest.version}`;
  const statement = provenanceStatement({
    version: manifest.version,
    tag: tags.includes(tag) ? tag : undefined,
    commit,
    remote,
    lockSha256: await sha256Of(path.join(tree, 'package-lock.json')),
    commands,
    nodeVersion: process.versions.node,
    npmVersion: (await capture(npm.command, [...npm.args, '--version'], { env: buildEnv })).trim(),
    ...jobOf(env),
    startedOn,
    finishedOn: new Date().toISOString(),
    outputs,
  });
  await writeFile(path.join(target, 'SHA256SUMS'), checksumFile(outputs));
  await writeFile(path.join(target, 'provenance.intoto.json'), `${JSON.stringify(statement, null, 2)}\n`);
  print(`${checksumFile(outputs)}In ${path.relative(projectRoot, target)}${path.sep}.`);
}

/**
 * @param {import('./publishing.mjs').Publication} publication
 * @param {string} tree Its packages are those of the lock file.
 */
async function publish({ title, program, args }, tree) {
  print(`Publishing ${title} ...`);
  const { args: npmScript } = npmClient();
  const script = program === 'npm' ? npmScript : [path.join(tree, 'node_modules', '@vscode', 'vsce', 'vsce')];
  await run(`${program} publish`, process.execPath, [...script, ...args], { cwd: tree, env });
}

/**
 * @param {string} title
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 */
async function run(title, program, args, options) {
  const { exitCode, output } = await beside(program, args, options);
  if (exitCode !== 0) throw new Error(`${title} ended with ${exitCode}:\n${output}`);
}

main(process.argv.slice(2)).then(
  (exitCode) => process.exit(exitCode),
  (error) => {
    console.error(mask(`Error: ${error instanceof Error ? error.message : String(error)}`));
    process.exit(1);
  },
);
