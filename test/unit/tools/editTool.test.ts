import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createEditTool } from '../../../src/core/tools/editTool';
import { toolHarness } from './toolHarness';

const edit = createEditTool({ newId: () => 'abcdef01-2345' });

describe('one replacement', () => {
  test('is made and reported with its diff', async () => {
    const { run, text } = toolHarness({ 'a.ts': 'const a = 1;\nconst b = 2;\n' });
    const output = await run(edit, { file_path: 'a.ts', old_string: 'b = 2', new_string: 'b = 3' });
    expect(output).toEqual({
      content: 'Replaced 1 occurrence in a.ts.',
      details: {
        type: 'diff',
        files: [
          {
            path: 'a.ts',
            kind: 'edit',
            added: 1,
            removed: 1,
            hunks: [{ oldStart: 1, newStart: 1, lines: [' const a = 1;', '-const b = 2;', '+const b = 3;'] }],
          },
        ],
      },
    });
    expect(text('a.ts')).toBe('const a = 1;\nconst b = 3;\n');
  });

  test.each([
    ['CRLF', 'a\r\nb\r\n', 'a\nb', 'a\nx\nb', 'a\r\nx\r\nb\r\n'],
    ['a mark', '\ufeffa\n', 'a', 'b', '\ufeffb\n'],
    ['no final newline', 'a\nb', 'b', 'c', 'a\nc'],
    ['LF where the model writes CRLF', 'a\nb\n', 'a\r\nb', 'x\r\ny', 'x\ny\n'],
  ])('keeps %s', async (_name, before, old_string, new_string, after) => {
    const { run, text } = toolHarness({ 'a.txt': before });
    expect((await run(edit, { file_path: 'a.txt', old_string, new_string })).isError).toBeUndefined();
    expect(text('a.txt')).toBe(after);
  });

  test('says which tolerant matching was used', async () => {
    const { run, markRead } = toolHarness({ 'a.ts': '\tif (a) {\n\t\tb();\n\t}\n' });
    await markRead('a.ts');
    const output = await run(edit, {
      file_path: 'a.ts',
      old_string: 'if (a) {\n\tb();',
      new_string: 'if (c) {\n\tb();',
    });
    expect(output.content).toBe(
      'Replaced 1 occurrence in a.ts.\nold_string was not found exactly; it matched one place with indentation adjusted.',
    );
  });
});

describe('forms in which simple clients send an edit', () => {
  const pair = { old_string: 'a', new_string: 'b' };
  test.each([
    ['both forms with the same edit', { ...pair, edits: [pair] }],
    ['the same edit twice', { edits: [pair, { ...pair, replace_all: false }] }],
    ['an empty list', { ...pair, edits: [] }],
    ['an empty pair beside the list', { old_string: '', new_string: '', edits: [pair] }],
    ['a list as a string', { edits: JSON.stringify([pair]) }],
  ])('%s', async (_name, args) => {
    const { run, text } = toolHarness({ 'f.txt': 'a\n' });
    expect((await run(edit, { file_path: 'f.txt', ...args })).content).toBe(
      'Replaced 1 occurrence in f.txt.',
    );
    expect(text('f.txt')).toBe('b\n');
  });
});

describe('several replacements', () => {
  test('are made in order', async () => {
    const { run, text } = toolHarness({ 'f.txt': 'a b\n' });
    const edits = [
      { old_string: 'a', new_string: 'c c' },
      { old_string: 'c', new_string: 'd', replace_all: true },
    ];
    expect((await run(edit, { file_path: 'f.txt', edits })).content).toBe('Replaced 3 occurrences in f.txt.');
    expect(text('f.txt')).toBe('d d b\n');
  });

  test('are all or nothing', async () => {
    const { run, text } = toolHarness({ 'f.txt': 'a b\n' });
    const edits = [
      { old_string: 'a', new_string: 'x' },
      { old_string: 'q', new_string: 'y' },
    ];
    expect(await run(edit, { file_path: 'f.txt', edits })).toEqual({
      content:
        'Edit 2 of 2: old_string not found in f.txt. You have not read this file in this session: read it first. None of the edits was made.',
      isError: true,
    });
    expect(text('f.txt')).toBe('a b\n');
  });
});

describe('errors', () => {
  test.each([
    [
      { old_string: 'x', new_string: 'y' },
      'old_string not found in f.txt. Read that part again and copy it exactly.',
    ],
    [
      { old_string: 'a', new_string: 'y' },
      'old_string was found 2 times in f.txt. Add surrounding lines to make it unique, or set replace_all.',
    ],
    [
      { old_string: '', new_string: 'y' },
      'old_string is empty. Copy the text to replace from f.txt; to create a file use write.',
    ],
    [
      { old_string: 'b', new_string: 'b' },
      'Nothing would change in f.txt: old_string and new_string are the same.',
    ],
    [{}, 'Give old_string and new_string, or a list of edits.'],
  ])('%j', async (args, content) => {
    const { run, markRead } = toolHarness({ 'f.txt': 'a b a\n' });
    await markRead('f.txt');
    expect(await run(edit, { file_path: 'f.txt', ...args })).toEqual({ content, isError: true });
  });

  test('a file changed since it was read is not edited', async () => {
    const { root, run, markRead, text } = toolHarness({ 'f.txt': 'a\n' });
    await markRead('f.txt');
    writeFileSync(join(root, 'f.txt'), 'a typed\n');
    expect(await run(edit, { file_path: 'f.txt', old_string: 'a', new_string: 'b' })).toEqual({
      content: 'f.txt has changed since you read it. Read it again before you change it.',
      isError: true,
    });
    expect(text('f.txt')).toBe('a typed\n');
  });

  test('two edits in a row need no second read', async () => {
    const { run, markRead, text } = toolHarness({ 'f.txt': 'a\n' });
    await markRead('f.txt');
    await run(edit, { file_path: 'f.txt', old_string: 'a', new_string: 'b' });
    await run(edit, { file_path: 'f.txt', old_string: 'b', new_string: 'c' });
    expect(text('f.txt')).toBe('c\n');
  });

  test('outside the workspace nothing is written without leave', async () => {
    const { run } = toolHarness();
    const other = toolHarness({ 'f.txt': 'a\n' });
    const output = await run(edit, {
      file_path: join(other.root, 'f.txt'),
      old_string: 'a',
      new_string: 'b',
    });
    expect(output.content).toMatch(/is outside the workspace; nothing was written\.$/);
    expect(other.text('f.txt')).toBe('a\n');
  });
});

