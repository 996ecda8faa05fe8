import { afterEach, describe, expect, it } from 'vitest';
import { formatMoney, formatNumber, setTexts, t } from '../../../webview/l10n';

afterEach(() => setTexts('{}', 'en'));

describe('t', () => {
  it('fills in by number and by name, in English without a translation', () => {
    expect(t('Read {0} of {1}', 2, 'a.ts')).toBe('Read 2 of a.ts');
    expect(t('Read {count} files', { count: 3 })).toBe('Read 3 files');
    expect(t({ message: 'Read {0}', args: ['a.ts'], comment: 'A file' })).toBe('Read a.ts');
    expect(t('A brace { stays')).toBe('A brace { stays');
  });

  it('uses the translation, where the order may be another', () => {
    setTexts(JSON.stringify({ 'Read {0} of {1}': '{1}: {0} gelesen', 'Open/A verb': 'Öffnen' }), 'de');
    expect(t('Read {0} of {1}', 2, 'a.ts')).toBe('a.ts: 2 gelesen');
    expect(t({ message: 'Open', comment: 'A verb' })).toBe('Öffnen');
    expect(t('Open')).toBe('Open');
  });

  it.each(['', 'not JSON', 'null', '[]', '{"Open": 1}', '{"Open": {"message": "x"}}'])(
    'stays English with %j',
    (json) => {
      setTexts(json, 'de');
      expect(t('Open')).toBe('Open');
    },
  );
});

describe('numbers', () => {
  it('are written as the language does', () => {
    expect([formatNumber(12.35, 1), formatMoney(1234.5)]).toEqual(['12.4', '$1234.50']);
    setTexts('{}', 'de');
    expect([formatNumber(12.35, 1), formatMoney(1234.5)]).toEqual(['12,4', '1234,50\u00a0$']);
    setTexts('{}', '');
    expect(formatNumber(0, 1)).toBe('0.0');
  });
});
