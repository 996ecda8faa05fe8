import { expect, test } from 'vitest';
import { createBuiltinTools } from '../../../src/core/tools/registry';
import { toToolDefinition } from '../../../src/core/tools/toolDefinition';

test('offers every built-in tool, those for commands only where commands can run', () => {
  const files = ['read', 'write', 'edit', 'patch', 'delete', 'grep', 'glob', 'ls'];
  expect(createBuiltinTools({ commands: false }).map(({ name }) => name)).toEqual(files);
  expect(createBuiltinTools({ commands: true }).map(({ name }) => name)).toEqual([
    ...files,
    'bash',
    'bash_output',
    'bash_end',
  ]);
});

test('keeps the definitions small: the first request has room for 16 kB in all', () => {
  const definitions = createBuiltinTools({ commands: true, sandboxKind: 'optional' }).map(toToolDefinition);
  expect(JSON.stringify(definitions).length).toBeLessThan(6500);
});

test('describes arguments without noise', () => {
  const read = createBuiltinTools({ commands: false }).find(({ name }) => name === 'read')!;
  expect(toToolDefinition(read).parameters).toEqual({
    type: 'object',
    properties: {
      file_path: { type: 'string' },
      offset: { type: 'integer', minimum: 0, description: 'first line, counted from 0; default 0' },
      limit: { type: 'integer', minimum: 1, description: 'lines; default and at most 2000' },
    },
    required: ['file_path'],
  });
  expect(toToolDefinition(read)).toBe(toToolDefinition(read));
});