describe('files that are edited as bytes', () => {
  test('mixed line endings stay where they are', async () => {
    const { run, text } = toolHarness({ 'f.txt': 'one\r\ntwo\nthree\r\n' });
    const output = await run(edit, { file_path: 'f.txt', old_string: 'one', new_string: 'ONE\n1' });
    expect(output.content).toBe(
      'Replaced 1 occurrence in f.txt.\nThe file has mixed line endings: it was edited as bytes, and all other lines kept theirs.',
    );
    expect(text('f.txt')).toBe('ONE\r\n1\r\ntwo\nthree\r\n');
  });

  test('any bytes around the edit survive it', async () => {
    const { root, run } = toolHarness();
    let count = 0;
    const around = fc
      .uint8Array({ maxLength: 60 })
      .map((bytes) => Buffer.from(bytes.map((byte) => byte || 1)));
    // A mark of UTF-16 would make the ASCII of the edit something else.
    const isClean = (bytes: Buffer) =>
      !bytes.includes('<here>') && !/^(\xff\xfe|\xfe\xff)/.test(bytes.toString('latin1'));
    await fc.assert(
      fc.asyncProperty(around.filter(isClean), around.filter(isClean), async (head, tail) => {
        count += 1;
        const file = join(root, `${count}.dat`);
        writeFileSync(file, Buffer.concat([head, Buffer.from('<here>'), tail]));
        await run(edit, { file_path: file, old_string: '<here>', new_string: 'café' });
        const isWide = /^(\xff\xfe|\xfe\xff)/.test(head.toString('latin1'));
        expect(isWide || readFileSync(file).equals(Buffer.concat([head, Buffer.from('café'), tail]))).toBe(
          true,
        );
      }),
      { numRuns: 60 },
    );
  });
});

describe('notebooks', () => {
  const cells = [
    { cell_type: 'markdown', id: 'one', metadata: {}, source: ['# Title\n', 'text'] },
    { cell_type: 'code', execution_count: 1, id: 'two', metadata: {}, outputs: [], source: ['x = 1.0\n'] },
  ];
  const notebook = `${JSON.stringify({ cells, metadata: { weight: '#' }, nbformat: 4 }, null, 1).replace('"#"', '1.0')}\n`;

  test('change one cell and nothing else', async () => {
    const { run, text } = toolHarness({ 'n.ipynb': notebook });
    const output = await run(edit, {
      file_path: 'n.ipynb',
      cell: 1,
      old_string: 'x = 1.0',
      new_string: 'x = 2\ny = 3',
    });
    expect(output.content).toBe('Replaced 1 occurrence in cell 1 of n.ipynb.');
    expect(text('n.ipynb')).toBe(notebook.replace('"x = 1.0\\n"', '"x = 2\\n",\n    "y = 3\\n"'));
  });

  test.each([
    [{ cell: 0, old_string: '', new_string: 'new' }, ['new', 'x = 1.0\n']],
    [
      { cell: 1, cell_action: 'insert_code', new_string: 'import os\n' },
      ['# Title\ntext', 'import os\n', 'x = 1.0\n'],
    ],
    [{ cell: 2, cell_action: 'insert_markdown', new_string: 'end' }, ['# Title\ntext', 'x = 1.0\n', 'end']],
    [{ cell: 0, cell_action: 'delete' }, ['x = 1.0\n']],
    [{ cell: 1, cell_action: 'delete' }, ['# Title\ntext']],
  ])('%j', async (args, sources) => {
    const { run, text } = toolHarness({ 'n.ipynb': notebook });
    await run(edit, { file_path: 'n.ipynb', ...args });
    const after = JSON.parse(text('n.ipynb')) as { cells: { source: string[] }[] };
    expect(after.cells.map(({ source }) => source.join(''))).toEqual(sources);
    expect(text('n.ipynb')).toContain('"weight": 1.0');
  });

  test.each([
    [{ old_string: 'x', new_string: 'y' }, 'n.ipynb is a notebook: name the cell (0 to 1).'],
    [
      { cell: 7, old_string: 'x', new_string: 'y' },
      'n.ipynb has 2 cells, counted from 0; there is no cell 7.',
    ],
  ])('%j is refused', async (args, content) => {
    const { run } = toolHarness({ 'n.ipynb': notebook });
    expect(await run(edit, { file_path: 'n.ipynb', ...args })).toEqual({ content, isError: true });
  });
});
