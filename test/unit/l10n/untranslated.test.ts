import { describe, expect, it } from 'vitest';
import { readSources } from '../../../scripts/l10n/sourceTexts.mjs';
import { untranslatedTexts } from './untranslatedTexts';

const found = (text: string) => untranslatedTexts('a.ts', text);

describe('words without a translation', () => {
  it('are nowhere in the host and the panel', async () => {
    const sources = await readSources();
    expect(sources.length).toBeGreaterThan(100);
    expect(sources.flatMap(({ name, text }) => untranslatedTexts(name, text))).toEqual([]);
  });

  it.each([
    ['html`<p>Hello</p>`', 'Hello'],
    ['html`<p class="x">${icon}Hello ${name}</p>`', 'Hello'],
    ['html`<button title="Send it" @click=${() => go()}></button>`', '"Send it"'],
    ["html`<button aria-label=${isOn ? t('On') : 'Off'}></button>`", 'Off'],
    ['html`<a .tooltip=${`Model: ${name}`}></a>`', 'Model:'],
    ["html`<p>${name || 'Untitled'}</p>`", 'Untitled'],
    ['html`${isOpen ? html`<p>Inside</p>` : nothing}`', 'Inside'],
    ["button({ label: 'Send' })", 'Send'],
    ["iconButton('close', `Remove ${name}`, go)", 'Remove'],
    ["window.showWarningMessage(text, 'Delete')", 'Delete'],
    ["window.showQuickPick(items, { title: 'Whose?' })", 'Whose?'],
    ['new PersonError(`${file} is gone`)', 'is gone'],
    ["node.title = 'Copy'", 'Copy'],
  ])('are found in %s', (text, words) => {
    expect(
      found(text).map((line) =>
        line
          .replace(/^a\.ts:1: /, '')
          .replaceAll(/[\ue000]/g, '')
          .trim(),
      ),
    ).toEqual([words]);
  });

  it.each([
    'html`<p class="big bold">${t(\'Hello\')}</p>`',
    "html`<button title=${t('Send')} data-word=\"plain\" @click=${() => post('word')}>${icon('close')}</button>`",
    "html`<span class=${isOn ? 'on' : 'off'}>+${count} · ${name}</span>`",
    'html`<p>${items.map((item) => html`<b>${item}</b>`)}</p>`',
    "html`${state === 'open' ? t('Open') : nothing}`",
    "window.showInformationMessage(l10n.t('Done'))",
    "createItem({ text: '$(loading~spin) Planwright', tooltip })",
    "const words = { kind: 'file', name: 'whatever' }",
    "throw new Error('for the log')",
  ])('are not seen in %s', (text) => {
    expect(found(text)).toEqual([]);
  });
});
