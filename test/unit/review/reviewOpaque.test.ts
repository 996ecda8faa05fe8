// Files that are no text, and others that are decided as a whole, when somebody else changed them after the agent.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { blobsOf, parseStoredReview } from '../../../src/core/review/storedReview';
import { versionOf } from '../../../src/core/workspace/textCodec';
import { openReview } from './reviewHarness';
import type { ReviewHarness } from './reviewHarness';

const BEFORE = '\u0000before';
const AGENTS = '\u0000by the agent';
const OTHERS = '\u0000by somebody else';
const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');
const NAME = 'logo.bin';

/** The agent has changed a binary file. */
async function changedByAgent(): Promise<ReviewHarness> {
  const harness = openReview({ [NAME]: bytes(BEFORE) });
  await harness.agent([{ kind: 'edit', path: NAME, content: bytes(AGENTS) }]);
  return harness;
}

/** Another program writes the file, and the editor tells of it. */
async function writtenByOthers(harness: ReviewHarness, content: string): Promise<void> {
  writeFileSync(harness.at(NAME), bytes(content));
  await harness.review.lookAt(harness.at(NAME), 'external');
}

describe('a file without text that somebody else changed since', () => {
  test('says so, until it is as the agent left it again', async () => {
    const harness = await changedByAgent();
    const file = () => harness.review.file(harness.at(NAME));
    expect(file()).toMatchObject({ kind: 'opaque', isOpaque: true });
    expect(file()?.changedSince).toBeUndefined();
    await writtenByOthers(harness, OTHERS);
    expect(file()?.changedSince).toBe('certainly');
    await writtenByOthers(harness, AGENTS);
    expect(file()?.changedSince).toBeUndefined();
  });

  test('has nothing to decide about while its old content is there', async () => {
    const harness = await changedByAgent();
    await writtenByOthers(harness, BEFORE);
    expect(harness.review.files()).toEqual([]);
    await writtenByOthers(harness, AGENTS);
    expect(harness.review.files()).toHaveLength(1);
  });

  test('says so after a restart as well', async () => {
    const harness = await changedByAgent();
    await harness.review.flush();
    writeFileSync(harness.at(NAME), bytes(OTHERS));
    const review = await harness.reopen();
    expect(review.file(harness.at(NAME))?.changedSince).toBe('certainly');
  });

  test('is no longer marked once the agent wrote it again', async () => {
    const harness = await changedByAgent();
    await writtenByOthers(harness, OTHERS);
    await harness.agent([{ kind: 'edit', path: NAME, content: bytes('\u0000again') }]);
    expect(harness.review.file(harness.at(NAME))?.changedSince).toBeUndefined();
  });

  test('is kept as it is now', async () => {
    const harness = await changedByAgent();
    await writtenByOthers(harness, OTHERS);
    await harness.review.keep({ kind: 'all' });
    expect(harness.review.files()).toEqual([]);
    expect(harness.read(NAME)).toBe(OTHERS);
    await harness.review.undoLastDecision();
    expect(harness.review.file(harness.at(NAME))?.changedSince).toBe('certainly');
  });

  test('that another one took the place of a deleted one is a decision too', async () => {
    const harness = openReview({ [NAME]: bytes(BEFORE) });
    await harness.agent([{ kind: 'delete', path: NAME }]);
    await writtenByOthers(harness, OTHERS);
    expect(harness.review.files()).toEqual([]);
  });
});

