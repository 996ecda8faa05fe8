import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { replaceInText } from '../../../src/core/tools/textMatch';

const replace = (text: string, oldText: string, newText: string) =>
  replaceInText(text, { oldText, newText, replaceAll: false });

describe('a place that is found', () => {
  test.each([
    ['exactly', 'let a = 1;\n', 'a = 1', 'a = 2', 'let a = 2;\n', 'exact'],
    [
      'with trailing spaces in the file',
      'if (x) {  \n  y();\n}\n',
      'if (x) {\n  y();',
      'if (z) {\n  y();',
      'if (z) {\n  y();\n}\n',
      'trailing white space ignored',
    ],
    [
      'with other indentation',
      '    if (x) {\n      y();\n    }\n',
      'if (x) {\n  y();\n}',
      'if (z) {\n  y();\n  w();\n}',
      '    if (z) {\n      y();\n      w();\n    }\n',
      'indentation adjusted',
    ],
    [
      'with tabs for spaces',
      '\tif (x) {\n\t\ty();\n\t}\n',
      '    if (x) {\n        y();\n    }',
      '    if (x) {\n        if (z) {\n            y();\n        }\n    }',
      '\tif (x) {\n\t\tif (z) {\n\t\t\ty();\n\t\t}\n\t}\n',
      'indentation adjusted',
    ],
    [
      'with less indentation in the file',
      '  a();\n',
      '      a();',
      '    b();\n      a();',
      'b();\n  a();\n',
      'indentation adjusted',
    ],
    [
      'with line numbers copied along',
      'one\ntwo\n',
      '     1\tone\n     2\ttwo',
      '     1\tone\n     2\tTWO',
      'one\nTWO\n',
      'line numbers removed',
    ],
    [
      'at the end of a file without a newline',
      'a\nb  ',
      'a\nb\n',
      'a\nc\n',
      'a\nc',
      'trailing white space ignored',
    ],
    [
      'in a line with CRLF, which is kept',
      'a\r\nb\r\nc\n',
      'a\nb',
      'a\nx\nb',
      'a\r\nx\r\nb\r\nc\n',
      'trailing white space ignored',
    ],
    ['with new lines fitted to the CRLF of their place', 'a\r\nb\n', 'a', 'a\nx', 'a\r\nx\r\nb\n', 'exact'],
  ])('%s', (_name, text, oldText, newText, result, matching) => {
    expect(replace(text, oldText, newText)).toEqual({ ok: true, text: result, count: 1, matching });
  });

  test('every exact occurrence', () => {
    const result = replaceInText('a b a b a', { oldText: 'a', newText: 'aa', replaceAll: true });
    expect(result).toEqual({ ok: true, text: 'aa b aa b aa', count: 3, matching: 'exact' });
  });
});

describe('a place that is not found', () => {
  test.each([
    ['two exact places', 'a\na\n', 'a', { problem: 'ambiguous', count: 2, matching: 'exact' }],
    [
      'two tolerant places',
      ' a();\n b();\n  a();\n  b();\n',
      'a();\nb();',
      { problem: 'ambiguous', count: 2, matching: 'indentation adjusted' },
    ],
    ['inconsistent indentation', '  a();\nb();\n  a();\n', '    a();\n    b();', { problem: 'not_found' }],
    [
      'a differing line',
      'a\nb\nc\n',
      'b\nx',
      { problem: 'not_found', hint: 'Its first line is at line 2, but line 3 of the file is: c' },
    ],
    [
      'more lines than there are',
      'a\nb\n',
      'a\nb\nc',
      { problem: 'not_found', hint: 'Its first 2 lines are at line 1, but the file ends there.' },
    ],
    ['only white space', 'a\n\nb\n', '  \n\n', { problem: 'not_found' }],
  ])('%s', (_name, text, oldText, expected) => {
    expect(replace(text, oldText, 'new')).toEqual({ ok: false, ...expected });
  });

  test('tolerance can be turned off', () => {
    const replacement = { oldText: 'a();\nb();', newText: '', replaceAll: false };
    expect(replaceInText(' a();\n b();\n', replacement, true)).toMatchObject({
      ok: false,
      problem: 'not_found',
    });
  });
});

test('what is not replaced stays as it is, whatever the white space', () => {
  const line = fc.stringMatching(/^[ \t]{0,3}[a-c]{0,2}[ \t\r]{0,2}$/);
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), fc.array(line, { maxLength: 8 }), (before, after) => {
      const head = before.map((text) => `${text}\n`).join('');
      const tail = after.map((text) => `\n${text}`).join('');
      const result = replace(`${head}  unique();  ${tail}`, 'unique();', 'other();');
      expect(result).toMatchObject({ ok: true, text: `${head}  other();  ${tail}`, count: 1 });
    }),
  );
});
