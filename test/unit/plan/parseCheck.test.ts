import { expect, test } from 'vitest';
import { parseProblems } from '../../../src/core/plan/parseCheck';

const file = (path: string, after: string | null, before: string | null = null) => ({ path, before, after });
const MERGE = 'a\n<<<<<<< ours\nb\n=======\nc\n>>>>>>> theirs\n';

test.each([
  ['sound JSON', file('a.json', '{"a": [1]}')],
  ['a deleted file', file('a.json', null, '{}')],
  ['other text', file('a.ts', 'let = ;')],
  [
    'comments where they are allowed',
    file('sub/tsconfig.build.json', '{ // x\n "a": "//", /* y */ "b": [1,],\n}'),
  ],
  ['an editor setting', file('.vscode/settings.json', '{ "a": 1, // x\n}')],
  ['what was broken before', file('a.json', '{"a": 2', '{"a": 1')],
  ['a heading of equal signs', file('a.md', 'Title\n=======\n')],
])('%s is no problem', (_name, changed) => {
  expect(parseProblems([changed])).toBeUndefined();
});

test.each([
  ['broken JSON', file('a.json', '{"a": }'), /^a\.json: .*JSON/],
  ['comments where they are not allowed', file('package.json', '{ // x\n}'), /^package\.json: /],
  ['an empty JSON file', file('a.json', ''), /^a\.json: /],
  ['a broken editor setting', file('.vscode/settings.json', '{ "a": '), /^\.vscode\/settings\.json: /],
  ['marks of a merge', file('a.ts', MERGE), /^a\.ts:2: a conflict of a merge is not resolved$/],
])('%s is told', (_name, changed, words) => {
  expect(parseProblems([changed, file('b.ts', 'x')])).toMatch(words);
});
