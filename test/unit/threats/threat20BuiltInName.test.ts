// Threat 20: a rule, tool or file that is named like a property that every object has.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bash, play, write } from './play';

const NAMES = [
  'toString',
  'constructor',
  '__proto__',
  'hasOwnProperty',
  'valueOf',
  'prototype',
  '__defineGetter__',
];

describe('threat 20: a name that every object knows', () => {
  it.each(NAMES)('%s is no tool', async (name) => {
    const { results, ended } = await play([{ name, input: {} }]);
    expect(ended).toEqual(['failed']);
    expect(results[0]).toMatch(new RegExp(`^Error: there is no tool named ${name}\\.`));
  });

  it.each(NAMES)('%s as a rule, file or command is a word like others', async (name) => {
    const allowed = await play([write(name, 'x'), bash(`${name} x`)], {
      permissionMode: 'ask',
      permissions: { allow: [name, `write(${name})`] },
    });
    expect(allowed.ended).toEqual(['done', 'asked']);
    expect(existsSync(join(allowed.root, name))).toBe(true);
    const refused = await play([write('a.txt', 'x'), bash(`${name} x`)], {
      permissions: { allow: ['bash', 'write'], deny: [name, `bash(${name} *)`] },
    });
    expect(refused.ended).toEqual(['done', 'denied']);
  });

  it('an argument of that name is not taken for one of ours', async () => {
    const { results } = await play([
      { name: 'read', raw: '{"__proto__":{"file_path":"/etc/passwd"}}' },
      { name: 'read', raw: '{"constructor":{"prototype":{"file_path":"/etc/passwd"}}}' },
    ]);
    for (const result of results) expect(result).toMatch(/file_path/);
    expect(Object.hasOwn(Object.prototype, 'file_path')).toBe(false);
  });
});
