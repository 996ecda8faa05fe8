import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPatchTool } from '../../../src/core/tools/patchTool';
import { toolHarness } from './toolHarness';

const patch = createPatchTool();
const lines = (...all: readonly string[]): string => `${all.join('\n')}\n`;

describe('unified diffs', () => {
  test('change, create, delete and rename in one go', async () => {
    const { root, run, text } = toolHarness({ 'a.txt': 'a\nb\n', 'gone.txt': 'x\n', 'old.txt': 'o\np\n' });
    const output = await run(patch, {
      diff: lines(
        'diff --git a/a.txt b/a.txt',
        'index 1..2 100644',
        '--- a/a.txt',
        '+++ b/a.txt',
        '@@ -1,2 +1,2 @@',
        ' a',
        '-b',
        '+B',
        'diff --git a/new.txt b/new.txt',
        'new file mode 100644',
        '--- /dev/null',
        '+++ b/new.txt',
        '@@ -0,0 +1 @@',
        '+hello',
        'diff --git a/gone.txt b/gone.txt',
        'deleted file mode 100644',
        '--- a/gone.txt',
        '+++ /dev/null',
        '@@ -1 +0,0 @@',
        '-x',
        'diff --git a/old.txt b/moved.txt',
        'similarity index 90%',
        'rename from old.txt',
        'rename to moved.txt',
        '--- a/old.txt',
        '+++ b/moved.txt',
        '@@ -2 +2 @@',
        '-p',
        '+P',
      ),
    });
    expect(output.content).toBe(
      'Applied 1 hunk to a.txt.\nCreated new.txt.\nDeleted gone.txt.\nRenamed old.txt to moved.txt.\nApplied 1 hunk to moved.txt.',
    );
    expect([text('a.txt'), text('new.txt'), text('moved.txt')]).toEqual(['a\nB\n', 'hello\n', 'o\nP\n']);
    expect([existsSync(join(root, 'gone.txt')), existsSync(join(root, 'old.txt'))]).toEqual([false, false]);
  });

  test.each([
    ['without a file header', lines('@@ -1,2 +1,2 @@', ' a', '-b', '+B'), 'a\nB\nc\n'],
    ['without numbers', lines('@@', '-b', '+B'), 'a\nB\nc\n'],
    ['without the space of an empty context line', lines('@@ -3,1 +3,2 @@', ' c', '+'), 'a\nb\nc\n\n'],
    ['in a code fence', '```diff\n@@ -2 +2 @@\n-b\n+B\n```', 'a\nB\nc\n'],
    ['that only adds, after a line', lines('@@ -1,0 +2 @@', '+x'), 'a\nx\nb\nc\n'],
    [
      'that takes the final newline away',
      lines('@@ -3 +3 @@', '-c', '+C', '\\ No newline at end of file'),
      'a\nb\nC',
    ],
    ['with the signature of a mail', lines('@@ -2 +2 @@', '-b', '+B', '-- ', '2.40.0'), 'a\nB\nc\n'],
  ])('%s', async (_name, diff, expected) => {
    const { run, text } = toolHarness({ 'a.txt': 'a\nb\nc\n' });
    expect((await run(patch, { file_path: 'a.txt', diff })).isError).toBeUndefined();
    expect(text('a.txt')).toBe(expected);
  });

  test('report an offset, and keep it for the next hunk', async () => {
    const { run, text } = toolHarness({ 'a.txt': `${'-\n'.repeat(10)}a\nb\n${'-\n'.repeat(10)}c\nd\n` });
    const diff = lines('@@ -1,2 +1,2 @@', ' a', '-b', '+B', '@@ -13,2 +13,2 @@', ' c', '-d', '+D');
    const output = await run(patch, { file_path: 'a.txt', diff });
    expect(output.content).toBe(
      'Applied 2 hunks to a.txt.\nHunk 1 was applied 10 lines below its line number.\nHunk 2 was applied 10 lines below its line number.',
    );
    expect(text('a.txt')).toBe(`${'-\n'.repeat(10)}a\nB\n${'-\n'.repeat(10)}c\nD\n`);
  });

  test.each([
    [
      'a context that differs',
      lines('@@ -1,2 +1,1 @@', ' a', '-x'),
      'Failed to apply patch to a.txt: Hunk 1: its context and removed lines were not found within 200 lines of line 1. From line 1 on 1 of them match, then the patch has "x" where line 2 is "b". Nothing was written.',
    ],
    [
      'a wrong count',
      lines('@@ -1,3 +1,2 @@', ' a', '-b'),
      'Failed to parse diff: the header @@ -1,3 +1,2 @@ counts 3 old and 2 new lines, but the hunk has 2 and 1. Correct the counts, or write a plain @@ header. Nothing was written.',
    ],
    [
      'more lines than counted',
      lines('@@ -1,1 +1,1 @@', '-a', '+A', '-b'),
      'Failed to parse diff: a line lies outside of every hunk, or a hunk header counts too few lines: -b Nothing was written.',
    ],
    [
      'no hunk',
      'just text',
      'Failed to parse diff: there is no hunk header (@@ -start,count +start,count @@). Nothing was written.',
    ],
    [
      'two places without numbers',
      lines('@@', '-same', '+other'),
      'Failed to apply patch to a.txt: Hunk 1: it matches 2 places (lines 3, 4). Add more context lines or an @@ anchor line. Nothing was written.',
    ],
    [
      'no change',
      lines('@@ -1 +1 @@', '-a', '+a'),
      'Failed to apply patch to a.txt: it changes nothing. Nothing was written.',
    ],
  ])('%s is refused', async (_name, diff, content) => {
    const { run, text } = toolHarness({ 'a.txt': 'a\nb\nsame\nsame\n' });
    expect(await run(patch, { file_path: 'a.txt', diff })).toEqual({ content, isError: true });
    expect(text('a.txt')).toBe('a\nb\nsame\nsame\n');
  });

  test('too far from its number is refused', async () => {
    const { run } = toolHarness({ 'a.txt': `${'-\n'.repeat(300)}a\n` });
    const output = await run(patch, { file_path: 'a.txt', diff: lines('@@ -1 +1 @@', '-a', '+b') });
    expect(output.content).toContain('not found within 200 lines of line 1. They are at line 301.');
  });

  test('any change that a diff tool writes applies and gives the new text', async () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', '', '- x', '+++ y', '--- z'), { maxLength: 12 })
      .map((all) => all.map((line) => `${line}\n`).join(''));
    const { root, run, text: read } = toolHarness();
    let count = 0;
    await fc.assert(
      fc.asyncProperty(text, text, fc.boolean(), async (before, after, isCrlf) => {
        fc.pre(before !== after && before !== '' && after !== '');
        count += 1;
        const name = `${count}.txt`;
        writeFileSync(join(root, name), isCrlf ? before.replaceAll('\n', '\r\n') : before);
        const diff = createTwoFilesPatch(name, name, before, after, '', '', { context: count % 4 });
        const output = await run(patch, { diff });
        expect(output).toMatchObject({ content: expect.stringMatching(/^Applied/) });
        expect(read(name)).toBe(isCrlf ? after.replaceAll('\n', '\r\n') : after);
      }),
      { numRuns: 80 },
    );
  });
});

