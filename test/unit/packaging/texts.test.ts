// The texts of the manifest stand in package.nls.json, so that they can be translated.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COMMAND_IDS } from '../../../src/host/commandIds';

const manifestText = readFileSync('package.json', 'utf8');
const texts = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Readonly<Record<string, string>>;
const { contributes } = JSON.parse(manifestText) as {
  readonly contributes: {
    readonly commands: readonly { readonly title: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, object>> };
    readonly walkthroughs: readonly {
      readonly steps: readonly { readonly media: { readonly markdown: string } }[];
    }[];
  };
};

describe('the texts of the manifest', () => {
  it('are all there, and none is left over', () => {
    const named = [...manifestText.matchAll(/"%([^"%]+)%"/g)].map(([, key = '']) => key);
    expect([...new Set(named)].sort()).toEqual(Object.keys(texts).sort());
    expect(Object.entries(texts).filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('are not written into the manifest itself', () => {
    expect(contributes.commands.filter(({ title }) => !/^%.+%$/.test(title))).toEqual([]);
    const settings = JSON.stringify(contributes.configuration.properties);
    expect(settings.match(/"(markdownDescription|description)":"(?!%)[^"]*"/g)).toBeNull();
  });
});

describe('the walkthrough', () => {
  it('shows pages that are there', () => {
    const pages = contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.markdown));
    expect(pages.length).toBeGreaterThan(3);
    expect(pages.filter((page) => !existsSync(page))).toEqual([]);
  });

  it('names only our commands', () => {
    const ids: readonly string[] = COMMAND_IDS;
    const named = Object.entries(texts)
      .filter(([key]) => key.startsWith('walkthrough.'))
      .flatMap(([, text]) => [...text.matchAll(/\(command:([^)]+)\)/g)].map(([, id = '']) => id));
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((id) => !ids.includes(id))).toEqual([]);
    const completing = [...manifestText.matchAll(/"onCommand:(planwright\.[^"]+)"/g)].map(
      ([, id = '']) => id,
    );
    expect(completing.filter((id) => !ids.includes(id))).toEqual([]);
  });
});
