import { expect, test } from 'vitest';
import { isNewEnough } from '../../../scripts/setup/nodeRuntime.mjs';
import { minimumNode, nodePins } from '../../../scripts/setup/pins.mjs';

test.each([
  ['20.19.5', false],
  ['22.12.9', false],
  ['22.13.0', true],
  ['22.13.1', true],
  ['23.0.0', true],
  ['24.21.0', true],
  ['26.0.0-nightly2026', true],
])('Node %s is new enough: %s', (version, expected) => {
  expect(isNewEnough(version)).toBe(expected);
});

test('every Node that is fetched is new enough itself, and pinned by its content', () => {
  for (const pin of Object.values(nodePins)) {
    expect(isNewEnough(pin.version), pin.name).toBe(true);
    expect(pin.integrity, pin.name).toMatch(/^sha512-[A-Za-z0-9+/]{86}==$/);
  }
});

test('the least version is the one of package.json', async () => {
  const { default: manifest } = await import('../../../package.json');
  expect(manifest.engines.node).toBe(`>=${minimumNode.join('.')}`);
});
