import { describe, expect, it } from 'vitest';
import { canTake, droppedOf, needsShift } from '../../../webview/composer/drop';

const data = (texts: Readonly<Record<string, string>>, files: readonly File[] = []) => ({
  files,
  getData: (type: string) => texts[type] ?? '',
});
const picture = new File(['x'], 'a.png', { type: 'image/png' });
const program = new File(['x'], 'a.exe');

describe('a drop', () => {
  it('is taken with files or addresses, not with text', () => {
    expect(canTake(['text/plain', 'application/vnd.code.uri-list'])).toBe(true);
    expect(canTake(['Files'])).toBe(true);
    expect(canTake(['text/plain'])).toBe(false);
  });

  it('needs Shift where it is nothing but files from outside', () => {
    expect(needsShift([{ kind: 'file' }, { kind: 'file' }])).toBe(true);
    expect(needsShift([{ kind: 'file' }, { kind: 'string' }])).toBe(false);
    expect(needsShift([])).toBe(false);
  });

  it.each([
    [
      'the explorer names its files first',
      data({ 'application/vnd.code.uri-list': 'file:///a\r\nfile:///b c', 'text/uri-list': 'file:///a' }),
      { files: [], uris: ['file:///a', 'file:///b c'] },
    ],
    [
      'remarks are no address',
      data({ 'text/uri-list': '# a\nfile:///a\n' }),
      { files: [], uris: ['file:///a'] },
    ],
    [
      'a picture is the picture',
      data({ 'text/uri-list': 'file:///a.png' }, [picture]),
      { files: [picture], uris: [] },
    ],
    [
      'another file is its address',
      data({ 'text/uri-list': 'file:///a' }, [program]),
      { files: [], uris: ['file:///a'] },
    ],
    ['a file without an address is looked at', data({}, [program]), { files: [program], uris: [] }],
    ['text is left to the input', data({ 'text/plain': 'words' }), undefined],
  ])('%s', (_name, dropped, expected) => {
    expect(droppedOf(dropped)).toEqual(expected);
  });
});
