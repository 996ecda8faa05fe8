import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createReadTool } from '../../../src/core/tools/readTool';
import { toolHarness } from './toolHarness';

const read = createReadTool();

test('numbers lines from 1 and leaves carriage returns out', async () => {
  const { run } = toolHarness({ 'a.txt': 'one\r\ntwo\r\n' });
  expect(await run(read, { file_path: 'a.txt' })).toEqual({
    content: '     1\tone\n     2\ttwo',
    details: { type: 'read', path: 'a.txt', fromLine: 1, toLine: 2, totalLines: 2 },
  });
});

test('reads a part and says how to go on', async () => {
  const { run } = toolHarness({ 'a.txt': 'a\nb\nc\nd\n' });
  const { content } = await run(read, { file_path: 'a.txt', offset: 1, limit: 2 });
  expect(content).toBe('     2\tb\n     3\tc\n[Lines 2-3 of 4. Use offset=3 to go on.]');
});

test('stops at 2,000 lines, and at 100 KiB', async () => {
  const { run } = toolHarness({
    'many.txt': 'x\n'.repeat(2001),
    'wide.txt': `${'y'.repeat(1000)}\n`.repeat(300),
  });
  const many = await run(read, { file_path: 'many.txt', limit: 5000 });
  expect(many.content).toMatch(/\[Lines 1-2000 of 2001\. Use offset=2000 to go on\.]$/);
  const wide = await run(read, { file_path: 'wide.txt' });
  expect(wide.content).toMatch(/\[Lines 1-101 of 300\. Use offset=101 to go on\.]$/);
});

test('cuts a long line and says so', async () => {
  const { run } = toolHarness({ 'a.txt': 'z'.repeat(2500) });
  const { content } = await run(read, { file_path: 'a.txt' });
  expect(content).toBe(`     1\t${'z'.repeat(2000)}... [500 more characters in this line]`);
});

test('an empty file is no error', async () => {
  const { run } = toolHarness({ 'a.txt': '' });
  expect((await run(read, { file_path: 'a.txt' })).content).toBe('[a.txt is empty.]');
});

describe('errors say what to do', () => {
  test.each([
    ['cart.js', 'cart.js does not exist. Did you mean cart.ts?'],
    [
      'SRC/index.ts',
      'SRC/index.ts does not exist. Its folder does not exist either. Use glob or ls to find the right path.',
    ],
    ['src', 'src is a directory. Use ls to list it, or glob to find files in it.'],
    [
      'data.bin',
      'data.bin is a binary file (4 bytes); only text and images can be read. Inspect it with a command if you must.',
    ],
    [
      'latin.txt',
      'latin.txt is not valid UTF-8 (4 bytes). Convert a copy with a command (such as iconv) to see it; edit can change its ASCII parts as bytes.',
    ],
    ['fake.png', 'fake.png is named like an image but holds none (png, jpg, gif or webp).'],
    ['huge.log', `huge.log has ${51 * 1024 * 1024} bytes; at most ${50 * 1024 * 1024} can be read.`],
    ['', 'Failed to resolve path: : the path is empty.'],
  ])('%s', async (path, message) => {
    const { root, run } = toolHarness({
      'cart.ts': '',
      'data.bin': Buffer.from([1, 0, 2, 3]),
      'latin.txt': Buffer.from([0x63, 0x61, 0x66, 0xe9]),
      'fake.png': 'no image',
    });
    mkdirSync(join(root, 'src'));
    writeFileSync(join(root, 'huge.log'), '');
    truncateSync(join(root, 'huge.log'), 51 * 1024 * 1024);
    expect(await run(read, { file_path: path })).toEqual({ content: message, isError: true });
  });

  test('an offset past the end', async () => {
    const { run } = toolHarness({ 'a.txt': 'a\nb\n' });
    expect(await run(read, { file_path: 'a.txt', offset: 2 })).toEqual({
      content: 'Offset 2 is past the end: a.txt has 2 lines. Use an offset from 0 to 1.',
      isError: true,
    });
  });

  test('a wrong type, and numbers written as strings are forgiven', async () => {
    const { run } = toolHarness({ 'a.txt': 'a\nb\n' });
    expect((await run(read, { file_path: 'a.txt', offset: 'x' })).content).toBe(
      'Invalid arguments for read:\n- offset: Invalid input: expected number, received string',
    );
    expect((await run(read, { file_path: 'a.txt', offset: '1', limit: null })).content).toBe('     2\tb');
  });
});

test('attaches an image under its real type', async () => {
  const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
  const { run } = toolHarness({ 'shot.jpg': png });
  const output = await run(read, { file_path: 'shot.jpg' });
  expect(output.content).toBe('shot.jpg: image/png, 16 bytes. The image is attached.');
  expect(output.images).toEqual([{ type: 'image', mediaType: 'image/png', data: png.toString('base64') }]);
});

test('shows a notebook cell by cell', async () => {
  const notebook = {
    cells: [
      { cell_type: 'markdown', metadata: {}, source: ['# Title\n', 'text'] },
      {
        cell_type: 'code',
        metadata: {},
        source: 'print(1)',
        outputs: [
          { output_type: 'stream', text: ['1\n'] },
          { output_type: 'display_data', data: { 'image/png': 'AAAA' } },
          { output_type: 'error', traceback: ['\u001b[31mBoom\u001b[0m', 'line 2'] },
        ],
      },
    ],
    nbformat: 4,
  };
  const { run } = toolHarness({ 'n.ipynb': JSON.stringify(notebook) });
  expect((await run(read, { file_path: 'n.ipynb' })).content).toBe(
    [
      '<cell 0 markdown>',
      '# Title',
      'text',
      '<cell 1 code>',
      'print(1)',
      '<output of cell 1>',
      '1',
      '[image/png]',
      'Boom',
      'line 2',
    ].join('\n'),
  );
});

test('a file kept from the model stays hidden, also after the rules changed', async () => {
  const { root, run } = toolHarness({
    'a.txt': 'secret',
    'keys/b.txt': 'secret',
    '.planwrightignore': 'keys/\n',
  });
  expect((await run(read, { file_path: 'keys/b.txt' })).content).toBe(
    'keys/b.txt is kept from you by .planwrightignore or a deny rule. Work without its content.',
  );
  expect((await run(read, { file_path: 'a.txt' })).content).toContain('secret');
  writeFileSync(join(root, '.planwrightignore'), '*.txt\n');
  expect((await run(read, { file_path: 'a.txt' })).isError).toBe(true);
});