describe('the *** Begin Patch form', () => {
  test('adds, updates by anchor, moves and deletes', async () => {
    const { root, run, text } = toolHarness({
      'a.ts': 'class A {\n  run() {\n    go();\n  }\n}\nclass B {\n  run() {\n    go();\n  }\n}\n',
      'b.ts': 'b\n',
    });
    const diff = lines(
      '*** Begin Patch',
      '*** Add File: c/new.ts',
      '+one',
      '+two',
      '*** Update File: a.ts',
      '*** Move to: c/a.ts',
      '@@ class B {',
      '   run() {',
      '-    go();',
      '+    stop();',
      '*** Delete File: b.ts',
      '*** End Patch',
    );
    const output = await run(patch, { diff });
    expect(output.content).toBe(
      'Created c/new.ts.\nRenamed a.ts to c/a.ts.\nApplied 1 hunk to c/a.ts.\nDeleted b.ts.',
    );
    expect(text('c/new.ts')).toBe('one\ntwo\n');
    expect(text('c/a.ts')).toBe(
      'class A {\n  run() {\n    go();\n  }\n}\nclass B {\n  run() {\n    stop();\n  }\n}\n',
    );
    expect(existsSync(join(root, 'b.ts'))).toBe(false);
  });

  test('finds lines at the end of the file', async () => {
    const { run, text } = toolHarness({ 'a.txt': 'x\ny\nx\n' });
    const diff = lines(
      '*** Begin Patch',
      '*** Update File: a.txt',
      '@@',
      '-x',
      '+z',
      '*** End of File',
      '*** End Patch',
    );
    await run(patch, { diff });
    expect(text('a.txt')).toBe('x\ny\nz\n');
  });

  test.each([
    [
      lines('*** Begin Patch', '*** Update File: a.txt', '-x'),
      'there is no *** End Patch line; the patch may be cut off.',
    ],
    [lines('*** Begin Patch', '*** End Patch'), 'it names no file.'],
    [
      lines('*** Begin Patch', '*** Update File: a.txt', 'x', '*** End Patch'),
      'in a.txt a line starts with space, - or +, but found: x',
    ],
    [
      lines('*** Begin Patch', '*** Update File: a.txt', '@@ nowhere', '-x', '+y', '*** End Patch'),
      'Hunk 1: there is no line "nowhere" after line 0.',
    ],
  ])('%j is refused', async (diff, problem) => {
    const { run, text } = toolHarness({ 'a.txt': 'x\n' });
    const output = await run(patch, { diff });
    expect(output).toMatchObject({
      isError: true,
      content: expect.stringContaining(`${problem} Nothing was written.`),
    });
    expect(text('a.txt')).toBe('x\n');
  });
});

