// Threat 10: a link that is put in the place of a folder after the check leads outside. The path gate's own rules are in `workspace/`.
import { existsSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createDiskWorkspace } from '../../../src/core/workspace/diskWorkspace';
import { temporaryFolder } from '../session/sessionFixture';
import { bash, play, read, write } from './play';

describe('threat 10: a path that leads elsewhere than when it was checked', () => {
  const ask = { permissionMode: 'ask', permissions: {} } as const;

  it('is not written: a folder became a link while a person was asked', async () => {
    const outside = await temporaryFolder();
    const { ended, root } = await play([write('src/made.txt', 'x')], {
      ...ask,
      files: { 'src/a.txt': '' },
      answer: (_, folder) => {
        renameSync(join(folder, 'src'), join(folder, 'old'));
        symlinkSync(outside, join(folder, 'src'));
        return true;
      },
    });
    expect(ended).toEqual(['failed']);
    expect(existsSync(join(outside, 'made.txt'))).toBe(false);
    expect(existsSync(join(root, 'old', 'made.txt'))).toBe(false);
  });

  it('is not written: a parent that was missing was made as a link', async () => {
    const outside = await temporaryFolder();
    const { ended } = await play([write('new/deep/made.txt', 'x')], {
      ...ask,
      answer: (_, folder) => {
        symlinkSync(outside, join(folder, 'new'));
        return true;
      },
    });
    expect(ended).toEqual(['failed']);
    expect(existsSync(join(outside, 'deep'))).toBe(false);
  });

  it('is not written: the file itself became a link', async () => {
    const outside = await temporaryFolder({ 'victim.txt': 'old' });
    const { ended } = await play(
      [read('a.txt'), { name: 'edit', input: { file_path: 'a.txt', old_string: 'old', new_string: 'new' } }],
      {
        ...ask,
        files: { 'a.txt': 'old' },
        answer: (_, folder) => {
          rmSync(join(folder, 'a.txt'));
          symlinkSync(join(outside, 'victim.txt'), join(folder, 'a.txt'));
          return true;
        },
      },
    );
    expect(ended).toEqual(['done', 'failed']);
    expect(readFileSync(join(outside, 'victim.txt'), 'utf8')).toBe('old');
  });

  it('is not read: what a person allowed was another file', async () => {
    const outside = await temporaryFolder({ 'public/note.txt': 'public', 'private/note.txt': 'top secret' });
    const { ended, results } = await play([read(join(outside, 'public/note.txt'))], {
      ...ask,
      answer: () => {
        rmSync(join(outside, 'public'), { recursive: true });
        symlinkSync(join(outside, 'private'), join(outside, 'public'));
        return true;
      },
    });
    expect(ended).toEqual(['failed']);
    expect(results.join('')).not.toContain('top secret');
  });

  it('is outside from the start where a link leads there, also one to what is not there yet', async () => {
    const outside = await temporaryFolder({ 'secret.txt': 'secret' });
    const root = await temporaryFolder();
    symlinkSync(outside, join(root, 'out'));
    symlinkSync(join(outside, 'not-there'), join(root, 'dangling'));
    const { ended } = await play(
      [
        read('out/secret.txt'),
        write('out/made.txt', 'x'),
        write('dangling', 'x'),
        bash('cat out/secret.txt'),
      ],
      { workspace: createDiskWorkspace({ folders: [{ root }] }), permissionMode: 'edits', permissions: {} },
    );
    expect(ended).toEqual(['asked', 'asked', 'asked', 'asked']);
    expect(existsSync(join(outside, 'made.txt'))).toBe(false);
  });

  it.each(['/dev/sda', '/proc/self/environ', '/dev/../proc/self/mem', 'file:///proc/self/environ'])(
    'is refused where it is a device: %s',
    async (path) => {
      expect((await play([read(path)], { answer: () => true, permissive: true })).ended).toEqual(['failed']);
    },
  );
});
