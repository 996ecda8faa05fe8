// What a release says about itself: a checksum for each file, and where the files come from as an in-toto statement with SLSA's
// provenance (version 1). The statement carries no signature of its own; who publishes with an identity signs (docs/guide/release.md).

/**
 * @typedef {object} Output
 * @property {string} name File name.
 * @property {string} sha256 Lower-case hex.
 */

/**
 * @typedef {object} Build
 * @property {string} version
 * @property {string | undefined} tag The tag of the version; undefined for a build to try out.
 * @property {string} commit 40 hex digits.
 * @property {string | undefined} remote Address of the repository as git has it.
 * @property {string} lockSha256 Of package-lock.json.
 * @property {readonly string[]} commands In the order in which they ran, in a checkout of the commit and nothing else.
 * @property {string} nodeVersion
 * @property {string} npmVersion
 * @property {string | undefined} builder Address of what ran the build; undefined for somebody's own machine.
 * @property {string | undefined} invocation Address of this one run of it.
 * @property {string} startedOn ISO 8601.
 * @property {string} finishedOn ISO 8601.
 * @property {readonly Output[]} outputs
 */

export const BUILD_TYPE = 'urn:planwright:release:v1';
export const LOCAL_BUILDER = 'urn:planwright:builder:local';

/**
 * In the format of `sha256sum`, by name.
 * @param {readonly Output[]} outputs
 * @returns {string}
 */
export function checksumFile(outputs) {
  return byName(outputs)
    .map(({ name, sha256 }) => `${sha256}  ${name}\n`)
    .join('');
}

/**
 * @param {Build} build
 */
export function provenanceStatement(build) {
  const uri = publicAddress(build.remote);
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: byName(build.outputs).map(({ name, sha256 }) => ({ name, digest: { sha256 } })),
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        buildType: BUILD_TYPE,
        externalParameters: {
          version: build.version,
          ...(build.tag === undefined ? {} : { ref: `refs/tags/${build.tag}` }),
        },
        internalParameters: {
          commands: build.commands,
          node: build.nodeVersion,
          npm: build.npmVersion,
        },
        resolvedDependencies: [
          {
            name: 'source',
            ...(uri === undefined ? {} : { uri: `git+${uri}` }),
            digest: { gitCommit: build.commit },
          },
          { name: 'package-lock.json', digest: { sha256: build.lockSha256 } },
        ],
      },
      runDetails: {
        builder: { id: build.builder ?? LOCAL_BUILDER },
        metadata: {
          ...(build.invocation === undefined ? {} : { invocationId: build.invocation }),
          startedOn: build.startedOn,
          finishedOn: build.finishedOn,
        },
      },
    },
  };
}

/**
 * What ran the build, as far as its environment says it.
 * @param {Readonly<Record<string, string | undefined>>} env
 * @returns {Pick<Build, 'builder' | 'invocation'>}
 */
export function jobOf(env) {
  const { GITHUB_SERVER_URL: server, GITHUB_WORKFLOW_REF: workflow, GITHUB_REPOSITORY: repository } = env;
  if (env['GITHUB_ACTIONS'] === 'true' && server && workflow) {
    return {
      builder: `${server}/${workflow}`,
      invocation: `${server}/${repository}/actions/runs/${env['GITHUB_RUN_ID']}/attempts/${env['GITHUB_RUN_ATTEMPT'] ?? 1}`,
    };
  }
  if (env['GITLAB_CI'] === 'true' && env['CI_PROJECT_URL'])
    return {
      builder: `${env['CI_PROJECT_URL']}/-/runners/${env['CI_RUNNER_ID']}`,
      invocation: env['CI_JOB_URL'],
    };
  return { builder: undefined, invocation: undefined };
}

/**
 * The address of a repository as anybody may see it: without a name and a password, and not at all where it is a path of a machine.
 * @param {string | undefined} remote
 * @returns {string | undefined}
 */
export function publicAddress(remote) {
  if (remote === undefined) return undefined;
  const short = /^(?:[^@/\s]+@)?([\w.-]+\.[\w-]+):(?!\/\/)(\S+)$/.exec(remote);
  const text = short === null ? remote : `ssh://${short[1]}/${short[2]}`;
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (!/^(?:https|ssh|git):$/.test(url.protocol)) return undefined;
  url.username = '';
  url.password = '';
  url.search = '';
  url.hash = '';
  return url.href;
}

/**
 * @param {readonly Output[]} outputs
 * @returns {Output[]}
 */
function byName(outputs) {
  return [...outputs].sort((left, right) => (left.name < right.name ? -1 : 1));
}
