import { expect, test } from 'vitest';
import { nodeVersionProblem } from '../../../src/cli/nodeVersion';

test.each(['22.13.0', '22.14.1', '23.0.0', '24.9.0', '100.0.0'])('Node %s is new enough', (version) => {
  expect(nodeVersionProblem(version)).toBeUndefined();
});

test.each(['18.20.0', '20.19.5', '22.12.9', '9.11.2'])('Node %s is too old', (version) => {
  expect(nodeVersionProblem(version)).toBe(
    `planwright needs Node 22.13.0 or newer; this is Node ${version}.`,
  );
});
