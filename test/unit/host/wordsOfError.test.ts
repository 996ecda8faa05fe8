// An error of the core that a person reads is said in their language; what a system says is left as it is.
import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { ConfigurationError } from '../../../src/core/config/configurationError';
import { createDiskWorkspace } from '../../../src/core/workspace/diskWorkspace';
import { commitChanges } from '../../../src/core/workspace/commit';
import { setTexts } from '../../../src/host/l10n';
import { wordsOfError } from '../../../src/host/wordsOfError';
import { temporaryFolder } from '../session/sessionFixture';

function inGerman(): void {
  const german = JSON.parse(readFileSync('media/l10n/bundle.l10n.de.json', 'utf8')) as Record<string, string>;
  setTexts(german, 'de');
  onTestFinished(() => setTexts(undefined, 'en'));
}

const wordsOf = (work: Promise<unknown>): Promise<string> => work.then(() => 'no error', wordsOfError);

test('of a file that is not there, too large, or in the way', async () => {
  inGerman();
  const root = await temporaryFolder({ 'a.txt': 'one' });
  const workspace = createDiskWorkspace({ folders: [{ root }] });
  const { signal } = new AbortController();
  const file = await workspace.resolve('a.txt');
  expect(await wordsOf(workspace.read(`${root}/b.txt`))).toBe('b.txt ist nicht vorhanden.');
  expect(await wordsOf(workspace.read(root))).toContain('ist ein Ordner, keine Datei.');
  expect(await wordsOf(workspace.read(file.path, { maxBytes: 2 }))).toBe(
    'a.txt hat 3 Bytes; höchstens 2 können gelesen werden.',
  );
  const create = { kind: 'create', file, after: { text: 'two' } } as const;
  expect(await wordsOf(commitChanges(workspace, [create], { signal }))).toBe(
    'a.txt ist bereits vorhanden. Es wurde nichts geändert.',
  );
});

test('of what is not set up, and of a system', async () => {
  inGerman();
  expect(wordsOfError(new ConfigurationError({ about: 'setup', code: 'stop_first' }))).toBe(
    'Beenden Sie den Lauf, bevor Sie den Verlauf ändern oder Dateien wiederherstellen.',
  );
  expect(wordsOfError(new Error('EIO: i/o error'))).toBe('EIO: i/o error');
});
