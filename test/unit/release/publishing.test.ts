import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { npmManifest } from '../../../scripts/release/checkout.mjs';
import { masking, publishingPlan, withoutSecrets } from '../../../scripts/release/publishing.mjs';

const files = { packagePath: 'planwright.vsix', archivePath: 'planwright.tgz' };
const job = {
  ACTIONS_ID_TOKEN_REQUEST_URL: 'https://host.example',
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'abc123abc123',
};

test('a job with an identity publishes by it, with provenance and without a token among the arguments', () => {
  const { publications, problems } = publishingPlan({ env: { ...job, VSCE_PAT: 'pat-pat-pat' }, ...files });
  expect(problems).toEqual([]);
  expect(publications.map(({ program, args }) => [program, ...args])).toEqual([
    ['npm', 'publish', 'planwright.tgz', '--provenance', '--access', 'public', '--ignore-scripts'],
    ['vsce', 'publish', '--packagePath', 'planwright.vsix', '--oidc'],
  ]);
});

test.each([
  ['nothing', {}, 2],
  ['tokens only', { NPM_TOKEN: 'secret', VSCE_PAT: 'secret' }, 1],
  ['an identity for npm only', { SIGSTORE_ID_TOKEN: 'secret' }, 1],
])('with %s nothing is published at all', (_, env, count) => {
  const { publications, problems } = publishingPlan({ env, ...files });
  expect(publications).toEqual([]);
  expect(problems).toHaveLength(count);
});

test('a build sees nothing that speaks for somebody', () => {
  const kept = {
    PATH: '/bin',
    HOME: '/home/somebody',
    HTTPS_PROXY: 'http://proxy.example',
    npm_config_registry: 'x',
  };
  const secret = {
    ...job,
    NPM_TOKEN: 'a',
    NODE_AUTH_TOKEN: 'a',
    VSCE_PAT: 'a',
    GITHUB_TOKEN: 'a',
    AWS_SECRET_ACCESS_KEY: 'a',
    AZURE_FEDERATED_TOKEN_FILE: 'a',
    ANTHROPIC_API_KEY: 'a',
    'npm_config_//host.example/:_authToken': 'a',
    SSH_AUTH_SOCK: 'a',
  };
  expect(withoutSecrets({ ...kept, ...secret })).toEqual(kept);
});

test('no token is printed, not even as a part of an address', () => {
  const mask = masking({
    NPM_TOKEN: 'npm/abcdef',
    VSCE_PAT: 'patpatpat',
    HOME: '/home/somebody',
    CI_TOKEN: '',
  });
  expect(mask('PUT https://x.example/?t=npm%2Fabcdef npm/abcdef patpatpat /home/somebody')).toBe(
    'PUT https://x.example/?t=*** *** *** /home/somebody',
  );
});

test('the npm package depends on nothing but what is outside of the bundles, in the version of the lock file', () => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
  const staged = npmManifest(manifest);
  expect(staged).not.toHaveProperty('scripts');
  expect(staged).not.toHaveProperty('devDependencies');
  expect(staged.dependencies).toEqual({ '@vscode/ripgrep': manifest.devDependencies['@vscode/ripgrep'] });
  const external = /external: \[(.*ripgrep.*)\]/.exec(readFileSync('esbuild.mjs', 'utf8'))?.[1];
  expect(external).toBe("'vscode', '@vscode/ripgrep'");
});
