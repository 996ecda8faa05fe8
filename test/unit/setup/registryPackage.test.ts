import { expect, test } from 'vitest';
import { archiveName, checkIntegrity } from '../../../scripts/setup/registryPackage.mjs';

const pin = {
  name: 'sample',
  version: '1.0.0',
  // Of the three bytes "abc".
  integrity:
    'sha512-3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj/uu9RU1EI2Q86A4qmslPpUyknw==',
};

test('the pinned content is accepted, any other is refused by name', () => {
  expect(() => checkIntegrity(pin, Buffer.from('abc'))).not.toThrow();
  expect(() => checkIntegrity(pin, Buffer.from('abd'))).toThrow(
    'sample@1.0.0 from the registry is not what was pinned',
  );
});

test.each([
  ['a list', '[{"filename":"sample-1.0.0.tgz"}]'],
  ['an object by name', '{"sample":{"filename":"sample-1.0.0.tgz"}}'],
  ['a list after a notice', 'npm notice something\n[{"filename":"sample-1.0.0.tgz"}]'],
])('finds the archive when npm prints %s', (_, printed) => {
  expect(archiveName(printed, pin)).toBe('sample-1.0.0.tgz');
});