describe('its undo', () => {
  test('is refused at first, and names how it could be done', async () => {
    const harness = await changedByAgent();
    await writtenByOthers(harness, OTHERS);
    expect(await harness.review.undo({ kind: 'all' })).toEqual({
      decided: 0,
      refused: [
        {
          display: NAME,
          reason: 'it was changed since',
          anyway: { kind: 'files', paths: [harness.at(NAME)] },
        },
      ],
    });
    expect(harness.read(NAME)).toBe(OTHERS);
  });

  test('loses nothing when it is done anyway: what was overwritten comes back', async () => {
    const harness = await changedByAgent();
    await writtenByOthers(harness, OTHERS);
    const outcome = await harness.review.undo({ kind: 'all' }, { force: true });
    expect(outcome).toEqual({ decided: 1, refused: [] });
    expect(harness.read(NAME)).toBe(BEFORE);
    expect(harness.review.files()).toEqual([]);
    await harness.review.undoLastDecision();
    expect(harness.read(NAME)).toBe(OTHERS);
    expect(harness.review.file(harness.at(NAME))?.changedSince).toBe('certainly');
  });

  test('keeps what was overwritten from being pruned while it can be taken back', async () => {
    const harness = await changedByAgent();
    await writtenByOthers(harness, OTHERS);
    await harness.review.undo({ kind: 'all' }, { force: true });
    const stored = parseStoredReview(readFileSync(join(harness.dir, 'one.review.json'), 'utf8'));
    expect(blobsOf(stored!)).toEqual(
      expect.arrayContaining([BEFORE, OTHERS].map((content) => versionOf(bytes(content)))),
    );
  });

  test('can be taken back after a restart, also of a change that nobody had told of', async () => {
    const harness = await changedByAgent();
    writeFileSync(harness.at(NAME), bytes(OTHERS));
    await harness.review.undo({ kind: 'all' }, { force: true });
    const review = await harness.reopen();
    await review.undoLastDecision();
    expect(harness.read(NAME)).toBe(OTHERS);
  });

  test('deletes a created one anyway, and that comes back too', async () => {
    const harness = openReview();
    await harness.agent([{ kind: 'create', path: NAME, content: bytes(AGENTS) }]);
    await writtenByOthers(harness, OTHERS);
    expect((await harness.review.undo({ kind: 'all' })).refused).toHaveLength(1);
    await harness.review.undo({ kind: 'all' }, { force: true });
    expect(await harness.workspace.stat(harness.at(NAME))).toBeUndefined();
    await harness.review.undoLastDecision();
    expect(harness.read(NAME)).toBe(OTHERS);
  });
});

describe('what is refused of texts', () => {
  test('names the hunks whose surroundings changed', async () => {
    const harness = openReview({ 'a.txt': 'a\nb\nc\nd\ne\nf\n' });
    await harness.write('a.txt', (text) => text.replace('b', 'B'));
    const ids = harness.review.files()[0]?.hunks.map(({ id }) => id) ?? [];
    harness.type('a.txt', (text) => text.replace('B', 'others'), 'external');
    const { refused } = await harness.review.undo({ kind: 'hunks', ids });
    expect(refused).toMatchObject([{ anyway: { kind: 'hunks', ids } }]);
    await harness.review.undo(refused[0]!.anyway!, { force: true });
    expect(harness.read('a.txt')).toBe('a\nb\nc\nd\ne\nf\n');
  });

  test('names a new file with lines of a person in it', async () => {
    const harness = openReview();
    await harness.agent([{ kind: 'create', path: 'a.txt', content: 'a\nb\n' }]);
    harness.type('a.txt', (text) => text.replace('b', 'mine'));
    const { refused } = await harness.review.undo({ kind: 'all' });
    expect(refused).toMatchObject([{ anyway: { kind: 'files', paths: [harness.at('a.txt')] } }]);
    await harness.review.undo(refused[0]!.anyway!, { force: true });
    expect(await harness.workspace.stat(harness.at('a.txt'))).toBeUndefined();
    await harness.review.undoLastDecision();
    expect(harness.read('a.txt')).toBe('a\nmine\n');
  });

  test('names nothing where nobody can do it', async () => {
    const harness = openReview({ 'a.txt': 'a\n' });
    await harness.write('a.txt', () => 'b\n');
    const [file] = harness.review.files();
    await harness.review.keep({ kind: 'all' });
    const { refused } = await harness.review.undo({ kind: 'files', paths: [file!.path] });
    expect(refused).toHaveLength(1);
    expect(refused[0]).not.toHaveProperty('anyway');
  });
});
