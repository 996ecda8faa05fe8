import { expect, test } from 'vitest';
import { imageType, readImageFile } from '../../../src/cli/imageFile';

const rows: readonly [string, string | undefined][] = [
  ['89504e470d0a1a0a00', 'image/png'],
  ['ffd8ffe000104a46', 'image/jpeg'],
  ['474946383961', 'image/gif'],
  ['524946461234567857454250', 'image/webp'],
  ['52494646123456784156 4920'.replace(' ', ''), undefined],
  ['3c737667', undefined],
  ['', undefined],
];

test.each(rows)('%s', (hex, expected) => {
  expect(imageType(Buffer.from(hex, 'hex'))).toBe(expected);
});

test('a file that is missing or no picture is a usage error', async () => {
  await expect(readImageFile('/nowhere/a.png')).rejects.toThrow(
    '--image /nowhere/a.png could not be read (ENOENT).',
  );
  await expect(readImageFile(import.meta.filename)).rejects.toThrow(
    'is not a PNG, JPEG, GIF or WebP picture.',
  );
});
