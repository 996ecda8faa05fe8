// Where a release may go, and who says that it may: `--publish` and an identity that the environment gives. A token is never an argument,
// and what the builds see has neither (`withoutSecrets`).

/**
 * @typedef {object} Publication
 * @property {string} title
 * @property {'npm' | 'vsce'} program
 * @property {string[]} args
 */

/**
 * @typedef {object} Plan
 * @property {Publication[]} publications
 * @property {string[]} problems Reasons not to publish anything.
 */

/**
 * @param {{ env: Readonly<Record<string, string | undefined>>, packagePath: string, archivePath: string }} given Where the two
 *   files lie: the extension and the npm package.
 * @returns {Plan}
 */
export function publishingPlan({ env, packagePath, archivePath }) {
  const isGitHub =
    Boolean(env['ACTIONS_ID_TOKEN_REQUEST_URL']) && Boolean(env['ACTIONS_ID_TOKEN_REQUEST_TOKEN']);
  const isGitLab = Boolean(env['SIGSTORE_ID_TOKEN']);
  const vsceIdentity = isGitHub
    ? '--oidc'
    : env['AZURE_FEDERATED_TOKEN_FILE']
      ? '--azure-credential'
      : undefined;
  const problems = [];
  // npm's provenance is signed with the identity of the job: without one there is none, and then nothing goes out.
  if (!isGitHub && !isGitLab)
    problems.push('npm: no identity of a job is there, so that no provenance can be signed.');
  if (vsceIdentity === undefined && !env['VSCE_PAT'])
    problems.push('vsce: no identity of a job and no VSCE_PAT is there.');
  if (problems.length > 0) return { publications: [], problems };
  return {
    problems,
    publications: [
      {
        title: 'the npm package',
        program: 'npm',
        args: ['publish', archivePath, '--provenance', '--access', 'public', '--ignore-scripts'],
      },
      {
        title: 'the extension',
        program: 'vsce',
        args: [
          'publish',
          '--packagePath',
          packagePath,
          ...(vsceIdentity === undefined ? [] : [vsceIdentity]),
        ],
      },
    ],
  };
}

/**
 * What a build may see: everything but what could speak for somebody.
 * @param {Readonly<Record<string, string | undefined>>} env
 * @returns {Record<string, string>}
 */
export function withoutSecrets(env) {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      value === undefined || isSecretName(name) ? [] : [[name, value]],
    ),
  );
}

/**
 * Puts a mark for each secret value of the environment.
 * @param {Readonly<Record<string, string | undefined>>} env
 * @returns {(text: string) => string}
 */
export function masking(env) {
  const values = Object.entries(env)
    .flatMap(([name, value]) =>
      value === undefined || !isSecretName(name) ? [] : [value, encodeURIComponent(value)],
    )
    .filter((value) => value.length >= SHORTEST_SECRET)
    .sort((left, right) => right.length - left.length);
  return (text) => values.reduce((masked, value) => masked.replaceAll(value, '***'), text);
}

const SHORTEST_SECRET = 6;

/** @param {string} name */
function isSecretName(name) {
  return (
    /(?:^|_)(?:TOKEN|PAT|SECRET|SECRETS|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?|APIKEY|KEY|AUTH)(?:_|$)/i.test(
      name,
    ) ||
    /_authToken$|_auth$|_password$/i.test(name) ||
    /^(?:ACTIONS_|AZURE_|AWS_|SIGSTORE_|GOOGLE_|SSH_AUTH_SOCK$)/i.test(name)
  );
}
