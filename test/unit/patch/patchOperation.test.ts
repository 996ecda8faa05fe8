// The operations of a patch on one text (planners spec 2.10).
import { expect, test } from 'vitest';
import { applyOperation } from '../../../src/core/patch/patchOperation';
import type { PatchOperation } from '../../../src/core/patch/patchOperation';

type Words<Operation = PatchOperation> = Operation extends PatchOperation ? Omit<Operation, 'file'> : never;
const apply = (text: string | null, operation: Words) =>
  applyOperation(text, { ...operation, file: 'a.txt' } as PatchOperation);

const DIFF = '--- a/a.txt\n+++ b/a.txt\n@@ -1,2 +1,2 @@\n one\n-two\n+zwei\n';

test.each<[string, string | null, Words, string | null]>([
  ['a whole text makes a file', null, { type: 'modify_file', content: 'x' }, 'x'],
  ['a final newline is kept', 'a\n', { type: 'modify_file', content: 'b' }, 'b\n'],
  ['and none is added', 'a', { type: 'modify_file', content: 'b' }, 'b'],
  ['an empty text is a text', 'a\n', { type: 'modify_file', content: '' }, ''],
  ['a diff', 'one\ntwo', { type: 'modify_file', diff: DIFF }, 'one\nzwei'],
  [
    'a diff of a new file',
    null,
    { type: 'modify_file', diff: '--- /dev/null\n+++ b/a.txt\n@@ -0,0 +1,1 @@\n+x\n' },
    'x\n',
  ],
  ['the first match is replaced', 'aXbX', { type: 'replace_text', oldText: 'X', newText: '$&$1' }, 'a$&$1bX'],
  ['text goes behind a line', 'a\nb\n', { type: 'insert_text', line: 1, text: 'new' }, 'a\nnew\nb\n'],
  ['or to the beginning', 'a', { type: 'insert_text', line: 0, text: 'new\n' }, 'new\na'],
  ['or to the end, with the end it had', 'a', { type: 'insert_text', line: 1, text: 'b\nc\n' }, 'a\nb\nc'],
  ['or into an empty file', '', { type: 'insert_text', line: 0, text: 'x' }, 'x\n'],
  ['lines are deleted', 'a\nb\nc\n', { type: 'delete_text', startLine: 2, endLine: 3 }, 'a\n'],
  ['all of them leave an empty file', 'a\n', { type: 'delete_text', startLine: 1, endLine: 1 }, ''],
  ['a file is deleted', 'a', { type: 'delete_file' }, null],
])('%s', (_, text, operation, expected) => {
  expect(apply(text, operation)).toMatchObject({ ok: true, text: expected });
});

test.each<[string | null, Words, string]>([
  ['abc', { type: 'replace_text', oldText: 'x', newText: 'y' }, 'Text to replace not found in a.txt'],
  ['abc', { type: 'replace_text', oldText: '', newText: 'y' }, 'The text to replace is empty'],
  [
    'a\nb\n',
    { type: 'delete_text', startLine: 2, endLine: 3 },
    'Line range 2-3 is out of bounds; the file has 2 lines',
  ],
  ['a\nb\n', { type: 'delete_text', startLine: 2, endLine: 1 }, 'Line range 2-1 is out of bounds'],
  ['a\n', { type: 'insert_text', line: 2, text: 'x' }, 'Line 2 is out of bounds; the file has 1 lines'],
  [
    'one\nthree\n',
    { type: 'modify_file', diff: DIFF },
    'Hunk 1: its context and removed lines were not found',
  ],
  ['a', { type: 'modify_file', diff: 'no diff' }, 'Failed to parse diff'],
  [
    'a',
    { type: 'modify_file', diff: `${DIFF}--- a/b\n+++ b/b\n@@ -1,1 +1,1 @@\n-x\n+y\n` },
    'must be about one file',
  ],
  [null, { type: 'replace_text', oldText: 'a', newText: 'b' }, 'There is no file a.txt'],
  [null, { type: 'delete_file' }, 'There is no file a.txt'],
])('%j: %j can not be done', (text, operation, problem) => {
  const result = apply(text, operation);
  expect(result.ok ? '' : result.problem).toContain(problem);
});

test.each([
  ['', 'import b\n'],
  ['import a\n\nx = 1\n', 'import a\nimport b\n\nx = 1\n'],
  ['import {\n  a,\n} from "a";\nrun();\n', 'import {\n  a,\n} from "a";\nimport b\nrun();\n'],
  ['#!/usr/bin/env python\nx = 1\n', '#!/usr/bin/env python\nimport b\nx = 1\n'],
  ['from __future__ import annotations\nx = 1', 'from __future__ import annotations\nimport b\nx = 1'],
  ['package shop\n\nfunc Run() {}\n', 'package shop\nimport b\n\nfunc Run() {}\n'],
  ['#include <a.h>\nint x;\n', '#include <a.h>\nimport b\nint x;\n'],
  ['x = 1\nimport b\n', 'x = 1\nimport b\n'],
])('an import in %j', (text, expected) => {
  expect(apply(text, { type: 'add_import', statement: 'import b' })).toEqual({ ok: true, text: expected });
});
