// The default keys of the commands that the panel names in its tooltips. A test compares them with `package.json`.

/** Commands with a default key. */
export type KeyCommand =
  'planwright.open' | 'planwright.addSelection' | 'planwright.newSession' | 'planwright.stop';

const KEYS: Readonly<Record<KeyCommand, { readonly key: string; readonly mac: string }>> = {
  'planwright.open': { key: 'Alt+Q', mac: 'Ctrl+Alt+Q' },
  'planwright.addSelection': { key: 'Shift+Alt+Q', mac: 'Ctrl+Shift+Alt+Q' },
  'planwright.newSession': { key: 'Shift+Alt+N', mac: 'Ctrl+Shift+Alt+N' },
  'planwright.stop': { key: 'Shift+Alt+X', mac: 'Ctrl+Shift+Alt+X' },
};

/** The key of a command as people read it. */
export function keyOf(command: KeyCommand, isMac = navigator.userAgent.includes('Mac')): string {
  return KEYS[command][isMac ? 'mac' : 'key'];
}
