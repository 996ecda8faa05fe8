import { describe, expect, it } from 'vitest';
import { inputToSend, toTerminalText } from '../../../../src/host/terminal/terminalText';
import type { InputStep } from '../../../../src/host/terminal/terminalText';

describe('toTerminalText', () => {
  it('begins every line at the left', () => {
    expect(toTerminalText('a\nb\r\nc')).toBe('a\r\nb\r\nc');
  });
});

describe('inputToSend', () => {
  const rows: readonly (readonly [name: string, line: string, data: string, expected: InputStep])[] = [
    ['letters wait for Enter', 'y', 'es', { line: 'yes', echo: 'es', sends: [] }],
    ['Enter sends the line', 'yes', '\r', { line: '', echo: '\r\n', sends: ['yes\n'] }],
    ['a paste of several lines', '', 'a\rb\rc', { line: 'c', echo: 'a\r\nb\r\nc', sends: ['a\n', 'b\n'] }],
    ['Backspace takes back a whole character', 'x😀', '\u007f', { line: 'x', echo: '\b \b', sends: [] }],
    ['Backspace on an empty line', '', '\u007f', { line: '', echo: '', sends: [] }],
    [
      'Ctrl-C drops the line and interrupts',
      'abc',
      '\u0003',
      { line: '', echo: '^C\r\n', sends: ['\u0003'] },
    ],
    [
      'Ctrl-D sends the rest and ends the input',
      'abc',
      '\u0004',
      { line: '', echo: '', sends: ['abc', '\u0004'] },
    ],
    [
      'arrow keys and other controls do nothing',
      'a',
      '\u001b[A\u001bOB\u0001',
      { line: 'a', echo: '', sends: [] },
    ],
  ];
  it.each(rows)('%s', (_name, line, data, expected) => {
    expect(inputToSend(line, data)).toEqual(expected);
  });
});
