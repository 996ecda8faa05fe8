// The texts that stand in media/l10n and package.nls are those of the sources, and every translation has all of them.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readSources, sourceTexts } from '../../../scripts/l10n/sourceTexts.mjs';
import { translationFaults } from '../../../scripts/l10n/translations.mjs';

type Texts = Readonly<Record<string, string>>;

const readJson = <Value>(file: string): Value => JSON.parse(readFileSync(file, 'utf8')) as Value;
const { bundle, problems } = sourceTexts(await readSources());
const translations = readdirSync('media/l10n').filter((name) => name !== 'bundle.l10n.json');
const manifestTexts = readJson<Texts>('package.nls.json');

function ofSource(text: string) {
  return sourceTexts([{ name: 'a.ts', text }]);
}

describe('the texts of the sources', () => {
  it('are known, and their values fit', () => {
    expect(problems).toEqual([]);
    expect(Object.keys(bundle).length).toBeGreaterThan(300);
  });

  it('are in media/l10n; "npm run l10n" puts them there', () => {
    expect(readJson('media/l10n/bundle.l10n.json')).toEqual(bundle);
  });

  it('are found in every form of the call', () => {
    const found = ofSource(`
      l10n.t('Open {0}', name);
      html\`<p>\${t("It's {when}", { when })}</p>\`;
      t({ message: 'End', comment: 'Of a list' });
      other.t('Not a text');`);
    expect(found).toEqual({
      bundle: {
        'End/Of a list': { message: 'End', comment: ['Of a list'] },
        "It's {when}": "It's {when}",
        'Open {0}': 'Open {0}',
      },
      problems: [],
    });
  });

  it.each([
    ['t(text)', 'a.ts:1: the text is not written in the call'],
    ['t(`${count} files`)', 'a.ts:1: the text is not written in the call'],
    ['\nt({ message: text })', 'a.ts:2: the message is not written in the call'],
    ["t('Open {0}')", 'a.ts:1: "Open {0}" has 1 places for 0 values'],
    ["t('Open', name)", 'a.ts:1: "Open" has 0 places for 1 values'],
    ["t('{1} of {2}', 1, 2)", 'a.ts:1: "{1} of {2}" has 2 places for 2 values'],
    ["t({ message: 'Open {0}', args: [1, 2] })", 'a.ts:1: "Open {0}" has 1 places for 2 values'],
  ])('are refused where they can not be translated: %s', (text, problem) => {
    expect(ofSource(text).problems).toEqual([problem]);
  });
});

describe.each(translations)('%s', (name) => {
  const language = /^bundle\.l10n\.(.+)\.json$/.exec(name)?.[1] ?? '';

  it('has every text, with the same placeholders, and none that is gone', () => {
    expect(translationFaults(bundle, readJson(`media/l10n/${name}`))).toEqual([]);
  });

  it('comes with the texts of the manifest, with the same links, settings and code', () => {
    const translated = readJson<Texts>(`package.nls.${language}.json`);
    expect(translationFaults(manifestTexts, translated)).toEqual([]);
    const fixed = (text = ''): readonly string[] =>
      (text.match(/\(command:[^)]+\)|#[^#]+#|`[^`]+`|https?:\/\/\S+/g) ?? []).toSorted();
    const differing = Object.keys(manifestTexts).filter(
      (key) => fixed(manifestTexts[key]).join() !== fixed(translated[key]).join(),
    );
    expect(differing).toEqual([]);
  });
});

describe('the walkthrough', () => {
  const pages = readdirSync('media/walkthrough').filter((name) => !name.includes('.nls.'));

  it.each(translations)('has a page as long as each English one for %s', (name) => {
    const language = name.split('.')[2] ?? '';
    const lines = (page: string): number =>
      readFileSync(`media/walkthrough/${page}`, 'utf8').split('\n').length;
    const lengths = pages.map((page) => lines(page.replace('.md', `.nls.${language}.md`)));
    expect(lengths).toEqual(pages.map(lines));
  });
});

describe('a translation', () => {
  const english = {
    'Open {0}': 'Open {0}',
    Send: 'Send',
    'End/Of a list': { message: 'End', comment: [''] },
  };

  it('is whole and right, in another order too', () => {
    const german = { 'Open {0}': '{0} öffnen', Send: 'Senden', 'End/Of a list': 'Ende' };
    expect(translationFaults(english, german)).toEqual([]);
  });

  it('is found to lack, to keep and to misuse', () => {
    expect(translationFaults(english, { 'Open {0}': '{1} öffnen', Send: ' ', Old: 'Alt' })).toEqual([
      'not translated: End/Of a list',
      'no longer used: Old',
      'has the placeholders 1 for 0: Open {0}',
      'empty, or no text: Send',
    ]);
  });
});
