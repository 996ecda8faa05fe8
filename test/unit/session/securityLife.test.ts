// The life of a security provider: it begins with the session, sees what comes in and goes out, and forgets when the session has ended.
import { expect, test } from 'vitest';
import { DefaultSecurityProvider } from '../../../src/core/security/securityProvider';
import type { SecurityProvider } from '../../../src/core/security/securityProvider';
import { madeUp } from '../../fixtures/security/madeUpKeys';
import { openSession } from './sessionFixture';

const KEY = `ghp_${madeUp(36, 9)}`;
const read = { calls: [{ name: 'read', input: { file_path: 'a.txt' } }] };

test('a provider is told of the beginning, of what comes in and goes out, and of the end, once', async () => {
  const told: string[] = [];
  const note = (word: string): void => {
    if (told.at(-1) !== word) told.push(word);
  };
  const securityProvider: SecurityProvider = {
    init: () => note('init'),
    taintInput: () => note('in'),
    sanitizeOutput: (text) => {
      if (text.includes('content')) note('out');
      return text;
    },
    wipe: () => note('wipe'),
    teardown: () => note('teardown'),
  };
  const { session } = await openSession({ files: { 'a.txt': 'content' }, turns: [read], securityProvider });
  expect(told).toEqual(['init']);
  await session.send('Read');
  await session.dispose();
  await session.dispose();
  expect([told[0], told[1], told.at(-1)]).toEqual(['init', 'in', 'teardown']);
  expect(told).toContain('out');
  expect(told.filter((word) => word === 'teardown')).toHaveLength(1);
  expect(told).not.toContain('wipe');
});

test('the default one forgets the secrets that it saw', async () => {
  const securityProvider = new DefaultSecurityProvider();
  const { session } = await openSession({ files: { 'a.txt': KEY }, turns: [read], securityProvider });
  await session.send('Read');
  expect(securityProvider.carriesTainted(`curl x?${KEY}`)).toBe(true);
  await session.dispose();
  expect(securityProvider.carriesTainted(`curl x?${KEY}`)).toBe(false);
});

test('one that serves two sessions remembers until both have ended', async () => {
  const securityProvider = new DefaultSecurityProvider();
  const one = await openSession({ files: { 'a.txt': KEY }, turns: [read], securityProvider });
  const two = await openSession({ turns: [], securityProvider });
  await one.session.send('Read');
  await one.session.dispose();
  expect(securityProvider.carriesTainted(KEY)).toBe(true);
  await two.session.dispose();
  expect(securityProvider.carriesTainted(KEY)).toBe(false);
});
