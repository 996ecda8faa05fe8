import { describe, expect, it } from 'vitest';
import { hasHiddenCharacters, makeVisible, stripInvisible } from '../../../src/core/security/visibleText';

describe('text made visible', () => {
  it.each([
    ['plain', 'npm test -- --grep "ä€😀"', 'npm test -- --grep "ä€😀"'],
    ['escape sequence', '\u001b[2K', '␛[2K'],
    ['bell and delete', '\u0007\u007f', '␇␡'],
    ['carriage return that overwrites', 'rm x\rls', 'rm x␍ls'],
    ['line ends of Windows', 'a\r\nb', 'a\nb'],
    ['tabs and line breaks stay', 'a\tb\nc', 'a\tb\nc'],
    ['right to left override', 'a\u202eb', 'a⟨U+202E⟩b'],
    ['isolates', '\u2066x\u2069', '⟨U+2066⟩x⟨U+2069⟩'],
    ['zero width', 'r\u200bm', 'r⟨U+200B⟩m'],
    ['byte order mark', '\ufeffls', '⟨U+FEFF⟩ls'],
    ['soft hyphen', 'r\u00adm', 'r⟨U+00AD⟩m'],
    ['tag characters', 'a\u{e0041}', 'a⟨U+E0041⟩'],
    ['variation selectors', 'a\u{e0101}', 'a⟨U+E0101⟩'],
    ['emoji style', '❤\ufe0f', '❤\ufe0f'],
    ['keycap', '1\ufe0f\u20e3', '1\ufe0f\u20e3'],
    ['emoji style twice', '❤\ufe0f\ufe0f', '❤\ufe0f⟨U+FE0F⟩'],
    ['emoji style after a letter', 'r\ufe0fm', 'r⟨U+FE0F⟩m'],
    ['emoji style after a digit', '1\ufe0f', '1⟨U+FE0F⟩'],
    ['no-break space', 'a\u00a0b', 'a⟨U+00A0⟩b'],
    ['Hangul filler', 'a\u3164', 'a⟨U+3164⟩'],
    ['lone surrogate', 'a\ud800', 'a⟨U+D800⟩'],
    ['line separator', 'a\u2028b', 'a⟨U+2028⟩b'],
    ['C1 control', 'a\u009bb', 'a⟨U+009B⟩b'],
    ['padding', `ls${' '.repeat(300)}; rm x`, 'ls ⟨300 spaces⟩ ; rm x'],
    ['blank lines', `ls${'\n'.repeat(50)}rm x`, 'ls\n⟨50 line breaks⟩\nrm x'],
    ['blank lines with spaces', `ls\n \n \n \n \nrm x`, 'ls\n⟨5 line breaks⟩\nrm x'],
  ])('%s', (_, text, expected) => {
    expect(makeVisible(text)).toBe(expected);
  });

  it('tells hidden characters, each time anew', () => {
    expect([
      hasHiddenCharacters('a\u200b'),
      hasHiddenCharacters('a\u200b'),
      hasHiddenCharacters('a b\n'),
    ]).toEqual([true, true, false]);
  });
});

describe('instructions without invisible text', () => {
  it.each([
    ['nothing to do', 'Use tabs.\r\n', 'Use tabs.\r\n', 0],
    ['tag characters', 'a\u{e0041}\u{e0042}b', 'ab', 2],
    ['bidirectional', 'a\u202eb', 'ab', 1],
    ['zero width space', 'a\u200bb', 'ab', 1],
    ['joiner between ASCII letters', 'a\u200db', 'ab', 1],
    ['emoji of several', '👩\u200d💻', '👩\u200d💻', 0],
    ['emoji style', '❤\ufe0f', '❤\ufe0f', 0],
    ['Persian', 'می\u200cخواهم', 'می\u200cخواهم', 0],
    ['no-break space becomes a space', 'a\u00a0b', 'a b', 0],
  ])('%s', (_, text, expected, removed) => {
    expect(stripInvisible(text)).toEqual({ text: expected, removed });
  });
});
