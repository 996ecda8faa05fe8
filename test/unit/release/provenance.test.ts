import { expect, test } from 'vitest';
import {
  checksumFile,
  jobOf,
  LOCAL_BUILDER,
  provenanceStatement,
  publicAddress,
} from '../../../scripts/release/provenance.mjs';

const outputs = [
  { name: 'planwright-1.2.3.vsix', sha256: 'b'.repeat(64) },
  { name: 'planwright-1.2.3.tgz', sha256: 'a'.repeat(64) },
];

test('checksums are in the format of sha256sum, by name', () => {
  expect(checksumFile(outputs)).toBe(
    `${'a'.repeat(64)}  planwright-1.2.3.tgz\n${'b'.repeat(64)}  planwright-1.2.3.vsix\n`,
  );
});

test('the statement says what was built, from what, and how', () => {
  const statement = provenanceStatement({
    version: '1.2.3',
    tag: 'v1.2.3',
    commit: 'c'.repeat(40),
    remote: 'https://name:password@host.example/team/planwright.git',
    lockSha256: 'd'.repeat(64),
    commands: ['npm ci --ignore-scripts', 'npm run package'],
    nodeVersion: '24.0.0',
    npmVersion: '11.0.0',
    builder: 'https://ci.example/workflow',
    invocation: 'https://ci.example/run/1',
    startedOn: '2026-01-01T00:00:00.000Z',
    finishedOn: '2026-01-01T00:01:00.000Z',
    outputs,
  });
  expect(statement).toEqual({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [
      { name: 'planwright-1.2.3.tgz', digest: { sha256: 'a'.repeat(64) } },
      { name: 'planwright-1.2.3.vsix', digest: { sha256: 'b'.repeat(64) } },
    ],
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        buildType: 'urn:planwright:release:v1',
        externalParameters: { version: '1.2.3', ref: 'refs/tags/v1.2.3' },
        internalParameters: {
          commands: ['npm ci --ignore-scripts', 'npm run package'],
          node: '24.0.0',
          npm: '11.0.0',
        },
        resolvedDependencies: [
          {
            name: 'source',
            uri: 'git+https://host.example/team/planwright.git',
            digest: { gitCommit: 'c'.repeat(40) },
          },
          { name: 'package-lock.json', digest: { sha256: 'd'.repeat(64) } },
        ],
      },
      runDetails: {
        builder: { id: 'https://ci.example/workflow' },
        metadata: {
          invocationId: 'https://ci.example/run/1',
          startedOn: '2026-01-01T00:00:00.000Z',
          finishedOn: '2026-01-01T00:01:00.000Z',
        },
      },
    },
  });
});

test.each([
  ['git@host.example:team/planwright.git', 'ssh://host.example/team/planwright.git'],
  ['https://token@host.example/x.git?key=1#part', 'https://host.example/x.git'],
  ['/home/somebody/planwright', undefined],
  ['file:///home/somebody/planwright', undefined],
  ['C:\\Users\\somebody\\planwright', undefined],
  [undefined, undefined],
])('the address %s is told as %s', (remote, shown) => {
  expect(publicAddress(remote)).toBe(shown);
});

test('a job is named by its address, a machine of somebody is not named', () => {
  expect(jobOf({})).toEqual({ builder: undefined, invocation: undefined });
  expect(LOCAL_BUILDER).toBe('urn:planwright:builder:local');
  expect(
    jobOf({
      GITHUB_ACTIONS: 'true',
      GITHUB_SERVER_URL: 'https://host.example',
      GITHUB_REPOSITORY: 'team/planwright',
      GITHUB_WORKFLOW_REF: 'team/planwright/.github/workflows/release.yml@refs/tags/v1.2.3',
      GITHUB_RUN_ID: '7',
      GITHUB_RUN_ATTEMPT: '2',
    }),
  ).toEqual({
    builder: 'https://host.example/team/planwright/.github/workflows/release.yml@refs/tags/v1.2.3',
    invocation: 'https://host.example/team/planwright/actions/runs/7/attempts/2',
  });
});
