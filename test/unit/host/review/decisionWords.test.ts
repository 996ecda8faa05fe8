import { readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { decidedWords, refusedWords } from '../../../../src/host/review/decisionWords';
import { setTexts } from '../../../../src/host/l10n';
import { keyName } from '../../../../src/host/review/keyNames';
import type { KeyedCommand } from '../../../../src/host/review/keyNames';

const refused = (...pairs: readonly (readonly [string, string])[]) => ({
  decided: 0,
  refused: pairs.map(([display, reason]) => ({ display, reason })),
});

describe('what is said after a decision', () => {
  it('counts what was decided', () => {
    expect(decidedWords('keep', { decided: 1, refused: [] })).toBe('Kept 1 change.');
    expect(decidedWords('undo', { decided: 3, refused: [] })).toBe('Undid 3 changes.');
    expect(decidedWords('undo', { decided: 0, refused: [] })).toBe('');
  });

  it('gives each reason once, with the file where the reason does not name it', () => {
    expect(refusedWords(refused(['a.ts', 'It is read-only.'], ['a.ts', 'It is read-only.']))).toBe(
      'a.ts: It is read-only.',
    );
    expect(refusedWords(refused(['a.ts', 'a.ts is read-only.']))).toBe('a.ts is read-only.');
    expect(refusedWords(refused())).toBe('');
  });

  it('is told in the language of the editor', () => {
    const german = JSON.parse(readFileSync('media/l10n/bundle.l10n.de.json', 'utf8')) as Record<
      string,
      string
    >;
    setTexts(german, 'de');
    onTestFinished(() => setTexts(undefined, 'en'));
    expect(refusedWords(refused(['a.ts', 'it is read-only'], ['b.ts', 'EIO: disk error']))).toBe(
      'a.ts: sie ist schreibgeschützt b.ts: EIO: disk error',
    );
  });

  it('names three and counts the others', () => {
    const many = ['a', 'b', 'c', 'd', 'e'].map((name) => [name, 'No.'] as const);
    expect(refusedWords(refused(...many))).toBe('a: No. b: No. c: No. And 2 more.');
  });
});

describe('the name of a key', () => {
  const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    readonly contributes: {
      readonly keybindings: readonly {
        readonly command: string;
        readonly key: string;
        readonly mac: string;
      }[];
    };
  };

  it('is that of the manifest', () => {
    const ours = contributes.keybindings.filter(({ command }) => /Hunk|File$|LastDecision/.test(command));
    expect(ours.length).toBe(16);
    const parts = (name: string): string =>
      name
        .toLowerCase()
        .replace('⌃', 'ctrl+')
        .replace('⇧', 'shift+')
        .replace('⌘', 'cmd+')
        .split('+')
        .sort()
        .join();
    for (const { command, key, mac } of ours) {
      expect(parts(keyName(command as KeyedCommand, false))).toBe(parts(key));
      expect(parts(keyName(command as KeyedCommand, true))).toBe(parts(mac));
    }
  });

  it('is both where the machine of the person is not known', () => {
    expect(keyName('planwright.keepHunk', undefined)).toBe('Alt+Y, ⌃⌘Y');
  });
});