describe('SEARCH/REPLACE blocks', () => {
  test('change and create files', async () => {
    const { run, text } = toolHarness({ 'a.txt': 'one\ntwo\nthree\n' });
    const diff = lines(
      'a.txt',
      '```',
      '<<<<<<< SEARCH',
      'two',
      '=======',
      'TWO',
      '2',
      '>>>>>>> REPLACE',
      '<<<<<<< SEARCH',
      'three',
      '=======',
      '>>>>>>> REPLACE',
      '```',
      '**b.txt**',
      '<<<<<<< SEARCH',
      '=======',
      'new',
      '>>>>>>> REPLACE',
    );
    expect((await run(patch, { diff })).content).toBe('Applied 2 hunks to a.txt.\nCreated b.txt.');
    expect(text('a.txt')).toBe('one\nTWO\n2\n');
    expect(text('b.txt')).toBe('new\n');
  });

  test.each([
    [lines('<<<<<<< SEARCH', 'x', '=======', '>>>>>>> REPLACE'), 'put the file name on the line before'],
    [lines('a.txt', '<<<<<<< SEARCH', 'x', '======='), 'has no ======= or no >>>>>>> REPLACE line'],
    [lines('a.txt', '<<<<<<< SEARCH', 'q', '=======', '>>>>>>> REPLACE'), 'were not found in the file'],
  ])('%j is refused', async (diff, problem) => {
    const { run } = toolHarness({ 'a.txt': 'x\n' });
    expect(await run(patch, { diff })).toMatchObject({
      isError: true,
      content: expect.stringContaining(problem),
    });
  });
});

describe('several files', () => {
  test('are all or nothing', async () => {
    const { run, text } = toolHarness({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
    const diff = lines(
      '--- a.txt',
      '+++ a.txt',
      '@@ -1 +1 @@',
      '-a',
      '+A',
      '--- b.txt',
      '+++ b.txt',
      '@@ -1 +1 @@',
      '-x',
      '+B',
    );
    expect((await run(patch, { diff })).isError).toBe(true);
    expect([text('a.txt'), text('b.txt')]).toEqual(['a\n', 'b\n']);
  });

  test('a create onto a file, or a change since the read, is refused', async () => {
    const { root, run, markRead, text } = toolHarness({ 'a.txt': 'a\n' });
    const create = lines('--- /dev/null', '+++ b/a.txt', '@@ -0,0 +1 @@', '+x');
    expect((await run(patch, { diff: create })).content).toBe(
      'Failed to apply patch: a.txt exists already. Nothing was written.',
    );
    await markRead('a.txt');
    writeFileSync(join(root, 'a.txt'), 'a\ntyped\n');
    const change = lines('@@ -1 +1 @@', '-a', '+b');
    expect((await run(patch, { file_path: 'a.txt', diff: change })).content).toContain(
      'has changed since you read it',
    );
    expect(text('a.txt')).toBe('a\ntyped\n');
  });

  test('a link is neither deleted nor renamed through', async () => {
    const { root, run, text } = toolHarness({ 'real.txt': 'a\n' });
    symlinkSync('real.txt', join(root, 'link.txt'));
    const diff = lines('*** Begin Patch', '*** Delete File: link.txt', '*** End Patch');
    expect((await run(patch, { diff })).content).toContain('link.txt is a symbolic link to real.txt');
    expect(text('real.txt')).toBe('a\n');
  });
});

test('names every path for the permission rules', () => {
  const diff = lines(
    '*** Begin Patch',
    '*** Update File: a',
    '*** Move to: b',
    '*** Delete File: c',
    '*** End Patch',
  );
  expect(patch.paths?.({ diff })).toEqual(['a', 'b', 'c']);
  expect(patch.paths?.({ diff: 'nonsense', file_path: 'x' })).toEqual(['x']);
});

test('bytes that are no text survive a patch', async () => {
  const { root, run } = toolHarness({ 'a.txt': Buffer.from('a\n\xe9\nc\n', 'latin1') });
  const output = await run(patch, { file_path: 'a.txt', diff: lines('@@ -3 +3 @@', '-c', '+ç') });
  expect(output.content).toContain('it was edited as bytes');
  expect(readFileSync(join(root, 'a.txt'))).toEqual(
    Buffer.concat([Buffer.from('a\n\xe9\n', 'latin1'), Buffer.from('ç\n')]),
  );
});
