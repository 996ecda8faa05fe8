// Aksara's PatchEngine over a session: its published snippet in our spelling, and planners spec 2.10 without the defects that it names.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PatchEngine, Planner } from '../../../src/core/index';
import type { PatchOperation } from '../../../src/core/index';
import type { ModelRequest } from '../../../src/core/model/languageModel';
import type { ScriptedTurn } from './scriptedModel';
import { openSession, temporaryFolder } from './sessionFixture';

async function open(files: Readonly<Record<string, string>> = {}, turns: readonly ScriptedTurn[] = []) {
  const opened = await openSession({ files, turns, config: { sessionsDir: await temporaryFolder() } });
  const engine = new PatchEngine({ session: opened.session });
  const text = (file: string): string => readFileSync(join(opened.root, file), 'utf8');
  const write = (file: string, content: string): void => writeFileSync(join(opened.root, file), content);
  return { ...opened, engine, text, write };
}

describe('createPatch and apply', () => {
  // aksara-planner, "With Patch Engine"
  test('as the seed shows them, for the steps of a plan', async () => {
    const steps = [
      { id: 'field', type: 'modify_model', description: 'Add the field age', file: 'models.py' },
      { id: 'test', type: 'create_test', description: 'Test it', file: 'tests.py' },
    ];
    const answer = (request: ModelRequest): ScriptedTurn => {
      if (!request.system.includes('One step of a plan')) return { text: JSON.stringify(steps) };
      if (request.messages.at(-1)?.role === 'tool') return { text: 'The field is there.' };
      expect(JSON.stringify(request.messages[0])).toContain('Change models.py and no other file.');
      const edit = { file_path: 'models.py', old_string: 'name = 1', new_string: 'name = 1\nage = 2' };
      return {
        calls: [
          { name: 'edit', input: edit },
          { name: 'write', input: { file_path: 'notes.txt', content: 'n' } },
        ],
      };
    };
    const opened = await openSession({
      files: { 'models.py': 'class User:\nname = 1\n' },
      turns: Array.from({ length: 9 }, () => answer),
      config: { sessionsDir: await temporaryFolder() },
    });
    const planner = new Planner({ session: opened.session });
    const patchEngine = new PatchEngine({ session: opened.session });

    const plan = await planner.create('Add field to User');
    for (const step of plan.steps) {
      if (step.type === 'modify_model') {
        const patch = await patchEngine.createPatch({ file: step.file!, instruction: step.description });
        expect(patch.diff).toContain(' name = 1\n+age = 2\n');
        expect(patch.instruction).toBe('Add the field age');
        expect(patch.warnings).toEqual(['A change of notes.txt was left out: the patch is about models.py.']);
        expect(readFileSync(join(opened.root, 'models.py'), 'utf8')).toBe('class User:\nname = 1\n');
        await patchEngine.apply(patch);
      }
    }
    expect(readFileSync(join(opened.root, 'models.py'), 'utf8')).toBe('class User:\nname = 1\nage = 2\n');
    expect(existsSync(join(opened.root, 'notes.txt'))).toBe(false);
    const changes = await opened.session.changes();
    expect(changes.map(({ path }) => path)).toEqual(['models.py']);
  });

  test('several operations on one file are one difference, from what it was to what it is', async () => {
    const { engine, text } = await open({ 'a.ts': "import x from 'x';\nrun(1);\nstop();\n" });
    const patch = await engine.createPatch({
      operations: [
        { type: 'add_import', file: 'a.ts', statement: "import y from 'y';" },
        { type: 'replace_text', file: 'a.ts', oldText: 'run(1)', newText: 'run(2)' },
        { type: 'delete_text', file: './a.ts', startLine: 4, endLine: 4 },
        { type: 'modify_file', file: 'b.ts', content: 'new\n' },
      ],
    });
    expect(patch.files.map(({ path, before, created }) => [path, before, created])).toEqual([
      ['a.ts', "import x from 'x';\nrun(1);\nstop();\n", false],
      ['b.ts', null, true],
    ]);
    expect(patch.files[0]?.diff.split('\n').filter((line) => /^[+-][^+-]/.test(line))).toEqual([
      '-run(1);',
      '-stop();',
      "+import y from 'y';",
      '+run(2);',
    ]);
    expect(patch.checksum).toMatch(/^[0-9a-f]{16}$/);
    const result = await engine.apply(patch);
    expect([result.applied, result.createdFiles, result.changedFiles, result.deletedFiles]).toEqual([
      true,
      1,
      1,
      0,
    ]);
    expect(text('a.ts')).toBe("import x from 'x';\nimport y from 'y';\nrun(2);\n");
    expect(await engine.rollback()).toEqual({ undone: ['a.ts', 'b.ts'], conflicts: [] });
    expect(text('a.ts')).toBe("import x from 'x';\nrun(1);\nstop();\n");
    expect(() => text('b.ts')).toThrow();
  });

  test('line endings and encoding stay', async () => {
    const { engine, text } = await open({ 'crlf.txt': '\uFEFFa\r\nb\r\nc', 'mixed.txt': 'a\r\nb\nc\n' });
    const patch = await engine.createPatch({
      operations: [
        { type: 'replace_text', file: 'crlf.txt', oldText: 'a\nb', newText: 'a\nx\nb' },
        { type: 'replace_text', file: 'mixed.txt', oldText: 'b', newText: 'x' },
      ],
    });
    await engine.apply(patch);
    expect(text('crlf.txt')).toBe('\uFEFFa\r\nx\r\nb\r\nc');
    expect(text('mixed.txt')).toBe('a\r\nx\nc\n');
    await engine.rollback(patch);
    expect([text('crlf.txt'), text('mixed.txt')]).toEqual(['\uFEFFa\r\nb\r\nc', 'a\r\nb\nc\n']);
  });

  test('an empty file is a file: it is not made, and is there after it was taken back', async () => {
    const { engine, text } = await open({ 'empty.txt': '' });
    const patch = await engine.createPatch({
      operations: [{ type: 'insert_text', file: 'empty.txt', line: 0, text: 'x' }],
    });
    expect(patch.files[0]).toMatchObject({ before: '', after: 'x\n', created: false });
    await engine.apply(patch);
    await engine.rollback();
    expect(text('empty.txt')).toBe('');
  });

  test('every operation that can not be done is named, and nothing is written', async () => {
    const { engine, text, root } = await open({ 'a.txt': 'one\n', '.git/config': '', 'data.json': '{}' });
    const operations: readonly PatchOperation[] = [
      { type: 'replace_text', file: 'a.txt', oldText: 'one', newText: 'two' },
      { type: 'replace_text', file: 'a.txt', oldText: 'three', newText: 'four' },
      { type: 'modify_file', file: '../outside.txt', content: 'x' },
      { type: 'modify_file', file: '.git/config', content: 'x' },
      { type: 'delete_text', file: 'data.json', startLine: 1, endLine: 9 },
    ];
    await expect(engine.createPatch({ operations })).rejects.toMatchObject({
      name: 'PatchError',
      reason: 'invalid',
      problems: [
        'Operation 2: Text to replace not found in a.txt',
        "Operation 3: Path '../outside.txt' is outside the workspace",
        'Operation 4: Cannot modify protected file: .git/config (the inside of a git repository)',
        'Operation 5: Line range 1-9 is out of bounds; the file has 1 lines',
      ],
    });
    expect(text('a.txt')).toBe('one\n');
    expect(existsSync(join(root, '../outside.txt'))).toBe(false);
  });

  test('what does not parse any more is refused', async () => {
    const { engine } = await open({ 'data.json': '{ "a": 1 }' });
    const operations = [{ type: 'modify_file', file: 'data.json', content: '{ "a": ' }] as const;
    await expect(engine.createPatch({ operations })).rejects.toThrow(/^Syntax error: data\.json/);
  });

  test('a file that changed meanwhile is a conflict, and no file is written', async () => {
    const { engine, text, write } = await open({ 'a.txt': 'a', 'b.txt': 'b' });
    const patch = await engine.createPatch({
      operations: [
        { type: 'modify_file', file: 'a.txt', content: 'A' },
        { type: 'modify_file', file: 'b.txt', content: 'B' },
      ],
    });
    write('b.txt', 'mine');
    await expect(engine.apply(patch)).rejects.toMatchObject({ name: 'PatchError', reason: 'conflict' });
    expect([text('a.txt'), text('b.txt')]).toEqual(['a', 'mine']);
    expect(engine.history).toEqual([]);
  });

  test('a preview writes nothing', async () => {
    const { engine, text } = await open({ 'a.txt': 'a' });
    const patch = await engine.createPatch({ operations: [{ type: 'delete_file', file: 'a.txt' }] });
    const result = await engine.apply(patch, { dryRun: true });
    expect([result.applied, result.previewOnly, result.deletedFiles]).toEqual([false, true, 1]);
    expect(text('a.txt')).toBe('a');
  });

  test('tests that fail take it back', async () => {
    const { engine, text } = await open({ 'a.txt': 'a' });
    const operations = [{ type: 'modify_file', file: 'a.txt', content: 'b' }] as const;
    const failed = await engine.apply(await engine.createPatch({ operations }), {
      testCommand: 'echo 1 fails; exit 1',
    });
    expect([failed.applied, failed.tests?.passed, failed.rollbackAvailable]).toEqual([false, false, false]);
    expect(failed.tests?.output).toContain('1 fails');
    expect(text('a.txt')).toBe('a');
    const passed = await engine.apply(await engine.createPatch({ operations }), { testCommand: 'exit 0' });
    expect([passed.applied, text('a.txt')]).toEqual([true, 'b']);
  });
});

