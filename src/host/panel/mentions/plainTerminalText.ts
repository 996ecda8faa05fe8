/** What a terminal shows, without colours, titles and other escape sequences; a line that was written over shows its last text. */
export function plainTerminalText(raw: string): string {
  return raw
    .replaceAll(ESCAPES, '')
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) => line.slice(line.replace(/\r+$/, '').lastIndexOf('\r') + 1).replaceAll(CONTROLS, ''))
    .join('\n');
}

// OSC and other strings up to their end, CSI, and the short ones.
const ESCAPES = new RegExp(
  [
    '\u001b\\][^\u0007\u001b]*(?:\u0007|\u001b\\\\)?',
    '\u001b\\[[0-9;:?<=>]*[ -/]*[@-~]',
    '\u001b[PX^_][^\u001b]*(?:\u001b\\\\)?',
    '\u001b[ -/]*[0-~]',
  ].join('|'),
  'g',
);
const CONTROLS = /(?![\t\n])\p{Cc}/gu;
