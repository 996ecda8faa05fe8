import { expect, test } from 'vitest';
import { imageTypeOf, isImagePath } from '../../../src/core/tools/imageType';

test.each([
  ['89504e470d0a1a0a00', 'image/png'],
  ['ffd8ffe000104a46', 'image/jpeg'],
  [Buffer.from('GIF89a..').toString('hex'), 'image/gif'],
  [Buffer.from('RIFF....WEBPVP8 ').toString('hex'), 'image/webp'],
  [Buffer.from('RIFF....WAVEfmt ').toString('hex'), undefined],
  ['', undefined],
])('%s is %s', (hex, type) => {
  expect(imageTypeOf(Buffer.from(hex, 'hex'))).toBe(type);
});

test('images are told by their extension', () => {
  expect(['a.PNG', 'a.jpeg', 'a.svg', 'png'].map(isImagePath)).toEqual([true, true, false, false]);
});