describe('rollback', () => {
  test('of one file, and of one that somebody changed since', async () => {
    const { engine, text, write } = await open({ 'a.txt': 'a', 'b.txt': 'b', 'c.txt': 'c' });
    const operations = ['a.txt', 'b.txt', 'c.txt'].map(
      (file) => ({ type: 'modify_file', file, content: 'new' }) as const,
    );
    const patch = await engine.createPatch({ operations });
    await engine.apply(patch);
    expect(await engine.rollback(patch, { files: ['a.txt'] })).toEqual({ undone: ['a.txt'], conflicts: [] });
    write('b.txt', 'mine');
    expect(await engine.rollback()).toEqual({ undone: ['c.txt'], conflicts: ['b.txt'] });
    expect(['a.txt', 'b.txt', 'c.txt'].map(text)).toEqual(['a', 'mine', 'c']);
    expect(engine.history).toEqual([patch]);
    await expect(new PatchEngine({ session: {} as never }).rollback()).rejects.toThrow('no applied patch');
  });
});

describe('a model that works a patch out', () => {
  const file = 'a.txt';
  test('may say that it can not', async () => {
    const { engine, text } = await open({ [file]: 'a' }, [{ text: 'STEP FAILED: there is no such field' }]);
    await expect(engine.createPatch({ file, instruction: 'Rename it' })).rejects.toMatchObject({
      reason: 'failed',
      message: 'there is no such field',
    });
    expect(text(file)).toBe('a');
  });

  test('may change nothing', async () => {
    const { engine } = await open({ [file]: 'a' }, [{ text: 'All is well.' }]);
    await expect(engine.createPatch({ file, instruction: 'Look' })).rejects.toThrow(
      'changed nothing in a.txt',
    );
  });

  test('is not asked about a file that can not be changed', async () => {
    const { engine, model } = await open({ '.git/config': '' });
    await expect(engine.createPatch({ file: '.git/config', instruction: 'x' })).rejects.toThrow(
      'Cannot modify protected file: .git/config',
    );
    expect(model.requests).toEqual([]);
  });
});
