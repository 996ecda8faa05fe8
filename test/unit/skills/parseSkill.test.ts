import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseAllowedTools } from '../../../src/core/skills/allowedTools';
import { parseFrontmatter } from '../../../src/core/skills/frontmatter';
import { parseSkill } from '../../../src/core/skills/parseSkill';
import type { ParsedSkill } from '../../../src/core/skills/parseSkill';

const skillOf = async (text: string, name = 'fallback') => {
  const parsed = await parseSkill(text, name);
  if (parsed?.ok !== true) throw new Error(`no skill: ${JSON.stringify(parsed)}`);
  return parsed.skill;
};
const problemOf = (parsed: ParsedSkill | undefined) => (parsed?.ok === false ? parsed.problem : undefined);

describe('a skill file', () => {
  test('as people share them for Claude Code works unchanged', async () => {
    const text = `---
name: pdf-forms
description: |
  Fill in PDF forms. Use when the user
  hands over a form.
allowed-tools: Read, Bash(python3 scripts/fill.py:*), Grep
license: Apache-2.0
metadata:
  author: somebody
---

# PDF forms

Run \`scripts/fill.py\`.
`;
    expect(await skillOf(text)).toEqual({
      name: 'pdf-forms',
      description: 'Fill in PDF forms. Use when the user\nhands over a form.',
      kind: 'instruction',
      allowedTools: ['read', 'bash(python3 scripts/fill.py:*)', 'grep'],
      content: '# PDF forms\n\nRun `scripts/fill.py`.',
    });
  });

  test('has every key of the specification', async () => {
    const text = `\uFEFF---\r
name: reviewer\r
description: Reviews.\r
kind: persona\r
tags: [a, b]\r
version: 1.2.0\r
disable-model-invocation: true\r
allowed-tools:\r
  - Read\r
  - "Bash(git:*)"\r
---\r
You review.\r
`;
    expect(await skillOf(text)).toEqual({
      name: 'reviewer',
      description: 'Reviews.',
      kind: 'persona',
      tags: ['a', 'b'],
      version: '1.2.0',
      disableModelInvocation: true,
      allowedTools: ['read', 'bash(git:*)'],
      content: 'You review.',
    });
  });

  test('without a name is called after its file', async () => {
    expect((await skillOf('---\ndescription: x\n---\nbody', 'my-notes')).name).toBe('my-notes');
    expect((await skillOf('---\nname: ""\n---\nbody', 'my-notes')).name).toBe('my-notes');
    expect((await skillOf('---\n---\nbody', 'my-notes')).name).toBe('my-notes');
  });

  test.each(['# Notes\n\nNo head.', '---\nname: x\nno end', '', '----\nname: x\n---\n'])(
    'without a head is no skill: %j',
    async (text) => {
      expect(await parseSkill(text, 'x')).toBeUndefined();
    },
  );

  test.each([
    ['---\nname: [a, b]\n---\n', 2, /"name" has to be a text/],
    ['---\nname: x\ndescription: {a: 1}\n---\n', 3, /"description" has to be a text/],
    ['---\nname: x\nkind: robot\n---\n', 3, /"robot" is no kind of skill. Kinds: instruction, persona, tool/],
    ['---\nname: x\nallowed-tools: {a: 1}\n---\n', 3, /"allowed-tools" has to be a text or a list/],
    ['---\nname: x\nallowed-tools: ((\n---\n', 3, /"\(\(" in allowed-tools is no tool/],
    ['---\nname: x\ndisable-model-invocation: maybe\n---\n', 3, /either true or false/],
    ['---\nname: x\nname: y\n---\n', 3, /no valid YAML: Map keys must be unique/],
    ['---\n- a\n- b\n---\n', 2, /no list of "key: value" lines/],
  ])('says what is wrong, and where: %j', async (text, line, message) => {
    const problem = problemOf(await parseSkill(text, 'x'));
    expect(problem?.message).toMatch(message);
    expect(problem?.line).toBe(line);
  });

  test('can not blow up by aliases', async () => {
    const bomb = [
      'a: &a [x, x, x, x, x, x, x, x, x]',
      ...'bcdefgh'
        .split('')
        .map((key, index) => `${key}: &${key} [${Array(9).fill(`*${'abcdefg'[index]}`).join(', ')}]`),
    ];
    const problem = problemOf(await parseSkill(`---\n${bomb.join('\n')}\n---\n`, 'x'));
    expect(problem?.message).toMatch(/can not be read: .*alias/i);
  });
});

test('a plain head is read as YAML reads it', async () => {
  const word = fc.stringMatching(/^[A-Za-z][\w ,.()*/:-]{0,20}$/);
  const value = fc.oneof(
    word,
    fc.constantFrom(
      'true',
      'no',
      '1.2.3',
      '1.5',
      '[a, b]',
      '[yes]',
      '[]',
      '~',
      'null',
      'a: b',
      'a #b',
      '"q"',
      'x:',
    ),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(fc.stringMatching(/^[a-z][a-z-]{0,8}$/), value, { maxKeys: 4 }),
      async (head) => {
        const lines = Object.entries(head).map(([key, written]) => `${key}: ${written}`);
        let expected: unknown;
        try {
          expected = parse(lines.join('\n')) ?? {};
        } catch {
          await expect(parseFrontmatter(['---', ...lines, '---'].join('\n'))).rejects.toThrow(/YAML/);
          return;
        }
        expect((await parseFrontmatter(['---', ...lines, '---'].join('\n')))?.head).toEqual(expected);
      },
    ),
    { numRuns: 500 },
  );
});

describe('allowed-tools', () => {
  test.each([
    ['Read, Grep', ['read', 'grep']],
    ['Read Grep  Glob', ['read', 'grep', 'glob']],
    ['Bash(git add:*), Bash(git commit:*)', ['bash(git add:*)', 'bash(git commit:*)']],
    ['Bash(git add:*) Read', ['bash(git add:*)', 'read']],
    ['Bash(echo a, b)', ['bash(echo a, b)']],
    ['Bash(*), Edit()', ['bash', 'edit']],
    ['MultiEdit, WebFetch, TodoWrite, Task', ['edit', 'web_fetch', 'todo_write', 'task']],
    ['mcp__github, mcp__a__*', ['mcp__github', 'mcp__a__*']],
    ['', []],
  ])('%j', (written, rules) => {
    expect(parseAllowedTools(written)).toEqual(rules);
  });
});
