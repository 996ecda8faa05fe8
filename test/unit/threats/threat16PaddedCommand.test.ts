// Threat 16: a command line that is padded so that its payload lies outside of what is shown. How the panel wraps it is in `test/e2e`.
import { describe, expect, it } from 'vitest';
import { bash, play, write } from './play';

describe('threat 16: a command whose payload is out of sight', () => {
  it.each([
    ['spaces', `ls${' '.repeat(4_000)}; touch pwned`, 'ls ⟨4000 spaces⟩ ; touch pwned'],
    ['tabs', `ls${'\t'.repeat(300)}; touch pwned`, 'ls ⟨300 spaces⟩ ; touch pwned'],
    ['lines', `ls${'\n'.repeat(300)}touch pwned`, 'ls\n⟨300 line breaks⟩\ntouch pwned'],
    ['a return', 'ls # \rtouch pwned', 'ls # ␍touch pwned'],
    ['an erased line', 'touch pwned #\u001b[2K\u001b[1Gls', 'touch pwned #␛[2K␛[1Gls'],
    ['backspaces', `touch pwned${'\b'.repeat(11)}ls`, `touch pwned${'␈'.repeat(11)}ls`],
    ['wide blanks', `ls${'\u3000'.repeat(3)}; touch pwned`, `ls${'⟨U+3000⟩'.repeat(3)}; touch pwned`],
    ['a turned text', 'ls \u2067denwp hcuot\u2069', 'ls ⟨U+2067⟩denwp hcuot⟨U+2069⟩'],
    ['a line separator', 'ls\u2028touch pwned', 'ls⟨U+2028⟩touch pwned'],
  ])('by %s is shown as a whole', async (_, line, shown) => {
    const { questions, ended } = await play([bash(line)], { permissionMode: 'ask', permissions: {} });
    expect(ended).toEqual(['asked']);
    expect(questions[0]?.details.command).toBe(shown);
    expect(questions[0]?.details.title).not.toMatch(/(?![\t\n])[\p{Cc}\p{Cf}\p{Zl}]/u);
  });

  it('by length is not cut', async () => {
    const line = `echo ${'x'.repeat(15_000)}; touch pwned`;
    const { questions } = await play([bash(line)], { permissionMode: 'ask', permissions: {} });
    expect(questions[0]?.details.command).toBe(line);
  });

  it('a file name shows what is in it, too', async () => {
    const { questions } = await play([write('a\u202etxt.exe\nOK', 'x')], {
      permissionMode: 'ask',
      permissions: {},
    });
    const { title = '', reason = '', files = [] } = questions[0]?.details ?? {};
    for (const text of [title, reason, files[0]?.path ?? '']) expect(text).not.toMatch(/[\u202e\n]/);
  });
});
