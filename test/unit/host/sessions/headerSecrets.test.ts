import { describe, expect, it } from 'vitest';
import { fillSecrets, referencedSecrets } from '../../../../src/host/sessions/headerSecrets';

const stored = new Map([['gateway', 'value-of-gateway']]);
const secretOf = (name: string): string | undefined => stored.get(name);

describe('fillSecrets', () => {
  it.each([
    ['Bearer ${secret:gateway}', { text: 'Bearer value-of-gateway', missing: [] }],
    ['plain', { text: 'plain', missing: [] }],
    ['${secret:gateway} ${secret:other}', { text: 'value-of-gateway ${secret:other}', missing: ['other'] }],
    ['${secret:toString}', { text: '${secret:toString}', missing: ['toString'] }],
  ])('%s', (text, expected) => {
    expect(fillSecrets(text, secretOf)).toEqual(expected);
  });
});

describe('referencedSecrets', () => {
  it('names each secret once', () => {
    const headers = { a: '${secret:one} ${secret:two}', b: '${secret:one}', c: 'none' };
    expect(referencedSecrets(headers)).toEqual(['one', 'two']);
    expect(referencedSecrets(undefined)).toEqual([]);
  });
});
